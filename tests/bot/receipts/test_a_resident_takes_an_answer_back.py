"""A resident who takes a receipt, and with it takes the answer back."""

import re

import pytest

from tests.town import TO_THE_CHECK_PAGE, Neighbour, Town

WRONG = "0000 0000 0000 0000"


async def with_receipt(ida: Neighbour) -> str:
    """Answer, with a comment, and take a receipt; returns it."""
    await ida.starts()
    await ida.taps(*TO_THE_CHECK_PAGE, "Add a comment")
    await ida.replies("Cars at night")
    await ida.taps("Get a receipt")
    found = re.search("([0-9A-Z]{4} ){3}[0-9A-Z]{4}", ida.alert)
    assert found is not None
    return found[0]


def everything_in(chat: Neighbour) -> str:
    """Return all that stands in a chat, the resident's own messages and invisible links too."""
    messages = chat.resident.chat.messages.values()
    return " ".join(f"{message.plain} {message.entities} {message.keyboard}" for message in messages)


async def test_a_receipt_is_in_an_alert_and_nowhere_else(town: Town) -> None:
    """It can be written down until the answer is sent, and no message ever has any of it."""
    ida = town.resident("Ida")
    receipt = await with_receipt(ida)
    assert "Write it down now" in ida.alert
    assert "A mark of your receipt" in ida.text
    await ida.taps("Receipt again")
    assert receipt in ida.alert
    await ida.taps("Send my views")
    assert "send /withdraw with your receipt" in ida.text
    assert len(ida.resident.alerts) == 2
    assert not any(group in everything_in(ida) for group in (receipt.replace(" ", ""), *receipt.split()))
    assert ida.tokens == []


async def test_a_receipt_that_was_given_up_is_worth_nothing(town: Town) -> None:
    """Without a receipt in the end, the answer can be found by nothing, not even by the ballot's number."""
    joe = town.resident("Joe")
    receipt = await with_receipt(joe)
    await joe.taps("No receipt", "Send my views")
    assert "/withdraw" not in joe.text
    await joe.says(f"/withdraw {receipt}")
    assert "Your request is sealed" in joe.text
    assert len(await town.kept()) == 1
    assert len(await town.comments()) == 1


@pytest.mark.parametrize("opened_before", [False, True])
async def test_an_answer_and_its_comment_go_at_the_next_opening(town: Town, opened_before: bool) -> None:
    """Whether the receipt is handed back before the box is opened, or after."""
    ida = town.resident("Ida")
    receipt = await with_receipt(ida)
    await ida.taps("Send my views")
    if opened_before:
        assert len(await town.kept()) == 1
        assert len(await town.comments()) == 1
    await ida.says("/withdraw")
    assert "have an answer and its comment deleted" in ida.messages[-2].plain
    await ida.replies(receipt)
    assert "Your request is sealed" in ida.text
    assert await town.kept() == []
    assert await town.comments() == []
    assert receipt not in everything_in(ida)
    assert ida.tokens == []


async def test_whoever_has_the_receipt_can_withdraw(town: Town) -> None:
    """The receipt is all that counts: nobody knows whose answer it was. It may be typed as it comes."""
    ida, joe = town.resident("Ida"), town.resident("Joe")
    receipt = await with_receipt(ida)
    await ida.taps("Send my views")
    sloppy = receipt.lower().replace(" ", "-").replace("0", "o").replace("1", "l")
    await joe.says(f"/withdraw {sloppy}")
    assert "Your request is sealed" in joe.text
    assert sloppy not in everything_in(joe)
    assert await town.kept() == []


async def test_a_withdrawn_answer_cannot_be_given_again(town: Town) -> None:
    """The account has answered; whether its answer is the one that was withdrawn, nobody knows."""
    ida = town.resident("Ida")
    receipt = await with_receipt(ida)
    await ida.taps("Send my views")
    await ida.says(f"/withdraw {receipt}")
    assert "You cannot answer again in this round" in ida.text
    await ida.starts()
    await ida.taps(*TO_THE_CHECK_PAGE, "Send my views")
    assert "already given your views" in ida.text


async def test_right_and_wrong_receipts_get_the_same_words_at_the_same_time(town: Town) -> None:
    """Guessing teaches nothing: both wait for the tick, and both are told the same."""
    ida = town.resident("Ida")
    right = await with_receipt(ida)
    await ida.taps("Send my views")
    told = []
    for name, receipt in (("Joe", right), ("Kit", WRONG)):
        resident = town.resident(name)
        await resident.until_shown(resident.resident.says(f"/withdraw {receipt}"))
        told.append(resident)
    assert [resident.text for resident in told] == [told[0].text] * 2
    assert "Your request is being sealed" in told[0].text
    assert told[0].buttons == []
    await town.seals()
    assert [resident.text for resident in told] == [told[0].text] * 2
    assert "Your request is sealed" in told[0].text


async def test_what_cannot_be_a_receipt_is_asked_for_again(town: Town) -> None:
    """Fifteen letters, or a word: told so kindly; the words leave the chat, and the next try counts."""
    ida = town.resident("Ida")
    await ida.says("/withdraw")
    for words in ("0123 4567 89AB CDE", "my answer", "U123 4567 89AB CDEF"):
        await ida.replies(words)
        assert "That cannot be a receipt" in ida.text
        assert len(ida.messages) == 2
        assert words not in everything_in(ida)
    await ida.replies(WRONG)
    assert "Your request is sealed" in ida.text
    await ida.says("/withdraw what I said")
    assert "That cannot be a receipt" in ida.text
    assert "what I said" not in everything_in(ida)


async def test_a_call_for_help_instead_of_a_receipt_is_sent_to_999(town: Town) -> None:
    """Whatever was asked, 999 comes first."""
    ida = town.resident("Ida")
    await ida.says("/withdraw")
    await ida.replies("help he has a knife")
    assert ida.text.startswith("In danger")


async def test_a_request_that_cannot_be_sealed_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is claimed that did not happen; Try again asks for the receipt anew."""
    ida = town.resident("Ida")

    async def fails(_: str) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(town.stores.box, "withdraw", fails)
        await ida.says(f"/withdraw {WRONG}")
    assert "could not be sealed just now" in ida.text
    await ida.taps("Try again")
    await ida.replies(WRONG)
    assert "Your request is sealed" in ida.text
