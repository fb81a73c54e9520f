"""A talk with the runner, without Telegram: start, tap, type, and read what is on the screen.

The conversation goes through a sealed token between every turn, as it does in a chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.token import Tokens
from flows.check import MAIN
from flows.conversation import Conversation, Reply
from flows.domain import Kind
from flows.given import Given
from flows.runner import TYPED, Runner
from flows.turn import Button, Message, Turn
from storage.rounds import RoundState

CHAT = 7
OPEN = RoundState("open", "2026-3", date(2026, 12, 31), date(2027, 1, 1))
PAUSED = RoundState("paused", "2026-3", date(2026, 12, 31), date(2027, 1, 1))
CLOSED = RoundState("closed", None, None, date(2027, 1, 1))


def given(round_state: RoundState = OPEN, number: str = "0123456789ABCDEF") -> Given:
    """Return the facts of a moment that is always the same."""
    return Given(
        round=round_state,
        county="hertfordshire",
        number=number,
        link="https://t.me/a_bot",
        opening="07:30",
        minimum=10,
        retention=6,
        lawful_basis="public task",
        controller="The Force",
        contact="privacy@example.org",
        official_page="https://example.org",
    )


@dataclass
class Talk:
    """One resident's talk.

    Args:
        runner: of the real flows.
        tokens: seals and opens between turns.
        moment: the facts handed to each turn; a test may change them.
    """

    runner: Runner
    tokens: Tokens
    moment: Given = field(default_factory=given)
    turn: Turn = field(init=False)
    transcript: list[str] = field(default_factory=list)

    async def starts(self, slots: Mapping[str, str] | None = None, flow: str = MAIN) -> None:
        """Begin, as after /start."""
        self._next(await self.runner.start(flow, slots or {}, self.moment), "/start")

    async def taps(self, *titles: str) -> None:
        """Tap buttons one after the other."""
        for title in titles:
            assert title in self.titles, f"no {title!r} among {self.titles} below: {self.text}"
            button = self.choices[self.titles.index(title)]
            reply = Reply.parse(button.payload)
            assert reply is not None, f"{title} is a command"
            conversation, reply = self._through_a_token(self.turn.conversation, reply)
            self._next(await self.runner.resume(conversation, reply, self.moment), f"[{title}]")

    async def types(self, words: str) -> None:
        """Type a reply to the prompt on the screen."""
        assert self.turn.message.is_prompt, "nothing asks for words"
        conversation, _ = self._through_a_token(self.turn.conversation, Reply())
        self._next(await self.runner.resume(conversation, Reply(said=words), self.moment), f'"{words}"')

    async def says(self, words: str) -> None:
        """Type words out of the blue."""
        self._next(await self.runner.start(TYPED, {}, self.moment, words), f'"{words}"')

    async def hears(self, outcome: str, slot: str = "outcome") -> None:
        """Let the ballot box answer."""
        reply = Reply(sets=((slot, outcome),))
        conversation = self.turn.conversation
        self._next(await self.runner.resume(conversation, reply, self.moment), f"(the box: {outcome})")

    @property
    def choices(self) -> tuple[Button, ...]:
        """The buttons on the screen."""
        return (*self.turn.message.buttons, *self.turn.message.footer)

    @property
    def titles(self) -> list[str]:
        """What the buttons say."""
        return [button.title for button in self.choices]

    @property
    def text(self) -> str:
        """What the screen says."""
        return self.turn.message.text

    def _next(self, turn: Turn, did: str) -> None:
        self.turn = turn
        alert = f"(alert: {turn.alert})\n\n" if turn.alert else ""
        self.transcript.append(f"> {did}\n\n{alert}{shown(turn.message)}\n")

    def _through_a_token(self, conversation: Conversation, reply: Reply) -> tuple[Conversation, Reply]:
        words = [
            conversation.slots[slot.name]
            for slot in self.runner.script.slots.values()
            if slot.kind is Kind.WORDS and slot.name in conversation.slots
        ]
        opened = self.tokens.open(CHAT, self.tokens.seal(CHAT, conversation, reply), words)
        assert not opened.words_lost
        assert opened.conversation == conversation
        assert opened.reply == reply
        return opened.conversation, opened.reply


def shown(message: Message) -> str:
    """Return a screen as a transcript shows it."""
    lines = [f"{quote.label}\n  | {quote.words}\n" for quote in message.quotes]
    lines += [message.text]
    lines += [f"\n(type: {message.placeholder})"] if message.is_prompt else []
    buttons = (*message.buttons, *message.footer)
    lines += ["", *(f"  [{button.title}]" for button in buttons)] if buttons else []
    return "\n".join(lines)
