"""What a resident in a test can and cannot do, and what is said where it cannot."""

import pytest

from bot.playground.resident import NotOnScreenError, Resident, UnansweredError
from bot.playground.world import World
from tests.playground.conftest import Bare

KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}


async def test_a_button_that_is_not_there_names_those_that_are(bare: Bare, ann: Resident) -> None:
    """So that a failing test explains itself."""
    await bare.does("sendMessage", chat_id=ann.account.id, text="Shall we?", reply_markup=KEYS)
    with pytest.raises(NotOnScreenError, match=r"no button 'Maybe'.*'Shall we\?' with \[\['Yes', 'No'\]\]"):
        ann.taps("Maybe")


async def test_an_old_message_can_be_tapped(bare: Bare, ann: Resident) -> None:
    """The newest message with the button is meant, unless another is given."""
    for text in ("Older", "Newer"):
        await bare.does("sendMessage", chat_id=ann.account.id, text=text, reply_markup=KEYS)
    ann.taps("Yes")
    ann.taps("Yes", ann.messages[0])
    taps = [update["callback_query"]["message"]["text"] for update in await bare.does("getUpdates", offset=2)]
    assert taps == ["Newer", "Older"]


async def test_a_prompt_must_be_there_for_a_reply(bare: Bare, ann: Resident) -> None:
    """The newest message that asks is replied to."""
    with pytest.raises(NotOnScreenError, match="no message that asks for a reply"):
        ann.replies("Hm")
    asking = {"force_reply": True}
    await bare.does("sendMessage", chat_id=ann.account.id, text="What?", reply_markup=asking)
    await bare.does("sendMessage", chat_id=ann.account.id, text="By the way")
    ann.replies("This")
    assert (await bare.does("getUpdates"))[-1]["message"]["reply_to_message"]["text"] == "What?"


async def test_an_empty_chat_has_no_screen(world: World) -> None:
    """There is nothing to look at yet."""
    with pytest.raises(NotOnScreenError):
        _ = Resident(world).screen


async def test_waiting_has_an_end(bare: Bare, ann: Resident) -> None:
    """It says whether the update was fetched, the tap answered, and anything written."""
    await bare.does("sendMessage", chat_id=ann.account.id, text="Shall we?", reply_markup=KEYS)
    tap = ann.taps("Yes")
    with pytest.raises(UnansweredError, match="the update has not been fetched"):
        await ann.answered(tap, seconds=0.05)
    await bare.does("getUpdates")
    await bare.fails("editMessageText", chat_id=ann.account.id, message_id=999, text="Done")
    with pytest.raises(UnansweredError, match="1 writes to the chat since, the tap not answered"):
        await ann.answered(tap, seconds=0.05)
    await bare.does("answerCallbackQuery", callback_query_id="1")
    await ann.answered(tap)
    with pytest.raises(UnansweredError, match=r"Waited 0.05 s for 'Done'. Seen: 'Shall we\?'"):
        await ann.sees("Done", seconds=0.05)


async def test_calls_are_kept_for_looking_at(bare: Bare, world: World, ann: Resident) -> None:
    """Method, parameters and answer of each, refused ones too."""
    await bare.does("sendMessage", chat_id=ann.account.id, text="Hi")
    await bare.fails("sendMessage", chat_id=ann.account.id, text="")
    sent, refused = world.transcript
    assert (sent.method, sent.parameters["text"], sent.answer["text"]) == ("sendMessage", "Hi", "Hi")
    assert (refused.ok, refused.answer) == (False, "Bad Request: message text is empty")
    assert world.calls == {"sendMessage": 2}


async def test_a_long_load_keeps_nothing(world: World) -> None:
    """Without a transcript, and with chats forgotten, nothing grows."""
    quiet = World(world.clock, calls_kept=0)
    ann = Resident(quiet)
    ann.starts()
    quiet.forget(ann.chat)
    assert (len(quiet.chats), quiet.transcript.maxlen) == (0, 0)


def test_two_worlds_are_alike(world: World) -> None:
    """Ids follow from what was done, in each world alike."""
    other = World(world.clock)
    for one in (world, other):
        Resident(one, "Ann").says("Hello")
    assert list(world.chats) == list(other.chats)
    assert list(Resident(world).chat.messages) == list(Resident(other).chat.messages)
