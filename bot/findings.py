"""Findings as a table for a person to read: what was looked for, what was found, and what to do about it."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from storage.audit.finding import Finding


def print_findings(findings: Sequence[Finding], console: Console) -> bool:
    """Print a line for each finding and one that sums up, and return whether all is well."""
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
