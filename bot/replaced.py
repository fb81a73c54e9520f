"""Which messages have just been replaced by a new one: for a screen reader, or since they cannot be edited or are gone.

Whoever taps a button twice taps, the second time, what has gone already. The bot knows of it for as long as such a tap
may be on its way, and then no more.
"""

import asyncio

KNOWN_SECONDS = 30


class Replaced:
    """Knows the messages that were replaced in the last `KNOWN_SECONDS`."""

    def __init__(self) -> None:
        self._known: set[tuple[int, int]] = set()

    def note(self, chat: int, message: int) -> None:
        """Know of a message, for a while."""
        self._known.add((chat, message))
        asyncio.get_running_loop().call_later(KNOWN_SECONDS, self._known.discard, (chat, message))

    def knows(self, chat: int, message: int) -> bool:
        """Tell whether a message has just been replaced."""
        return (chat, message) in self._known
