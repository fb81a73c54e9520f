"""Walkers: residents who know what they want to say, and take a random way through the dialogue to say it.

They go back, change, tap twice, read pages, ask for receipts and give them up, type comments and places, and type
words that nobody asked for. Whoever abandons a conversation leaves it at a random step, with other answers in it than
those that are sent in the end.
"""

import re
from dataclasses import dataclass
from random import Random

from bot.playground.chats import Message
from bot.playground.resident import Resident
from bot.playground.world import World
from flows.script import Script

THANKED = "Thank you. Your"
_NOTED = "Your request is sealed"
_RECEIPT = re.compile(r"(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}")
_MOST_STEPS = 150
_MARK = "Zzyzx"
_SEND = "Send my views"

_TWICE, _BACK, _ASIDE, _UNSURE, _IGNORED = 0.08, 0.05, 0.03, 0.08, 0.2
_OUT = 0.8
"""How likely a walker on a page is to go back to the questions rather than to read on."""
_ON = 0.65
"""How likely a walker on the check page is to send rather than to change or add something."""
_WAYS_OUT = ("Give my views", "Back to the questions", "Leave it out", "Choose from the list")
_NOT_AT_RANDOM = ("Try another place", "Back", "Who does what", "How to report", "Stop and delete")
_OUT_OF_THE_BLUE = ("/who", "/privacy", "/about", f"{_MARK} nonsense", "Borehamwood")
_QUESTIONS = ("Which area do you live in", "What concerns you most", "What comes second", "What comes third")


@dataclass(frozen=True)
class Plan:
    """What a walker wants to say.

    Args:
        area: the area.
        concerns: three of the county's issues, the first one first.
        steps: after how many steps the conversation is abandoned, or None if it is brought to its end.
        withdraws: whether the answer is taken back in the end, if a receipt was taken.
    """

    area: str
    concerns: tuple[str, str, str]
    steps: int | None = None
    withdraws: bool = False


class Walker:
    """A resident and the way they take.

    Args:
        world: the Telegram to be in.
        script: the words on the buttons.
        plans: what to say, one conversation after the other.
        seed: decides every step.
        start: what is typed to begin a conversation.
    """

    def __init__(
        self, world: World, script: Script, plans: list[Plan], seed: int, start: str = "/start"
    ) -> None:
        self.resident = Resident(world, f"Name{seed}")
        self.plans = plans
        self.receipt = ""
        self.has_receipt = False
        self.left: list[set[str]] = []
        self._chance = Random(seed)
        self._script = script
        self._start = start
        self._steps = 0
        self._begun = 0
        self._last_seen = 0
        self._asides: set[int] = set()
        self._is_aside = self._is_withdrawing = False
        self._at = -1

    @property
    def is_done(self) -> bool:
        """Whether everything is said."""
        return self._at >= len(self.plans)

    @property
    def plan(self) -> Plan:
        """What is being said."""
        return self.plans[self._at]

    @property
    def final(self) -> Plan:
        """What is said in the end."""
        return self.plans[-1]

    def step(self) -> list[int]:
        """Do one thing, and return the updates that it makes."""
        self._note_asides()
        self._steps += 1
        assert self._steps < _MOST_STEPS, f"No way out: {[(m.plain[:60], m.buttons) for m in self._own()]}"
        if self._at < 0 or (self.plan.steps and self._steps > self.plan.steps):
            return self._begin()
        if self._is_withdrawing:
            return self._withdraw()
        if THANKED in self._live.plain:
            return self._end()
        return self._go_on()

    def _begin(self) -> list[int]:
        self._at += 1
        self._steps = 0
        if self.is_done:
            return []
        self._begun = max(self.resident.chat.messages, default=0)
        self.receipt, self.has_receipt = "", False
        return [self.resident.says(self._start)]

    def _end(self) -> list[int]:
        self.left.append(self._left())
        if self.plan.withdraws and self.has_receipt:
            self._is_withdrawing = True
            return [self.resident.says(self._chance.choice(["/withdraw", f"/withdraw {self.receipt}"]))]
        return self._begin()

    def _withdraw(self) -> list[int]:
        if any(message.force_reply for message in self._own()):
            return [self.resident.replies(self.receipt)]
        self._is_withdrawing = _NOTED not in self.resident.screen.plain
        if self._is_withdrawing:
            return []
        self.left.append(self._left())
        return self._begin()

    def _go_on(self) -> list[int]:
        prompts = [message for message in self._own() if message.force_reply]
        if prompts and self._chance.random() > _IGNORED:
            return [self.resident.replies(self._typed(), prompts[-1])]
        if self._chance.random() < _ASIDE:
            self._is_aside, self._last_seen = True, max(self.resident.chat.messages)
            return [self.resident.says(self._chance.choice(_OUT_OF_THE_BLUE))]
        title = self._choice(self._live)
        taps = 2 if self._chance.random() < _TWICE else 1
        if title in {"Get a receipt", "Receipt again"}:
            self.has_receipt = True
        elif title == "No receipt":
            self.has_receipt = False
        message = self._live
        return [self.resident.taps(title, message) for _ in range(taps)]

    def _choice(self, live: Message) -> str:
        titles = [title for row in live.buttons for title in row if title != _SEND or not self.plan.steps]
        chance = self._chance
        if _SEND in titles and chance.random() < _ON:
            return _SEND
        if "Back" in titles and chance.random() < _BACK:
            return chance.choice(["Back", "Who does what"])
        for question, wanted in zip(_QUESTIONS, self._titles(), strict=True):
            if question in live.plain and wanted in titles:
                return "I'm not sure" if "I'm not sure" in titles and chance.random() < _UNSURE else wanted
        way_out = [title for title in titles if title in _WAYS_OUT]
        free = [title for title in titles if title not in _NOT_AT_RANDOM]
        return chance.choice(way_out if way_out and chance.random() < _OUT else free or titles)

    def _titles(self) -> list[str]:
        issues = self._script.languages["en"].county.issues
        return [
            self._script.county.areas[self.plan.area].name,
            *(issues[one].label for one in self.plan.concerns),
        ]

    def _typed(self) -> str:
        return f"{_MARK}{''.join(self._chance.sample('abcdefghijklmnop', 10))}"

    def _own(self) -> list[Message]:
        """The bot's messages of this conversation that stand in the chat."""
        return [
            message
            for message in self.resident.messages
            if message.id > self._begun and message.id not in self._asides
        ]

    @property
    def _live(self) -> Message:
        return next(message for message in reversed(self._own()) if message.keyboard)

    def _note_asides(self) -> None:
        """What came of words out of the blue is no part of the conversation."""
        if self._is_aside:
            self._asides.update(one for one in self.resident.chat.messages if one > self._last_seen)
            self._is_aside = False
        told = [*self.resident.alerts, *(one.plain for one in self._own() if "Your receipt:" in one.plain)]
        if self.has_receipt and told and (found := _RECEIPT.search(told[-1])):
            self.receipt = found[0]

    def _left(self) -> set[str]:
        """Return what is left in the chat of the conversation that has ended: by kind, never by content."""
        chat = self.resident.chat.messages.values()
        standing = [one for one in chat if one.id > self._begun and one.id not in self._asides]
        seen = " ".join(f"{one.plain} {one.buttons}" for one in standing)
        links = [str(entity.get("url", "")) for one in standing for entity in one.entities]
        data = [button["callback_data"] for one in standing for row in one.keyboard for button in row]
        found = {
            "an answer": any(title in seen for title in self._titles()),
            "words": _MARK in seen,
            "a receipt": bool(self.receipt)
            and any(part in seen for part in (*self.receipt.split(), self.receipt.replace(" ", ""))),
            "a token": any(not one.startswith("/") for one in data) or any("start=" in url for url in links),
        }
        return {kind for kind, is_there in found.items() if is_there}
