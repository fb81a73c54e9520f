"""The commands: what residents can type, or tap where no conversation is at hand."""

from collections.abc import Collection, Mapping, Sequence

from flows.domain import LANGUAGE, READER

PAGES = ("who", "results", "about", "privacy", "help", "language", "settings")
"""Commands that show a page."""

WITHDRAW = "withdraw"

STOP = "stop"

COMMANDS = ("start", *PAGES, WITHDRAW, STOP)
"""All of them, in the order in which Telegram lists them."""

ASSIST = "assist"
"""The one command that is not for everybody, and is not listed: it makes a device an officer's."""


READING = "reader"


def with_manner(command: str, slots: Mapping[str, str]) -> str:
    """Return what a button says that is a command: with it, in which manner the next conversation is to be held.

    Args:
        command: with its slash.
        slots: of the conversation that it stands below.
    """
    reader = [READING] if slots.get(READER) else []
    return " ".join([command, slots[LANGUAGE], *reader])


def manner_of(said: Sequence[str], usual: str, languages: Collection[str]) -> dict[str, str]:
    """Return the slots in whose manner a conversation is to be held.

    Args:
        said: what follows a command, as `with_manner` writes it; nothing after one that was typed.
        usual: the language of whoever has said none.
        languages: those that there are.
    """
    language = next((word for word in said if word in languages), usual)
    return {LANGUAGE: language} | ({READER: "yes"} if READING in said else {})


def flow_of(command: str) -> tuple[str, dict[str, str]]:
    """Return the flow that a command starts, and the slots it starts with.

    Args:
        command: one of `COMMANDS` or `ASSIST`, without its slash; any other is taken for start.
    """
    if command == WITHDRAW:
        return "give_views", {"page": "withdraw", "withdrawal": "begun"}
    if command == ASSIST:
        return "give_views", {"assisted": "yes"}
    if command in PAGES:
        return "give_views", {"page": command}
    if command == STOP:
        return "give_views", {"page": STOP}
    return "give_views", {}
