"""A finding: what a check looked for, what it found, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What came of one check. It tells nothing of an answer, a comment, a key or an id.

    Args:
        looked_for: what should be so, as a sentence.
        found: what is so, as a sentence.
        is_well: whether it keeps the promise. With a remedy it does, but somebody should look at it.
        remedy: what to do, as a sentence; empty if there is nothing to do.
    """

    looked_for: str
    found: str
    is_well: bool = True
    remedy: str = ""

    @property
    def wants_a_look(self) -> bool:
        """Whether the promise is kept, and there is something to do all the same."""
        return self.is_well and bool(self.remedy)


def judged(looked_for: str, faults: str, otherwise: str, remedy: str) -> Finding:
    """Return a finding that is well if there are no faults.

    Args:
        looked_for: what should be so.
        faults: what is wrong, empty if nothing is.
        otherwise: what was found if nothing is wrong.
        remedy: what to do if something is.
    """
    return Finding(looked_for, faults or otherwise, not faults, remedy if faults else "")


def remarked(looked_for: str, remark: str, otherwise: str, remedy: str) -> Finding:
    """Return a finding that is well in any case, but wants a look if there is a remark."""
    return Finding(looked_for, remark or otherwise, is_well=True, remedy=remedy if remark else "")


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number of things in words, such as "1 key" or "2,000 keys"; `many` is for irregular plurals."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
