"""The commands: what residents can type, or tap where no conversation is at hand."""

PAGES = ("who", "results", "about", "privacy", "help")
"""Commands that show a page."""

WITHDRAW = "withdraw"

COMMANDS = ("start", *PAGES, WITHDRAW, "stop")
"""All of them, in the order in which Telegram lists them."""

ASSIST = "assist"
"""The one command that is not for everybody, and is not listed: it makes a device an officer's."""


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
    return ("stop" if command == "stop" else "give_views"), {}
