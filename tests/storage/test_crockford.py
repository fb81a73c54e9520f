"""Codes that people read out, copy and type come back as the number that they were made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import crockford
from storage.errors import NotCrockford

RECEIPT_LETTERS = 16
numbers = st.integers(0, 32**RECEIPT_LETTERS - 1)


@given(number=numbers)
def test_a_code_comes_back_as_its_number(number: int) -> None:
    """What is encoded in 16 letters decodes to the same 80 bits, from letters of the alphabet only."""
    code = crockford.encode(number, RECEIPT_LETTERS)

    assert len(code) == RECEIPT_LETTERS
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert crockford.decode(code) == number


@given(number=numbers, data=st.data())
def test_a_code_may_be_typed_with_look_alikes(number: int, data: st.DataObject) -> None:
    """O and o stand for 0, I, i, L and l for 1, and small letters for capitals."""
    alike = {"0": "0Oo", "1": "1IiLl"}
    code = crockford.encode(number, RECEIPT_LETTERS)
    typed = "".join(data.draw(st.sampled_from(alike.get(letter, letter + letter.lower()))) for letter in code)

    assert crockford.decode(typed) == number


def test_each_look_alike_is_read_as_a_digit() -> None:
    """Every letter that Crockford's alphabet leaves out for looking like a digit, in both cases."""
    assert crockford.decode("oOiIlL") == crockford.decode("001111")


@pytest.mark.parametrize("text", ["", "U", "ABC-D", "A B", "ſ", "ı", "１２３", "АВС", "é"])  # noqa: RUF001
def test_other_characters_are_no_code(text: str) -> None:
    """U is left out of the alphabet, and nothing beyond ASCII is folded into it. The text is not quoted."""
    with pytest.raises(NotCrockford) as refused:
        crockford.decode(text)

    assert str(refused.value) == str(NotCrockford())


@pytest.mark.parametrize(("number", "letters"), [(32, 1), (-1, 5), (32**5, 5)])
def test_a_number_must_fit(number: int, letters: int) -> None:
    """A number that needs more letters is a mistake of the caller, not a longer code."""
    with pytest.raises(ValueError, match="does not fit"):
        crockford.encode(number, letters)
