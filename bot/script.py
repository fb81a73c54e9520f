"""The script that the bot follows: the flows for the county of the settings, with all that is learned from them."""

from bot.languages import require_words
from bot.settings import Settings
from flows.script import Script, installed


def script_of(settings: Settings) -> Script:
    """Return the flows for the county of the settings.

    Raises:
        NoSuchLanguage: if LANGUAGES names one in which they have no words.
    """
    script = installed(settings.county)
    require_words(settings, script.languages)
    script.learn()
    return script
