"""A bundle: slips of paper of one kind as they lie in the ballot box, written, and read only when they leave it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Generic, Protocol, Self, TypeVar

_BEGIN = '["'


class Slip(Protocol):
    """What can be bundled."""

    def written(self) -> str:
        """Return a JSON array that begins with the slip's `withdrawal`, which is hexadecimal."""
        ...

    @classmethod
    def read(cls, written: str) -> Self:
        """Return the slip that was so written."""
        ...


Kind = TypeVar("Kind", bound=Slip)


@dataclass(repr=False)
class Bundle(Generic[Kind]):
    """Slips that lie unread: the whole box is in memory at each tick, and one that is read takes ten times as much.

    Args:
        kind: of the slips; reads them.
        written: each slip.
    """

    kind: type[Kind]
    written: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, kind: type[Kind], slips: Iterable[Kind]) -> Self:
        """Return a bundle of these slips."""
        return cls(kind, [slip.written() for slip in slips])

    def __len__(self) -> int:
        return len(self.written)

    def __iter__(self) -> Iterator[Kind]:
        return map(self.kind.read, self.written)

    def add(self, slip: Kind) -> None:
        """Put a slip in."""
        self.written.append(slip.written())

    def take_all(self, other: "Bundle[Kind]") -> None:
        """Put in what is in another bundle."""
        self.written += other.written

    def withdrawals(self) -> Iterator[str]:
        """Give the `withdrawal` of each slip."""
        return map(_withdrawal_of, self.written)

    def without(self, withdrawn: Collection[str]) -> None:
        """Take out the slips with these withdrawals."""
        self.written = [one for one in self.written if _withdrawal_of(one) not in withdrawn]

    def shuffle(self, chance: Random) -> None:
        """Bring the slips into a random order."""
        chance.shuffle(self.written)


def _withdrawal_of(written: str) -> str:
    begin = len(_BEGIN)
    return written[begin : written.index('"', begin)]
