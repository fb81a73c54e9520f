"""Whether a police force answers for the bot."""

from bot.settings import Settings
from storage.audit.finding import Finding, remarked


def somebody_answers_for_it(settings: Settings) -> Finding:
    """See that residents are told who answers for the bot, whom to ask, and where to check that it is genuine."""
    missing = settings.missing_for_real
    return remarked(
        "Residents are told which police force answers for the bot.",
        f"Not set: {', '.join(missing)}. Every welcome says that this is a trial not run by any police force."
        if missing
        else "",
        f"{settings.controller} does.",
        "Set them in .env, once the force and its data protection officer have agreed to them.",
    )
