"""The audit's report: what was looked for in a deployment's own database, keys and log, and what was found."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.findings import print_findings
from bot.settings import Settings, playground_of
from flows.redaction import redact
from storage.audit import at_rest, audit


async def print_audit(settings: Settings, logs: Sequence[Path], console: Console) -> bool:
    """Audit what the settings name, print what was found, and return whether all is well.

    Args:
        settings: of the deployment; without a token, that is the playground.
        logs: files that its log was written to.
        console: where a person reads it.

    Raises:
        LocalViewsError: if something cannot be read; the message says what to do.
    """
    if settings.telegram_bot_token is None:
        settings = playground_of(settings)
    database = at_rest(settings.database_url)
    console.print(Text(f"Database    {database.shown}"), soft_wrap=True)
    console.print(Text(f"Key folder  {settings.key_dir.absolute()}"), soft_wrap=True)
    try:
        findings = await audit(
            database,
            settings.key_dir,
            logs,
            minimum=settings.ballot_box_minimum,
            retention=settings.retention_rounds,
            now=datetime.now(settings.zone),
            redact=redact,
        )
    finally:
        await database.close()
    return print_findings(findings, console)
