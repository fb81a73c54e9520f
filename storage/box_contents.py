"""What lies in the ballot box: papers and notes in random order, apart from the tags of who put them there.

Nothing in the box joins a paper to an account, to a note or to an event: whoever opens it with its key sees what
was said, and with the round's key who took part, but not who said what.
"""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import astuple, dataclass, field
from functools import partial
from random import Random
from typing import Any, Self

import orjson

from storage import receipt
from storage.account_register import AccountRegister
from storage.ballot import Answers, Ballot
from storage.box_counts import BoxCounts
from storage.bundle import Bundle


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """The answers of one ballot.

    Args:
        answers: the answers.
        assisted: whether they were given on an officer's tablet.
        withdrawal: the hash of the receipt; where none was asked for, as many random letters.
    """

    answers: Answers
    assisted: bool
    withdrawal: str

    def written(self) -> str:
        """Return it as it lies in the box."""
        return orjson.dumps([self.withdrawal, self.assisted, *astuple(self.answers)]).decode()

    @classmethod
    def read(cls, written: str) -> Self:
        """Read what `written` has returned."""
        withdrawal, assisted, *answers = orjson.loads(written)
        return cls(Answers(*answers), assisted, withdrawal)


@dataclass(frozen=True, slots=True, repr=False)
class Note:
    """A comment of a ballot, as it will be kept: it shares nothing with the ballot's answers.

    Args:
        place: which of the ballot's comments it is: 0 for the first.
        area: the area of the ballot.
        issue: what it is about.
        text: redacted and agreed to.
        withdrawal: the hash of the receipt, or random letters, likewise.
    """

    place: int
    area: str
    issue: str
    text: str
    withdrawal: str

    def written(self) -> str:
        """Return it as it lies in the box."""
        return orjson.dumps([self.withdrawal, self.place, self.area, self.issue, self.text]).decode()

    @classmethod
    def read(cls, written: str) -> Self:
        """Read what `written` has returned."""
        withdrawal, place, area, issue, text = orjson.loads(written)
        return cls(place, area, issue, text, withdrawal)


@dataclass(repr=False)
class Pile:
    """What the box holds of one round.

    Args:
        papers: the answers not yet opened.
        notes: the comments not yet opened.
        register: the tags of those who answered.
        events: how many came by each event, beyond what its tally says already.
    """

    papers: Bundle[Paper] = field(default_factory=partial(Bundle, Paper))
    notes: Bundle[Note] = field(default_factory=partial(Bundle, Note))
    register: AccountRegister = field(default_factory=AccountRegister)
    events: Counter[str] = field(default_factory=Counter)

    def take(self, ballot: Ballot, event: str | None, chance: Random) -> None:
        """Put a ballot in, whose tags the register has noted.

        `event` is the code of the event by which it came, if that is an event of this round. `chance` gives the random
        letters in place of a receipt: that somebody took one would help to find their comment.
        """
        area = ballot.answers.area
        of_answers = receipt.of_answers(ballot.number) if ballot.receipt else receipt.of_nothing(chance)
        self.papers.add(Paper(ballot.answers, ballot.assisted, of_answers))
        for place, of in enumerate(ballot.comments):
            of_comment = (
                receipt.of_comment(ballot.number, place) if ballot.receipt else receipt.of_nothing(chance)
            )
            self.notes.add(Note(place, area, of.issue, of.text, of_comment))
        self.events.update([event] if event else [])

    def take_all(self, other: "Pile") -> None:
        """Put in what is in another pile of the same round."""
        self.papers.take_all(other.papers)
        self.notes.take_all(other.notes)
        self.register.take_all(other.register)
        self.events += other.events


@dataclass(repr=False)
class BoxContents:
    """What the box holds.

    Args:
        piles: one for each round.
        withdrawn: the hashes of the receipts that were handed back since the last opening.
        counts: how far residents get, and what becomes of ballots.
    """

    piles: dict[str, Pile] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    counts: BoxCounts = field(default_factory=BoxCounts)

    def pile(self, round_name: str) -> Pile:
        """Return the pile of that round, begun if there is none."""
        return self.piles.setdefault(round_name, Pile())

    def take_all(self, other: "BoxContents") -> None:
        """Put in what is in another box."""
        for name, pile in other.piles.items():
            self.pile(name).take_all(pile)
        self.withdrawn |= other.withdrawn
        self.counts.counted += other.counts.counted

    def withdrawals(self) -> Iterator[str]:
        """Give the hashes of receipts, and what stands in their place."""
        for pile in self.piles.values():
            yield from pile.papers.withdrawals()
            yield from pile.notes.withdrawals()

    def without(self, withdrawn: Collection[str]) -> None:
        """Take out the papers and notes whose receipts were handed back."""
        for pile in self.piles.values():
            pile.papers.without(withdrawn)
            pile.notes.without(withdrawn)

    def shuffle(self, chance: Random) -> None:
        """Bring papers and notes into a random order."""
        for pile in self.piles.values():
            pile.papers.shuffle(chance)
            pile.notes.shuffle(chance)

    def to_bytes(self) -> bytes:
        """Write it; sets are sorted, so that only what is in the box tells."""
        piles = {name: _pile_as_json(pile) for name, pile in sorted(self.piles.items())}
        content = {"piles": piles, "withdrawn": sorted(self.withdrawn), "counts": self.counts.as_json()}
        # Among the keys are outcomes, which are more than a str.
        return orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS)

    @classmethod
    def from_bytes(cls, content: bytes) -> "BoxContents":
        """Read what `to_bytes` has written."""
        read = orjson.loads(content)
        piles = {name: _pile_from_json(pile) for name, pile in read["piles"].items()}
        return cls(piles, set(read["withdrawn"]), BoxCounts.from_json(read.get("counts", {})))


def _pile_as_json(pile: Pile) -> dict[str, Any]:
    return {
        "papers": pile.papers.written,
        "notes": pile.notes.written,
        "register": b64encode(pile.register.to_bytes()).decode(),
        "events": dict(sorted(pile.events.items())),
    }


def _pile_from_json(pile: dict[str, Any]) -> Pile:
    return Pile(
        Bundle(Paper, [_paper(one) for one in pile["papers"]]),
        Bundle(Note, [_note(one) for one in pile["notes"]]),
        AccountRegister.from_bytes(b64decode(pile["register"])),
        Counter(pile["events"]),
    )


def _paper(one: str | dict[str, Any]) -> str:
    """Return a paper as it is written now: boxes of before name the parts of each."""
    if isinstance(one, str):
        return one
    return Paper(**one | {"answers": Answers(**one["answers"])}).written()


def _note(one: str | dict[str, Any]) -> str:
    return one if isinstance(one, str) else Note(**one).written()
