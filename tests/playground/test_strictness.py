"""What the local Bot API server refuses, in Telegram's words."""

from typing import Any

import pytest

from bot.playground.group import Group
from bot.playground.resident import Resident
from bot.playground.world import World
from tests.playground.conftest import Bare, Clock
from tests.playground.refused import ASKING, BACK, CHAT, MINE, PHOTO, QUERY_TOO_OLD, REFUSED, THEIRS, keyboard

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x0a\0\0\0\x14\x08\x02\0\0\0"


@pytest.fixture
async def places(bare: Bare, ann: Resident) -> dict[str, Any]:
    """Make a chat with a message of each kind, and tell their ids."""
    chat = ann.account.id
    mine = await bare.does("sendMessage", chat_id=chat, text="Mine", reply_markup=keyboard([BACK]))
    asking = await bare.does("sendMessage", chat_id=chat, text="What?", reply_markup={"force_reply": True})
    sent = await bare.client.post("sendPhoto", data={"chat_id": chat}, files={"photo": ("a.png", PNG)})
    ids = {MINE: mine, ASKING: asking, PHOTO: sent.json()["result"]}
    return {CHAT: chat, THEIRS: 1} | {name: message["message_id"] for name, message in ids.items()}


@pytest.mark.parametrize(
    ("method", "given", "description"),
    REFUSED,
    ids=[f"{number}: {row[0]}, {row[2][:60]}" for number, row in enumerate(REFUSED, 1)],
)
async def test_is_refused(
    bare: Bare, places: dict[str, Any], method: str, given: dict[str, Any], description: str
) -> None:
    """Status 400 and these words."""
    given = {
        name: places.get(value, value) if isinstance(value, str) else value for name, value in given.items()
    }
    code, said = await bare.fails(method, **given)
    assert code == 400
    assert said.startswith(description)


async def test_what_is_just_allowed(bare: Bare, ann: Resident) -> None:
    """The longest text, data, placeholder and answer, the most buttons: all let through."""
    chat = ann.account.id
    full = keyboard(*[[{"text": "Go", "callback_data": "x" * 64}] * 8] * 12)
    await bare.does("sendMessage", chat_id=chat, text="😀" * 2048, reply_markup=full)
    await bare.does(
        "sendMessage",
        chat_id=chat,
        text="?",
        reply_markup={"force_reply": True, "input_field_placeholder": "p" * 64},
    )
    ann.taps("Go")
    await bare.does("answerCallbackQuery", callback_query_id="1", text="t" * 200, show_alert=True)
    assert ann.alerts == ["t" * 200]


async def test_forms_and_queries_are_read_like_json(bare: Bare, ann: Resident) -> None:
    """Numbers, true and false, and objects may come as text, as forms must send them."""
    form = {
        "chat_id": str(ann.account.id),
        "text": "Hi",
        "protect_content": "true",
        "reply_markup": '{"inline_keyboard":[[{"text":"Go","callback_data":"x"}]]}',
    }
    assert (await bare.client.post("SENDMESSAGE", data=form)).json()["ok"]
    assert ann.screen.buttons == [["Go"]]
    assert (await bare.client.get("sendmessage", params={"chat_id": ann.account.id, "text": "Ho"})).json()[
        "ok"
    ]
    assert ann.screen.plain == "Ho"


async def test_wrong_tokens_and_methods(bare: Bare) -> None:
    """401 for a token that is wrong or none, 404 for a method that there is not."""
    for token, description in [
        ("7000000001:b", "Unauthorized"),
        ("b", "Unauthorized: invalid token specified"),
    ]:
        answer = (await bare.client.post(f"http://127.0.0.1/bot{token}/getMe")).json()
        assert (answer["error_code"], answer["description"]) == (401, description)
    assert await bare.fails("getMee") == (404, "Not Found: method not found")


async def test_half_a_surrogate_pair_is_no_text(bare: Bare, ann: Resident) -> None:
    """JSON can write one, UTF-8 cannot."""
    body = b'{"chat_id": %d, "text": "\\ud83d"}' % ann.account.id
    answer = await bare.client.post("sendMessage", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_an_unreadable_body_is_refused(bare: Bare) -> None:
    """JSON that is none or no object, and a body of another kind."""
    for kind, body in [("application/json", "{"), ("application/json", "[]"), ("text/plain", "chat_id=1")]:
        answer = await bare.client.post("sendMessage", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 400


async def test_a_message_lives_48_hours_for_deletion(bare: Bare, ann: Resident, clock: Clock) -> None:
    """Theirs and the bot's own can be deleted for 48 hours and not after; edits have no such limit."""
    chat = ann.account.id
    mine = (await bare.does("sendMessage", chat_id=chat, text="Mine"))["message_id"]
    clock.passes(hours=48)
    assert await bare.does("deleteMessage", chat_id=chat, message_id=1)
    clock.passes(seconds=1)
    refusal = (400, "Bad Request: message can't be deleted for everyone")
    assert await bare.fails("deleteMessage", chat_id=chat, message_id=mine) == refusal
    assert await bare.fails("deleteMessages", chat_id=chat, message_ids=[mine]) == refusal
    await bare.does("editMessageText", chat_id=chat, message_id=mine, text="Still mine")


async def test_a_tap_is_answered_once_and_within_150_seconds(bare: Bare, ann: Resident, clock: Clock) -> None:
    """The second answer and the late one are both too late."""
    await bare.does("sendMessage", chat_id=ann.account.id, text="?", reply_markup=keyboard([BACK]))
    ann.taps("Back")
    clock.passes(seconds=150)
    assert await bare.does("answerCallbackQuery", callback_query_id="1", text="Saved")
    assert ann.toasts == ["Saved"]
    assert await bare.fails("answerCallbackQuery", callback_query_id="1") == (400, QUERY_TOO_OLD)
    ann.taps("Back")
    clock.passes(seconds=151)
    assert await bare.fails("answerCallbackQuery", callback_query_id="2") == (400, QUERY_TOO_OLD)


async def test_who_does_not_want_the_bot_is_not_written_to(bare: Bare, world: World) -> None:
    """Not before a person has begun, not once blocked, and again after that."""
    bea = Resident(world, "Bea")
    chat = bea.account.id
    assert await bare.fails("sendMessage", chat_id=chat, text="Hi") == (400, "Bad Request: chat not found")
    bea.starts()
    bea.blocks_bot()
    for method, given in [("sendMessage", {"text": "Hi"}), ("sendChatAction", {"action": "typing"})]:
        assert await bare.fails(method, chat_id=chat, **given) == (
            403,
            "Forbidden: bot was blocked by the user",
        )
    bea.says("Hello again")
    await bare.does("sendMessage", chat_id=chat, text="Hi")


async def test_a_group_throws_the_bot_out(bare: Bare, world: World, ann: Resident) -> None:
    """Kicked and left are told apart; only an administrator deletes what others wrote."""
    group = Group(world, "Staff", [ann])
    chat = group.chat.id
    group.says(ann, "/help")
    theirs = next(iter(group.chat.messages))
    refusal = (400, "Bad Request: message can't be deleted")
    assert await bare.fails("deleteMessage", chat_id=chat, message_id=theirs) == refusal
    group.makes_bot_administrator()
    assert await bare.does("deleteMessage", chat_id=chat, message_id=theirs)
    group.removes_bot()
    kicked = (403, "Forbidden: bot was kicked from the group chat")
    assert await bare.fails("sendMessage", chat_id=chat, text="Hi") == kicked
    group.adds_bot()
    assert await bare.does("leaveChat", chat_id=chat)
    left = (403, "Forbidden: bot is not a member of the group chat")
    assert await bare.fails("sendMessage", chat_id=chat, text="Hi") == left


async def test_a_group_that_has_moved_says_where(bare: Bare, world: World, ann: Resident) -> None:
    """The answer carries the supergroup's id."""
    group = Group(world, "Staff", [ann])
    after = group.becomes_supergroup()
    status, answer = await bare.asks("sendMessage", chat_id=group.chat.id, text="Hi")
    assert (status, answer["parameters"]) == (400, {"migrate_to_chat_id": after.chat.id})
    await bare.does("sendMessage", chat_id=after.chat.id, text="Hi")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "Bad Request: file must be non-empty"),
        (b"GIF89a", "Bad Request: IMAGE_PROCESS_FAILED"),
        (PNG.replace(b"\0\0\0\x0a", b"\0\0\x30\0"), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (PNG.replace(b"\0\0\0\x0a\0\0\0\x14", b"\0\0\x20\0" * 2), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (PNG + b"." * 10 * 1024 * 1024, "Request Entity Too Large"),
    ],
    ids=["empty", "no photo", "too wide", "too large to show", "too large to send"],
)
async def test_a_photo_must_be_one(bare: Bare, ann: Resident, content: bytes, refusal: str) -> None:
    """Empty, other than PNG or JPEG, out of proportion, or larger than 10 MB."""
    sent = await bare.client.post(
        "sendPhoto", data={"chat_id": ann.account.id}, files={"photo": ("a", content)}
    )
    assert sent.json()["description"] == refusal


async def test_a_photo_may_be_a_jpeg_that_is_referred_to(bare: Bare, ann: Resident) -> None:
    """The parameter names the part of the request that holds the file; the sides are read from its header."""
    jpeg = b"\xff\xd8\xff\xe0\0\x04..\xff\xc0\0\x11\x08\0\x14\0\x0a" + b"." * 12
    form = {"chat_id": ann.account.id, "photo": "attach://one"}
    sent = (await bare.client.post("sendPhoto", data=form, files={"one": ("a.jpg", jpeg)})).json()
    (size,) = sent["result"]["photo"]
    assert (size["width"], size["height"], size["file_size"]) == (10, 20, len(jpeg))


async def test_a_caption_has_1024_characters(bare: Bare, ann: Resident) -> None:
    """One more is refused."""
    for length, status in [(1024, 200), (1025, 400)]:
        form = {"chat_id": ann.account.id, "caption": "c" * length}
        sent = await bare.client.post("sendDocument", data=form, files={"document": ("a.csv", b"1")})
        assert sent.status_code == status


async def test_no_file_is_ever_fetched_unnoticed(bare: Bare, world: World, ann: Resident) -> None:
    """Asking for a file's place, or for the file itself, is refused and counted."""
    ann.sends_photo()
    await bare.fails("getFile", file_id="a-file-of-a-resident")
    path = str(bare.client.base_url).replace("/bot", "/file/bot")
    assert (await bare.client.get(f"{path}photos/1.jpg")).status_code == 404
    assert world.file_requests == 2
