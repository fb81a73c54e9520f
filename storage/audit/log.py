"""What a log must not hold: anything by which a line could be traced to a resident. No match is ever quoted."""

import re
from pathlib import Path

from storage.audit.finding import Finding, counted, judged, remarked
from storage.errors import LocalViewsError

_SHOWN_LINES = 5

_TRACES = {
    "long numbers, such as ids": r"\d{8,}",
    "tokens of Telegram": r"\d+:[A-Za-z0-9_-]{35}",
    "tokens of buttons": r"[A-Za-z0-9_-]{40,}",
    "@names": r"(?<![\w.+-])@(?!BotFather\b)\w+",  # whom the bot's own sentences name
    "e-mail addresses": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
}
_CLOCK = r"(?<![\d.:])(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)"


class LogUnreadable(LocalViewsError):
    """A log cannot be read. `reason` is the system's."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The log {path} cannot be read: {reason}. Give --log a file of text that this account can read."
        )


def audit_log(path: Path) -> list[Finding]:
    """Look into a log.

    Args:
        path: a file of text, such as what the bot wrote to standard error.

    Raises:
        LogUnreadable: if it cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise LogUnreadable(path, error.strerror or type(error).__name__) from None
    return [
        *(_without(lines, path, what, pattern) for what, pattern in _TRACES.items()),
        without_times(lines, path),
    ]


def no_log() -> Finding:
    """Return the finding that no log was looked at."""
    return Finding(
        "The log tells nothing about a resident.",
        "No log was looked at.",
        remedy="Give it with --log FILE, once for each file.",
    )


def without_times(lines: list[str], path: Path) -> Finding:
    """See that no line tells at what time it was written: that can be when somebody answered."""
    found = _found(lines, _CLOCK)
    return remarked(
        f"No times of day in {path.name}.",
        _places(found),
        f"None in {counted(len(lines), 'line')}.",
        "The bot writes no times; a journal adds its own. Let standard error go to a file, or keep the journal "
        "for a short time.",
    )


def _without(lines: list[str], path: Path, what: str, pattern: str) -> Finding:
    return judged(
        f"No {what} in {path.name}.",
        _places(_found(lines, pattern)),
        f"None in {counted(len(lines), 'line')}.",
        "Look at these lines. If the bot wrote them, set LOG_LEVEL=ERROR, delete the log, and tell whoever "
        "maintains Local Views.",
    )


def _found(lines: list[str], pattern: str) -> dict[int, int]:
    """Return how often a pattern occurs, by the number of the line, of those where it does."""
    form = re.compile(pattern)
    counts = {number: len(form.findall(line)) for number, line in enumerate(lines, start=1)}
    return {number: count for number, count in counts.items() if count}


def _places(found: dict[int, int]) -> str:
    """Return how many there are and where, as a sentence; empty if there are none."""
    if not found:
        return ""
    shown = list(found)[:_SHOWN_LINES]
    more = len(found) - len(shown)
    lines = ", ".join(f"{number:,}" for number in shown) + (f" and {more:,} more" if more else "")
    return f"{sum(found.values()):,}, in line{'' if len(found) == 1 else 's'} {lines}."
