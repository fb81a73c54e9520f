"""The languages that are offered: all in the playground, else those that somebody who grew up with them has read."""

from collections.abc import Mapping

from bot.settings import Settings
from flows.language import Language
from storage.errors import LocalViewsError


class NoSuchLanguage(LocalViewsError):
    """LANGUAGES names a language for which there are no words."""

    def __init__(self, unknown: list[str], known: list[str]) -> None:
        super().__init__(
            f"LANGUAGES names {', '.join(unknown)}, but there are words in {', '.join(known)} only. Correct it, or "
            "add the files: flows/words/ and the county's words/ hold one for each language."
        )


def require_words(settings: Settings, languages: Mapping[str, Language]) -> None:
    """See that there are words in every language that LANGUAGES names.

    Raises:
        NoSuchLanguage: if there are not.
    """
    if unknown := settings.more_languages - languages.keys():
        raise NoSuchLanguage(sorted(unknown), list(languages))


def offered(settings: Settings, languages: Mapping[str, Language]) -> tuple[str, ...]:
    """Return the two letters of each language to offer, English first.

    Args:
        settings: tell whether this is the playground, and which languages to offer besides.
        languages: those that there are.
    """
    return tuple(
        code
        for code, of in languages.items()
        if of.is_reviewed or code in settings.more_languages or settings.telegram_bot_token is None
    )
