"""A resident who taps twice, out of order, on two phones, or after everything is over."""

from datetime import date

import pytest
from sqlmodel import select

from storage.tables import Round
from tests.town import TO_THE_CHECK_PAGE, Town


async def test_two_quick_taps_on_send_keep_one_ballot(town: Town) -> None:
    """The second tap is the same ballot once more."""
    fay = town.resident()
    await fay.starts()
    await fay.taps(*TO_THE_CHECK_PAGE)
    live = fay.live
    first, second = fay.resident.taps("Send my views", live), fay.resident.taps("Send my views", live)
    await fay.does(first)
    await fay.does(second)
    assert "Thank you" in fay.text
    assert len(await town.kept()) == 1


@pytest.mark.parametrize("manner", [(), ("Screen reader on",)], ids=["looking", "listening"])
async def test_two_quick_taps_on_what_telegram_no_longer_gives_make_one_check_page(
    town: Town, manner: tuple[str, ...]
) -> None:
    """Such a message cannot be edited, so a new one follows: to the first tap, and none to the second."""
    fay = town.resident()
    await fay.starts()
    await fay.taps(*manner, *TO_THE_CHECK_PAGE[:-1])
    lost = fay.live
    lost.inaccessible = True
    for tap in [fay.resident.taps("That's all", lost) for _ in range(2)]:
        await fay.does(tap)
    assert len(fay.messages) == 2
    await fay.taps("Send my views")
    assert "Thank you" in fay.text
    assert len(await town.kept()) == 1


async def test_a_comment_from_what_telegram_no_longer_gives_leaves_one_check_page(town: Town) -> None:
    """The prompt belongs to the new check page, which goes on and at the end holds nothing."""
    fay = town.resident()
    await fay.starts()
    await fay.taps(*TO_THE_CHECK_PAGE)
    lost = fay.live
    lost.inaccessible = True
    await fay.taps("Add a comment", on=lost)
    await fay.replies("Cars at night")
    assert [message.plain.startswith("Your comment") for message in fay.messages] == [False, True]
    await fay.taps("Send my views")
    assert [comment.text for comment in await town.comments()] == ["Cars at night"]


async def test_a_tap_just_after_stop_brings_nothing_back(town: Town) -> None:
    """What was on its way when everything was taken out of the chat is dealt with: by nothing."""
    fay = town.resident()
    await fay.starts()
    await fay.taps(*TO_THE_CHECK_PAGE)
    live = fay.live
    for tap in [fay.resident.taps(title, live) for title in ("Stop and delete", "Add when")]:
        await fay.does(tap)
    (message,) = fay.messages
    assert message.plain.startswith("Stopped.")
    assert fay.tokens == []


async def test_a_second_answer_of_the_same_account_is_told_so_kindly(town: Town) -> None:
    """Start twice, two phones: the second answer is not kept, and the resident is told."""
    fay = town.resident()
    await fay.starts()
    await fay.starts()
    for message in fay.messages:
        await fay.taps("Give my views", on=message)
        await fay.taps("Stevenage", "Speeding", "That's all", "Send my views", on=message)
    assert "Thank you" in fay.messages[0].plain
    assert "already given your views" in fay.messages[1].plain
    assert len(await town.kept()) == 1


async def test_two_residents_count_twice(town: Town) -> None:
    """Different accounts are different residents."""
    for name in ("Fay", "Gus"):
        resident = town.resident(name)
        await resident.starts()
        await resident.taps(*TO_THE_CHECK_PAGE, "Send my views")
        assert "Thank you" in resident.text
    assert len(await town.kept()) == 2


async def test_a_forged_button_gets_a_friendly_restart(town: Town) -> None:
    """Made-up callback data is neither an error nor a way in."""
    fay = town.resident()
    await fay.starts()
    for data in ("A" * 64, "/nonsense", "x", "/start"):
        await fay.does(fay.resident.presses({"text": "?", "callback_data": data}, fay.live))
    assert "Give my views" in fay.buttons


async def test_a_button_from_two_days_ago_explains_itself(town: Town) -> None:
    """After two rotations of the key, old buttons say so and offer a new start."""
    fay = town.resident()
    await fay.starts()
    town.stores.token_keys.rotate()
    town.stores.token_keys.rotate()
    await fay.taps("Give my views")
    assert "too old" in fay.text
    await fay.taps("Start again", "Give my views")
    assert "Which area" in fay.text


async def test_a_pause_in_the_middle_loses_nothing(town: Town) -> None:
    """While paused nothing can be sent; afterwards the same answers can."""
    fay = town.resident()
    await fay.starts()
    await fay.taps(*TO_THE_CHECK_PAGE)
    name = town.stores.rounds.now().name
    assert name is not None
    await town.stores.rounds.pause(name)
    await fay.taps("Send my views")
    assert "paused" in fay.text
    assert await town.kept() == []
    await town.stores.rounds.reopen(name)
    await fay.taps("Try again", "Send my views")
    assert "Thank you" in fay.text
    assert len(await town.kept()) == 1


async def test_after_an_early_close_nothing_can_be_sent_and_the_next_round_is_named(town: Town) -> None:
    """A closed round offers no Send, says when the next opens, and still explains who does what."""
    fay = town.resident()
    await fay.starts()
    await fay.taps(*TO_THE_CHECK_PAGE)
    async with town.stores.database.writing() as session:
        (row,) = (await session.exec(select(Round))).all()
        row.opens, row.closes = date(2020, 1, 1), date(2020, 4, 30)
    await town.stores.rounds.refresh()
    await fay.taps("Send my views")
    assert "closed" in fay.text
    assert "next one opens" in fay.text
    assert not any("Send" in title for title in fay.buttons)
    assert await town.kept() == []
    await fay.taps("Who deals with what")
    assert "Neighbourhood Policing Team" in fay.text


async def test_a_blocked_bot_does_not_trip(town: Town) -> None:
    """Somebody who blocks the bot in the middle can come back and go on."""
    fay = town.resident()
    await fay.starts()
    await fay.taps("Give my views")
    fay.resident.taps("Stevenage")
    fay.resident.blocks_bot()
    fay.resident.unblocks_bot()
    await fay.taps("Stevenage")
    assert "What concerns you most" in fay.text


async def test_somebody_elses_button_or_link_does_nothing(town: Town) -> None:
    """Ann's Send button, passed on as callback data or as a link, sends nothing for Ben and shows him nothing."""
    ann, ben = town.resident("Ann"), town.resident("Ben")
    await ann.starts()
    await ann.taps(*TO_THE_CHECK_PAGE)
    send = next(button for row in ann.live.keyboard for button in row if button["text"] == "Send my views")
    await ben.starts(send["callback_data"])
    assert "Give my views" in ben.buttons
    await ben.does(ben.resident.presses(send, ben.live))
    assert "too old" in ben.text
    assert await town.kept() == []


async def test_a_changed_ballot_sent_again_is_not_said_to_be_kept(town: Town) -> None:
    """Send, then an old screen with other answers and Send: the resident is told that only the first counts."""
    fay = town.resident()
    await fay.starts()
    await fay.taps(*TO_THE_CHECK_PAGE)
    live = fay.live
    change = next(button for row in live.keyboard for button in row if button["text"] == "Change first")
    await fay.taps("Send my views")
    await fay.does(fay.resident.presses(change, live))
    await fay.taps("Theft", "Send my views")
    assert "already given your views" in fay.text
    (kept,) = await town.kept()
    assert kept.first == "speeding"


async def test_nothing_of_an_account_stays_in_memory(town: Town) -> None:
    """After a whole conversation no object of the running application holds the chat's id."""
    fay = town.resident()
    await fay.starts()
    await fay.taps(*TO_THE_CHECK_PAGE, "Send my views")
    application = town.bot
    for name in ("user_data", "chat_data"):
        assert not getattr(application, name)
    for name in (slot for kind in type(application).__mro__ for slot in getattr(kind, "__slots__", ())):
        value = getattr(application, name, None)
        if isinstance(value, set | dict | list):
            assert fay.resident.chat.id not in value
