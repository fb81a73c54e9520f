"""The doctor: looks at everything that the bot needs to run for real, and says what to do where something is wrong."""

from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from bot.doctor.computer import examine_computer
from bot.doctor.force import somebody_answers_for_it
from bot.doctor.stores import examine_stores
from bot.doctor.telegram import examine_telegram
from bot.findings import print_findings
from bot.languages import offered, require_words
from bot.settings import Settings, playground_of
from flows.locales import ENGLISH
from flows.script import installed
from storage.audit.finding import Finding

NO_TOKEN = Finding(
    "There is a token, so that the bot runs on Telegram.",
    "TELEGRAM_BOT_TOKEN is not set: only the playground would start.",
    is_well=False,
    remedy="Ask @BotFather for a token with /newbot, and set it in .env in the folder where the bot starts.",
)


async def print_examination(settings: Settings, console: Console) -> bool:
    """Look at everything, print what was found, and return whether nothing is wrong. No secret is printed.

    Args:
        settings: as the administrator set them; without a token, the playground's database and keys are looked at.
        console: where a person reads it.

    Raises:
        LocalViewsError: if the flows or DATABASE_URL cannot be read; the message says what to do.
    """
    languages = installed(settings.county).languages
    require_words(settings, languages)
    if settings.telegram_bot_token is None:
        settings, of_telegram = playground_of(settings), [NO_TOKEN]
    else:
        codes = [None if code == ENGLISH else code for code in offered(settings, languages)]
        of_telegram = await examine_telegram(settings, settings.telegram_bot_token, codes, datetime.now(UTC))
    console.print(
        Text("Run this as the account of the bot, and in the folder where it starts."), soft_wrap=True
    )
    findings = [
        *of_telegram,
        *await examine_stores(settings),
        somebody_answers_for_it(settings),
        *examine_computer(settings),
    ]
    return print_findings(findings, console)
