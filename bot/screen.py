"""A screen: a message of the dialogue as Telegram shows it, with entities and an inline keyboard."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import ForceReply, MaybeInaccessibleMessage, Message
from telegram import MessageEntity as Entity
from telegram.constants import KeyboardButtonStyle

from flows import turn
from flows.conversation import Reply
from flows.turn import Button, Weight

SIDE_BY_SIDE = 17
"""In Latin letters: if neither title is longer, two buttons stand in one row. Looked at on a phone 360 px wide."""

TAKING_NO_ROOM = {"Mn", "Cf"}
"""Unicode's categories of marks on letters, and of signs that are not seen."""

LONG_QUOTE = 100
"""In letters: a longer quote is folded to three lines until it is tapped, so that the buttons stay in sight."""

STYLES = {
    Weight.PRIMARY: {"style": KeyboardButtonStyle.PRIMARY.value},
    Weight.DANGER: {"style": KeyboardButtonStyle.DANGER.value},
}
BOLD = re.compile(r"\*([^*\n]+)\*")

Plain = dict[str, Any]
Keyboard = dict[str, list[list[Plain]]]
"""As the Bot API takes it: python-telegram-bot's own objects take more of a tap than the whole dialogue."""
Seal = Callable[[Reply], str]


@dataclass(frozen=True, slots=True)
class Screen:
    """What one message shows.

    Args:
        text: without marks.
        entities: what is bold, quoted or linked.
    """

    text: str
    entities: tuple[Plain, ...]

    @classmethod
    def of(cls, message: turn.Message) -> "Screen":
        """Return the screen of a message: the resident's own words as quotes, and the text below them.

        A phone shows the lower end of a long message: the question and its buttons stay in sight.
        """
        writer = _Writer()
        for quote in message.quotes:
            writer.plain(f"{quote.label}\n")
            long = len(quote.words) > LONG_QUOTE
            writer.entity(quote.words, Entity.EXPANDABLE_BLOCKQUOTE if long else Entity.BLOCKQUOTE)
            writer.plain("\n\n")
        writer.marked(message.text)
        return writer.screen()

    def followed_by(self, words: str) -> "Screen":
        """Return the screen with words below it, just as they stand: no sign in them is a mark."""
        writer = _Writer(self)
        writer.plain(f"\n\n{words}")
        return writer.screen()

    def with_margin(self, url: str) -> "Screen":
        """Return the screen with an invisible link at its end."""
        writer = _Writer(self)
        writer.entity(INVISIBLE, Entity.TEXT_LINK, url)
        return writer.screen()


INVISIBLE = "\u200c"


class _Writer:
    """Writes text and notes what is special about it, in UTF-16 units as Telegram counts."""

    def __init__(self, begun: Screen | None = None) -> None:
        self._parts: list[str] = [begun.text] if begun else []
        self._entities: list[Plain] = list(begun.entities) if begun else []
        self._length = units(begun.text) if begun else 0

    def marked(self, text: str) -> None:
        at = 0
        for bold in BOLD.finditer(text):
            self.plain(text[at : bold.start()])
            self.entity(bold[1], Entity.BOLD)
            at = bold.end()
        self.plain(text[at:])

    def plain(self, text: str) -> None:
        self._parts.append(text)
        self._length += units(text)

    def entity(self, text: str, kind: str, url: str | None = None) -> None:
        entity: Plain = {"type": kind, "offset": self._length, "length": units(text)}
        self._entities.append(entity if url is None else entity | {"url": url})
        self.plain(text)

    def screen(self) -> Screen:
        return Screen("".join(self._parts), tuple(self._entities))


def keyboard(message: turn.Message, seal: Seal, command: Callable[[str], str] = str) -> Keyboard | None:
    """Return a message's buttons in rows, or None if it has none.

    Args:
        message: with its buttons.
        seal: makes the token of a reply.
        command: makes what a button carries that is a command.
    """
    rows = [*_rows(message.buttons), *_rows(message.footer)]
    if message.one_to_a_row:
        rows = [[button] for button in (*message.buttons, *message.footer)]
    if not rows:
        return None
    return {"inline_keyboard": [[_button(button, seal, command) for button in row] for row in rows]}


def force_reply(message: turn.Message) -> ForceReply:
    """Return what makes Telegram open its input field for a reply."""
    return ForceReply(input_field_placeholder=message.placeholder or None)


def quoted(message: MaybeInaccessibleMessage | None) -> tuple[str, ...]:
    """Return the resident's own words as quoted in a message; none if it can no longer be read."""
    if not isinstance(message, Message) or not message.text:
        return ()
    return tuple(message.parse_entities([Entity.BLOCKQUOTE, Entity.EXPANDABLE_BLOCKQUOTE]).values())


def _rows(buttons: Sequence[Button]) -> Iterator[Sequence[Button]]:
    """Give the rows: short titles two by two, long and weighty ones alone, as near to their order as that goes."""
    pair: list[Button] = []
    after_pair: list[Button] = []
    for button in buttons:
        if button.weight is Weight.PLAIN and room_of(button.title) <= SIDE_BY_SIDE:
            pair.append(button)
        elif pair:
            after_pair.append(button)
        else:
            yield [button]
        if len(pair) == 2:  # noqa: PLR2004 - two stand side by side
            yield pair
            yield from ([alone] for alone in after_pair)
            pair, after_pair = [], []
    if pair:
        yield pair
    yield from ([alone] for alone in after_pair)


def room_of(title: str) -> int:
    """Return how much room a title takes, in Latin letters: marks on letters take none, Tamil letters twice as much."""
    if title.isascii():
        return len(title)
    letters = (letter for letter in title if unicodedata.category(letter) not in TAKING_NO_ROOM)
    return sum(2 if "\u0b80" <= letter <= "\u0bff" else 1 for letter in letters)


def _button(button: Button, seal: Seal, command: Callable[[str], str]) -> Plain:
    reply = Reply.parse(button.payload)
    data = command(button.payload) if reply is None else seal(reply)
    shown = {"text": button.title, "callback_data": data}
    return shown | STYLES[button.weight] if button.weight in STYLES else shown


def units(text: str) -> int:
    """Return how long a text is to Telegram, which counts UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
