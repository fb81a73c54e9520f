"""The receipt: a ballot's number, with which whoever holds it can withdraw the answer.

Kept with the answer and with each of its comments is a hash of the number. No two of these hashes are the same, so that
nobody without the number can join a comment to its answer by them, or to another comment. Where no receipt was taken
stands something that looks the same: that somebody took one would help to find their comment. The number has 80 random
bits: trying numbers until one fits would take longer than the world is old.
"""

import hashlib
from random import Random

from storage.ballot import MOST_COMMENTS


def of_answers(number: str) -> str:
    """Return what is kept with the answers of the ballot of that number."""
    return _hash("answers", number)


def of_comment(number: str, place: int) -> str:
    """Return what is kept with a comment of the ballot of that number, the first, second… of it by `place`."""
    return _hash(f"comment {place}", number)


def of_all(number: str) -> set[str]:
    """Return everything that may be kept of a receipt."""
    return {of_answers(number), *(of_comment(number, place) for place in range(MOST_COMMENTS))}


def of_nothing(chance: Random) -> str:
    """Return what is kept where no receipt was taken: random letters, which no number fits."""
    return chance.randbytes(hashlib.sha256().digest_size).hex()


def _hash(purpose: str, number: str) -> str:
    return hashlib.sha256(f"Local Views withdrawal of {purpose} {number}".encode()).hexdigest()
