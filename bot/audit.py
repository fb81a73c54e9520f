"""The audit's report: what was looked for in a deployment and what was found, as a table for a person to read."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.running import playground_of
from bot.settings import Settings
from flows.redaction import redact
from storage.audit import at_rest, audit
from storage.audit.finding import Finding


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
    console.print(_table(findings))
    console.print(_verdict(findings))
    return all(finding.is_well for finding in findings)


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_lines=False, leading=1, expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("Looked for", ratio=2)
    table.add_column("Found", ratio=3)
    for finding in findings:
        found = Text(finding.found)
        if finding.remedy:
            found.append(f"\n{finding.remedy}", style="bold")
        table.add_row(_mark(finding), Text(finding.looked_for), found)
    return table


def _mark(finding: Finding) -> Text:
    if not finding.is_well:
        return Text("FAULT", style="bold red")
    return Text("look", style="yellow") if finding.wants_a_look else Text("well", style="green")


def _verdict(findings: Sequence[Finding]) -> Text:
    faults = sum(not finding.is_well for finding in findings)
    looks = sum(finding.wants_a_look for finding in findings)
    more = f" {looks} more could be better (look)." if looks else ""
    if faults:
        return Text(f"Not well: {faults} of {len(findings)} checks found a fault.{more}", style="bold red")
    return Text(f"All is well: {len(findings)} checks found no fault.{more}", style="bold green")
