"""Receipts: how they are written down, typed, and forgotten."""

import pytest

from flows.actions.receipt import in_groups, number_from
from flows.turn import Turn
from tests.flows.talk import Talk

NUMBER = "0123456789ABCDEF"


@pytest.mark.parametrize(
    "words",
    [
        "0123 4567 89AB CDEF",
        "0123-4567-89ab-cdef",
        "o123 4567 89ab cdef",
        "0i23 4567 89AB CDEF",
        "0L23456789ABCDEF",
        "  0123 4567\n89AB CDEF ",
        "0123\u20114567\u201389AB\u00a0CDEF",
    ],
)
def test_a_receipt_may_be_typed_as_people_type(words: str) -> None:
    """Capitals or not, O for 0, I and L for 1, and whatever a keyboard puts between groups."""
    assert number_from(words) == NUMBER


@pytest.mark.parametrize(
    "words", ["", "0", NUMBER[:-1], NUMBER + "0", "U" + NUMBER[1:], NUMBER[:-1] + "!", "\u0660" * 16]
)
def test_what_cannot_be_a_receipt_is_none(words: str) -> None:
    """Too short, too long, or with other signs."""
    assert number_from(words) is None


def test_a_receipt_is_four_groups_of_four() -> None:
    """As it is shown, so it can be typed."""
    assert in_groups(NUMBER) == "0123 4567 89AB CDEF"
    assert number_from(in_groups(NUMBER)) == NUMBER


async def test_a_typed_receipt_is_handed_over_once_and_not_held(talk: Talk) -> None:
    """The turn that withdraws has it; the conversation, and so every button after it, has not."""
    await talk.starts({"page": "withdraw", "withdrawal": "begun"})
    await talk.types("0123 4567 89ab cdef")
    assert talk.turn.withdrawal == NUMBER
    assert talk.turn.conversation.get("receipt_code") is None
    assert NUMBER not in repr(talk.turn)
    await talk.hears("failed", "withdrawal")
    assert talk.turn.withdrawal is None


async def test_an_alert_is_for_one_tap(talk: Talk) -> None:
    """The next screen does not show it again, and no message ever has it; the check page is as it was."""
    await talk.starts()
    await talk.taps("Give my views", "Watford", "Theft", "That's all", "Get a receipt")
    shown: Turn = talk.turn
    assert shown.alert is not None
    assert "0123 4567 89AB CDEF" in shown.alert
    assert "0123" not in talk.text
    assert "0123" not in repr(shown)
    await talk.taps("Add when")
    assert talk.turn.alert is None
