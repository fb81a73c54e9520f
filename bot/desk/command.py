"""A command of staff: who may give it, what it is asked with, and what it answers."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram.constants import ChatAction

from flows.turn import Quote
from storage.staff import Member, Role

ROUND = re.compile(r"\d{4}-\d{1,2}")
"""What the name of a round looks like among the words of a command."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A command as it was given.

    Args:
        chat: the chat in which it was given.
        member: what that chat may do.
        said: what stood after the command.
        quoted: what was quoted in the message whose button gave the command; empty if it was typed.
    """

    chat: int
    member: Member
    said: str
    quoted: str = ""

    @property
    def words(self) -> list[str]:
        """What stood after the command, word by word."""
        return self.said.split()


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what stands on it, and the command that a tap on it gives, without its slash."""

    title: str
    command: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file: its name, and what is in it."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What staff are told.

    Args:
        text: with `*bold*` marks, of any length.
        choices: the buttons below it, one in each row.
        quote: what is shown above it, and comes back with a tap as `Asked.quoted`; or None. A button has no room
            for more than 64 bytes.
        picture: a PNG that is shown with it, or None.
        files: what is sent after it.
        silent: whether the phone keeps quiet.
        verbatim: what stands below the text letter for letter, or nothing; both go into one message.
    """

    text: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    quote: Quote | None = None
    picture: bytes | None = field(default=None, repr=False)
    files: tuple[Attachment, ...] = ()
    silent: bool = False
    verbatim: str = field(default="", repr=False)


Answers = Callable[[Asked], Awaitable[Said]]


@dataclass(frozen=True, slots=True)
class Command:
    """Something that staff can ask for.

    Args:
        role: who may, at least.
        answer: does it, and returns what to say.
        doing: what the chat shows meanwhile, if that takes a while.
    """

    role: Role
    answer: Answers
    doing: ChatAction = ChatAction.TYPING
