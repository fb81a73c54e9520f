"""The commands: what residents can type, or tap where no conversation is at hand."""

PAGES = ("who", "about", "privacy", "help")
"""Commands that show a page."""

COMMANDS = ("start", *PAGES, "stop")
"""All of them, in the order in which Telegram lists them."""


def flow_of(command: str) -> tuple[str, dict[str, str]]:
    """Return the flow that a command starts, and the slots it starts with.

    Args:
        command: one of `COMMANDS`, without its slash; any other is taken for start.
    """
    if command in PAGES:
        return "give_views", {"page": command}
    return ("stop" if command == "stop" else "give_views"), {}
