"""A wanderer: a resident who taps anything and types anything, and in the end finds the way out."""

import asyncio
from collections.abc import Callable, Iterable
from random import Random

from bot.playground.chats import Message
from bot.playground.keyboards import Button
from bot.playground.world import World
from tests.endurance.witness import CANARY, PATIENCE_SECONDS, THANKED, Witness, letters

ANSWERED = "You have already given your views"
STOPPED = "Stopped."
SEALING = "Your views are being sealed"

MOST_DEEDS = 6
MOST_STEPS_HOME = 80
STOPS = 0.15
"""How likely a wanderer is to stop on the check page."""
PATIENT = 0.5
"""How likely one is to wait for the ballot box rather than to send again at once."""
COMMENTS = 0.5
"""How likely one who types is to add a comment there."""

PLACES = ("Borehamwood", "Wheathampstead", "Leighton Buzzard", "Much Hadham")
COMMANDS = ("/start", f"/start {CANARY}", "/who", "/about", "/privacy", "/help", "/stop", f"/{CANARY}")
WAYS_ON = (
    "Send",
    "Give my views",
    "Back to",
    "Start again",
    "Choose my area",
    "Choose from the list",
    "Leave it out",
    "Skip",
    "That's all",
)
"""How buttons begin that lead towards an end, the likeliest first."""
WAYS_ASIDE = ("Back", "Who ", "How to", "I'm not sure", "Outside", "Try another", "Type another")

Deed = Callable[[], list[int]]


class Wanderer:
    """A resident with a will that is random, and the same each time.

    Args:
        world: the Telegram to be in.
        number: tells this wanderer from the others, and seeds the will. Those of even numbers type.
    """

    def __init__(self, world: World, number: int) -> None:
        self._random = Random(number)
        self.witness = Witness(world, number, self._random.choice(("en", "pl", None)))
        self._resident = self.witness.resident
        self._types = number % 2 == 0
        self._marks = 0
        self.taps = 0
        self.replied: list[str] = []

    async def wander(self) -> None:
        """Start, and do a few things at random."""
        await self._do([self._resident.starts()])
        for _ in range(self._random.randint(2, MOST_DEEDS)):
            await self._do(self._random.choice(self._deeds())())

    async def go_home(self) -> str:
        """Walk on until the newest buttons are those of an end; returns that end."""
        for _ in range(MOST_STEPS_HOME):
            message = self._newest()
            for end in (THANKED, ANSWERED, STOPPED):
                if message and end in message.plain:
                    return end
            if message and SEALING in message.plain and self._random.random() < PATIENT:
                await self._wait_for_the_box(message)
            else:
                await self._do(self._step(message))
        seen = "; ".join(f"{one.plain[:80]!r} with {one.buttons}" for one in self._resident.messages)
        raise AssertionError(f"No way out in {MOST_STEPS_HOME} steps. There is: {seen}")

    async def _wait_for_the_box(self, message: Message) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            # For a screen reader, another message takes its place.
            await self._resident.chat.changed.until(
                lambda: SEALING not in message.plain or message not in self._resident.messages
            )

    def _newest(self) -> Message | None:
        return next((one for one in reversed(self._resident.messages) if one.keyboard), None)

    def _step(self, message: Message | None) -> list[int]:
        if message is None:
            return [self._resident.starts()]
        if self._types and self._resident.screen.force_reply:
            return [self._reply(self._texts()[0], self._resident.screen)]
        return [self._press(self._way_on(message), message)]

    def _way_on(self, message: Message) -> Button:
        buttons = {button["text"]: button for row in message.keyboard for button in row}
        if "Stop and delete" in buttons and self._random.random() < STOPS:
            return buttons["Stop and delete"]
        if self._types and "Add a comment" in buttons and self._random.random() < COMMENTS:
            return buttons["Add a comment"]
        for way in WAYS_ON:
            for title, button in buttons.items():
                if title.startswith(way):
                    return button
        answers = [button for title, button in buttons.items() if not title.startswith(WAYS_ASIDE)]
        return self._random.choice(answers or list(buttons.values()))

    def _deeds(self) -> list[Deed]:
        taps = [self._taps_the_newest] * 6 + [self._taps_anything] * 6 + [self._taps_twice] * 2
        rare: list[Deed] = [self._loses_sight_of_a_message]
        if not self._types:
            return taps + rare
        typing = [self._types_words] * 5 + [self._replies] * 5 + [self._sends_something_else] * 3
        return taps + rare + typing

    def _taps_the_newest(self) -> list[int]:
        newest = self._newest()
        if newest is None:
            return [self._resident.starts()]
        return [self._press(self._any_button(newest), newest)]

    def _taps_anything(self) -> list[int]:
        return [self._press(*self._random.choice(list(self.witness.buttons.values())))]

    def _taps_twice(self) -> list[int]:
        button, message = self._random.choice(list(self.witness.buttons.values()))
        return [self._press(button, message), self._press(button, message)]

    def _loses_sight_of_a_message(self) -> list[int]:
        if not self._resident.messages:
            return [self._resident.starts()]
        message = self._random.choice(self._resident.messages)
        message.inaccessible = True
        return [self._press(self._any_button(message), message)] if message.keyboard else []

    def _types_words(self) -> list[int]:
        return [self._resident.says(self._random.choice([*self._texts(), *COMMANDS]))]

    def _replies(self) -> list[int]:
        if not self.witness.prompts:
            return self._types_words()
        prompt = self._random.choice(self.witness.prompts[-2:])
        return [self._reply(self._random.choice(self._texts()), prompt)]

    def _sends_something_else(self) -> list[int]:
        one, text = self._resident, self._texts()[0]
        things: list[Callable[[], int]] = [
            one.sends_sticker,
            one.sends_voice,
            one.sends_photo,
            one.sends_file,
        ]
        things += [one.sends_location, one.sends_contact, one.sends_poll]
        things += [lambda: one.forwards(text)]
        if any(message.sender is one.account for message in one.chat.messages.values()):
            things += [lambda: one.edits(text)]
        return [self._random.choice(things)()]

    def _texts(self) -> list[str]:
        """What could be typed next, most of it with a mark that was never typed before."""
        self._marks += 1
        mark = f"{CANARY}Text{self.witness.letters}x{letters(self._marks)}Q"
        urgent = f"someone is breaking in right now {mark}"
        return [mark, f"{mark} on the high street 🚲", urgent, f"{mark} " * 40, *PLACES]

    def _any_button(self, message: Message) -> Button:
        return self._random.choice([button for row in message.keyboard for button in row])

    def _reply(self, text: str, prompt: Message) -> int:
        self.replied.append(text)
        return self._resident.replies(text, prompt)

    def _press(self, button: Button, message: Message) -> int:
        self.taps += 1
        return self._resident.presses(button, message)

    async def _do(self, updates: Iterable[int]) -> None:
        for update in updates:
            await self._resident.answered(update, PATIENCE_SECONDS)


async def let_wander(world: World, numbers: Iterable[int], at_once: int) -> dict[Wanderer, str]:
    """Let wanderers of these numbers wander and go home, so many at once; returns where each ended."""
    waiting = iter(numbers)
    ends: dict[Wanderer, str] = {}

    async def move_in() -> None:
        for number in waiting:
            wanderer = Wanderer(world, number)
            await wanderer.wander()
            ends[wanderer] = await wanderer.go_home()

    async with asyncio.TaskGroup() as town:
        for _ in range(at_once):
            town.create_task(move_in())
    return ends
