"""A bot whose reading is watched: prints which files it reads only when residents have said something.

Run as: python -m tests.attacks.late_reader FOLDER, with `naive` after it for a bot that learns nothing at its start.
"""

import asyncio
import sys
from pathlib import Path

from flows.script import Script
from tests.town import TO_THE_CHECK_PAGE, town_in

_NAIVE = "naive"
_COMMENTS = (
    "Cars race by the park",
    "Since 12/05/2024, and on 14.06.2023 again",
    "Somebody of +33 13.39~6)0(9.52 was seen",
)
_TYPED = (
    "I live in Hitchin",
    "who do I call about fly tipping",
    "noise and parking at night in the park",
    "pomocy, on ma nóż",
    "/results",
    "/withdraw 0123 4567 89AB CDEF",
)
_LANGUAGES = ("en", "pl", "ur", "ta", "fr")


async def main(folder: Path) -> None:
    """Let somebody come who says nothing, and then others who say all kinds of things."""
    read: set[Path] = set()
    async with town_in(folder) as town:
        await town.resident().starts()
        town.running.scheduler.pause()
        watch(read)
        for comment in _COMMENTS:
            ann = town.resident("Ann")
            await ann.starts()
            await ann.taps(*TO_THE_CHECK_PAGE, "Add a comment")
            await ann.replies(comment)
            await ann.taps("Send my views")
        for words in _TYPED:
            await town.resident("Bob").says(words)
        for language in _LANGUAGES:
            await town.resident("Cleo", language).starts()
    for path in sorted(path.name for path in read if folder not in path.parents):
        sys.stdout.write(f"{path}\n")


def learn_nothing(self: Script) -> None:
    """Leave it for later."""


def watch(read: set[Path]) -> None:
    """Note every file that this process opens from now on."""

    def note(event: str, given: tuple[object, ...]) -> None:
        if event == "open" and isinstance(given[0], str):
            read.add(Path(given[0]))

    sys.addaudithook(note)


if __name__ == "__main__":
    if _NAIVE in sys.argv:
        Script.learn = learn_nothing  # type: ignore[method-assign]
    asyncio.run(main(Path(sys.argv[1])))
