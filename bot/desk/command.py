"""A command of staff: who may give it, what it is asked with, and what it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from storage.staff import Member, Role


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A command as it was given.

    Args:
        chat: the chat in which it was given.
        member: what that chat may do.
        said: what stood after the command.
    """

    chat: int
    member: Member
    said: str

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
        picture: a PNG that is shown with it, or None.
        file: what is sent after it, or None.
        silent: whether the phone keeps quiet.
    """

    text: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    picture: bytes | None = field(default=None, repr=False)
    file: Attachment | None = None
    silent: bool = False


Answers = Callable[[Asked], Awaitable[Said]]


@dataclass(frozen=True, slots=True)
class Command:
    """Something that staff can ask for.

    Args:
        role: who may, at least.
        answer: does it, and returns what to say.
    """

    role: Role
    answer: Answers
