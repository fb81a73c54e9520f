"""A turn: what follows from one reply. The new conversation and what to show; nothing is sent here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flows.conversation import Conversation, Reply
from flows.domain import READER
from storage.ballot import Answers, Ballot, Comment


class Weight(StrEnum):
    """How much a button should stand out."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice on the screen.

    Args:
        title: what a resident reads.
        payload: `/SetSlots(…)`, or a command such as `/who` that needs no conversation.
        weight: plain, primary (the way on) or danger (cannot be undone).
    """

    title: str
    payload: str
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True, slots=True)
class Quote:
    """A resident's own words, shown back to them under a label such as "Your comment"."""

    label: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One screen: text with `*bold*` marks, the resident's own words, and buttons.

    Args:
        text: what the bot says.
        quotes: the resident's words so far, shown above the text.
        buttons: the choices, in order.
        footer: the buttons that stand below every question, such as Back; a prompt has none.
        placeholder: for a prompt, the hint in the empty input field; None where nothing is to be typed.
        one_to_a_row: whether no two buttons may stand side by side, where a language runs from right to left.
    """

    text: str = field(repr=False)
    quotes: tuple[Quote, ...] = ()
    buttons: tuple[Button, ...] = ()
    footer: tuple[Button, ...] = ()
    placeholder: str | None = None
    one_to_a_row: bool = False

    @property
    def is_prompt(self) -> bool:
        """Whether typed words are awaited, so that this message stands beside the live one."""
        return self.placeholder is not None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one reply leads to.

    Args:
        conversation: the slots after the reply.
        message: what to show.
        question: the slot that is being asked for, or None at an end or on a page.
        ballot: what to put into the ballot box, on the one turn that sends.
        withdrawal: the receipt to hand to the ballot box, on the one turn that withdraws.
        alert: what to show in a box that has to be closed, or None; it never stands in the chat.
        back: the reply that leads back from the question, or None where there is no way back.
        leaves: whether the resident leaves, and what stands in the chat is to go.
    """

    conversation: Conversation
    message: Message
    question: str | None = None
    ballot: Ballot | None = field(default=None, repr=False)
    withdrawal: str | None = field(default=None, repr=False)
    alert: str | None = field(default=None, repr=False)
    back: Reply | None = None
    leaves: bool = False

    @property
    def for_screen_reader(self) -> bool:
        """Whether it is to be a new message, since nobody is told of an edit."""
        return self.conversation.get(READER) is not None


def ballot_from(message: Mapping[str, Any]) -> Ballot:
    """Return the ballot that `action_send` has put into a message."""
    comments = tuple(Comment(**comment) for comment in message["comments"])
    return Ballot(
        message["number"],
        Answers(**message["answers"]),
        comments,
        message["event"],
        receipt=message["receipt"],
        assisted=message["assisted"],
    )
