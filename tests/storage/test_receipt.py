"""A receipt's hashes tell neither the number nor which comment belongs to which answer."""

from random import Random

from storage import receipt
from storage.ballot import MOST_COMMENTS

NUMBERS = ("0123456789ABCDEF", "0123456789ABCDEG")


def test_the_hashes_of_a_receipt_have_nothing_in_common() -> None:
    """Only who has the number can make them."""
    made = [hashed for number in NUMBERS for hashed in receipt.of_all(number)]

    assert len(set(made)) == len(made) == 2 * (1 + MOST_COMMENTS)
    assert receipt.of_answers(NUMBERS[0]) in receipt.of_all(NUMBERS[0])
    assert not any(number in hashed for number in NUMBERS for hashed in made)


def test_no_receipt_looks_like_one() -> None:
    """As long, of the same letters, and never twice the same."""
    hashed, none, other = (
        receipt.of_answers(NUMBERS[0]),
        *(receipt.of_nothing(Random(seed)) for seed in (1, 2)),
    )

    assert len(hashed) == len(none) == len(other)
    assert len({hashed, none, other}) == 3
    assert bytes.fromhex(none)
