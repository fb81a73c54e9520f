"""What has just been done: a second tap on the same button asks for it no more, nor the second photo of an album.

Whoever taps twice taps, the second time, on what is already under way, or has gone. The bot knows of it for as long as
such a tap may be on its way, and then no more.
"""

import asyncio

KNOWN_SECONDS = 30


class Lately:
    """Knows what was last done with a message, or an album, of a chat, if that was in the last `KNOWN_SECONDS`."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int | str], tuple[str, asyncio.TimerHandle]] = {}

    def note(self, chat: int, message: int | str, done: str = "") -> None:
        """Know of it for a while, and of nothing that was done before with that message."""
        whose = chat, message
        if whose in self._known:
            _, forgetting = self._known[whose]
            forgetting.cancel()
        forgetting = asyncio.get_running_loop().call_later(KNOWN_SECONDS, self._known.pop, whose)
        self._known[whose] = done, forgetting

    def knows(self, chat: int, message: int | str, done: str = "") -> bool:
        """Tell whether this was done last, and just now."""
        last, _ = self._known.get((chat, message), (None, None))
        return last == done
