"""What the local Bot API server refuses, in Telegram's words: one line a rule."""

from typing import Any

import pytest

from bot.playground.group import Group
from bot.playground.resident import Resident
from bot.playground.world import World
from tests.playground.conftest import Bare, Clock

CHAT, MINE, THEIRS, ASKING, PHOTO = "<chat>", "<mine>", "<theirs>", "<asking>", "<photo>"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x0a\0\0\0\x14\x08\x02\0\0\0"


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Make an inline keyboard."""
    return {"inline_keyboard": list(rows)}


def entity(kind: str, offset: int, length: int, **more: Any) -> list[dict[str, Any]]:
    """Make a list of one entity."""
    return [{"type": kind, "offset": offset, "length": length, **more}]


BACK = {"text": "Back", "callback_data": "b"}
BUTTON = "Bad Request: can't parse inline keyboard button: "
STRICTER = "Bad Request: stricter than Telegram: "

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    # Parameters
    ("sendMessage", {"text": "Hi"}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 1, "text": "Hi"}, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "Hi"}, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": CHAT, "text": "Hi", "txet": "Ho"}, STRICTER + "sendMessage has no parameter"),
    ("sendMessage", {"chat_id": CHAT, "text": 5}, STRICTER + "'text' of sendMessage must be String, not int"),
    (
        "sendMessage",
        {"chat_id": CHAT, "text": "Hi", "protect_content": "maybe"},
        STRICTER + "'protect_content'",
    ),
    (
        "sendMessage",
        {"chat_id": CHAT, "text": "Hi", "disable_notification": 1},
        STRICTER + "'disable_notificati",
    ),
    ("sendMessage", {"chat_id": CHAT, "text": "Hi", "parse_mode": "HTML"}, STRICTER + "'parse_mode'"),
    (
        "sendMessage",
        {"chat_id": CHAT, "text": "Hi", "message_thread_id": 3},
        STRICTER + "'message_thread_id'",
    ),
    ("answerCallbackQuery", {}, 'Bad Request: can\'t find field "callback_query_id"'),
    # Text
    ("sendMessage", {"chat_id": CHAT}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": CHAT, "text": ""}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": CHAT, "text": " \n "}, "Bad Request: text must be non-empty"),
    ("sendMessage", {"chat_id": CHAT, "text": "\u200c"}, "Bad Request: text must be non-empty"),
    ("sendMessage", {"chat_id": CHAT, "text": "a" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": CHAT, "text": "😀" * 2049}, "Bad Request: message is too long"),
    (
        "editMessageText",
        {"chat_id": CHAT, "message_id": MINE, "text": "a" * 4097},
        "Bad Request: MESSAGE_TOO_LONG",
    ),
    # Entities
    *(
        ("sendMessage", {"chat_id": CHAT, "text": text, "entities": entities}, description)
        for text, entities, description in [
            (
                "Hi",
                entity("bold", 3, 1),
                "Bad Request: entity begins after the end of the text at UTF-16 offset 3",
            ),
            (
                "Hi",
                entity("bold", 0, 3),
                "Bad Request: entity beginning at UTF-16 offset 0 ends after the end",
            ),
            ("😀!", entity("bold", 1, 1), "Bad Request: entity begins in a middle of a UTF-16 symbol"),
            (
                "😀!",
                entity("bold", 0, 1),
                "Bad Request: entity beginning at UTF-16 offset 0 ends in a middle",
            ),
            ("Hi", entity("bold", -1, 1), "Bad Request: receive an entity with incorrect offset -1"),
            ("Hi", entity("bold", 0, -1), "Bad Request: receive an entity with incorrect length -1"),
            (
                "Hi",
                entity("loud", 0, 1),
                "Bad Request: can't parse MessageEntity: Unsupported type specified",
            ),
            (
                "Hi",
                entity("text_link", 0, 1),
                "Bad Request: can't parse MessageEntity: Can't find field \"url\"",
            ),
            (
                "Hi",
                entity("text_link", 0, 1, url="here"),
                "Bad Request: entity URL 'here' is invalid: Wrong HTTP U",
            ),
            (
                "Hi",
                entity("text_link", 0, 1, url="ftp://a.uk"),
                "Bad Request: entity URL 'ftp://a.uk' is invalid",
            ),
            ("Hi", [{"type": "bold", "offset": 0}], 'Bad Request: can\'t find field "length"'),
            ("Hi", entity("code", 0, 2) + entity("pre", 1, 1), STRICTER + "a pre inside a code"),
            (
                "Hi!",
                entity("blockquote", 0, 2) + entity("code", 1, 2),
                STRICTER + "a code crossing a blockquote",
            ),
            (
                "a" * 101,
                [one for n in range(101) for one in entity("code", n, 1)],
                STRICTER + "more than 100 ent",
            ),
        ]
    ),
    # Keyboards
    *(
        ("sendMessage", {"chat_id": CHAT, "text": "Hi", "reply_markup": markup}, description)
        for markup, description in [
            (keyboard([{"text": "Go", "callback_data": "x" * 65}]), "Bad Request: BUTTON_DATA_INVALID"),
            (keyboard([{"text": "Go", "callback_data": "é" * 33}]), "Bad Request: BUTTON_DATA_INVALID"),
            (
                keyboard([{"text": "Go", "callback_data": ""}]),
                BUTTON + "Text buttons are unallowed in the inline",
            ),
            (keyboard([{"text": "Go"}]), BUTTON + "Text buttons are unallowed in the inline keyboard"),
            (
                keyboard([{"text": "", "callback_data": "x"}]),
                "Bad Request: inline keyboard button text must be",
            ),
            (keyboard([BACK | {"url": "https://a.uk"}]), STRICTER + "an inline button with both"),
            (keyboard([BACK | {"style": "loud"}]), BUTTON + "invalid button style specified"),
            (
                keyboard([BACK | {"colour": "red"}]),
                STRICTER + "InlineKeyboardButton has no parameter or field 'co",
            ),
            (
                keyboard([{"text": "Go", "url": "nowhere"}]),
                "Bad Request: inline keyboard button URL 'nowhere' is",
            ),
            (
                keyboard([{"text": "Go", "copy_text": {"text": "c" * 257}}]),
                "Bad Request: BUTTON_COPY_TEXT_INVALID",
            ),
            (keyboard(*[[BACK]] * 101), "Bad Request: reply markup is too long"),
            (keyboard([BACK] * 9), STRICTER + "more than 8 inline buttons in a row"),
            (
                {"force_reply": True, "input_field_placeholder": "p" * 65},
                STRICTER + "input_field_placeholder",
            ),
            ({"force_reply": False}, STRICTER + "force_reply must be true"),
            ("{", STRICTER + "'reply_markup' of sendMessage must be"),
        ]
    ),
    # Replies
    (
        "sendMessage",
        {"chat_id": CHAT, "text": "Hi", "reply_parameters": {"message_id": 999}},
        "Bad Request: message to be replied not found",
    ),
    # Edits
    ("editMessageText", {"chat_id": CHAT, "message_id": MINE}, "Bad Request: message text is empty"),
    (
        "editMessageText",
        {"chat_id": CHAT, "message_id": 999, "text": "Hi"},
        "Bad Request: message to edit not found",
    ),
    ("editMessageText", {"chat_id": CHAT, "text": "Hi"}, "Bad Request: message to edit not found"),
    (
        "editMessageText",
        {"chat_id": CHAT, "message_id": THEIRS, "text": "Hi"},
        "Bad Request: message can't be edited",
    ),
    (
        "editMessageText",
        {"chat_id": CHAT, "message_id": ASKING, "text": "Hi"},
        "Bad Request: message can't be edited",
    ),
    (
        "editMessageText",
        {"chat_id": CHAT, "message_id": PHOTO, "text": "Hi"},
        "Bad Request: there is no text in the",
    ),
    (
        "editMessageText",
        {"chat_id": CHAT, "message_id": MINE, "text": "Mine", "reply_markup": keyboard([BACK])},
        NOT_MODIFIED,
    ),
    (
        "editMessageText",
        {"chat_id": CHAT, "message_id": MINE, "text": "Hi", "reply_markup": {"force_reply": True}},
        STRICTER + "InlineKeyboardMarkup has no parameter or field 'force_reply'",
    ),
    (
        "editMessageReplyMarkup",
        {"chat_id": CHAT, "message_id": MINE, "reply_markup": keyboard([BACK])},
        NOT_MODIFIED,
    ),
    (
        "editMessageReplyMarkup",
        {"chat_id": CHAT, "message_id": ASKING},
        "Bad Request: message can't be edited",
    ),
    # Deletions
    ("deleteMessage", {"message_id": MINE}, "Bad Request: chat identifier is not specified"),
    ("deleteMessage", {"chat_id": CHAT}, "Bad Request: message identifier is not specified"),
    ("deleteMessage", {"chat_id": CHAT, "message_id": 999}, "Bad Request: message to delete not found"),
    (
        "deleteMessages",
        {"chat_id": CHAT, "message_ids": []},
        "Bad Request: message identifiers are not specified",
    ),
    (
        "deleteMessages",
        {"chat_id": CHAT, "message_ids": [1] * 101},
        "Bad Request: too many message identifiers",
    ),
    # Taps
    ("answerCallbackQuery", {"callback_query_id": "77"}, QUERY_TOO_OLD),
    ("answerCallbackQuery", {"callback_query_id": "77", "text": "t" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "77", "url": "https://a.uk"},
        STRICTER + "a callback answer with",
    ),
    # Files
    (
        "getFile",
        {"file_id": "a-file-of-a-resident"},
        "Bad Request: wrong file_id or the file is temporarily unava",
    ),
    (
        "sendDocument",
        {"chat_id": CHAT, "document": "file1"},
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    # The bot itself
    ("setMyName", {"name": "n" * 65}, "Bad Request: BOT_TITLE_INVALID"),
    ("setMyName", {"name": ""}, "Bad Request: BOT_TITLE_INVALID"),
    ("setMyName", {"name": "n", "language_code": "eng"}, "Bad Request: invalid language code specified"),
    ("setMyDescription", {"description": "d" * 513}, "Bad Request: DESCRIPTION_TOO_LONG"),
    ("setMyShortDescription", {"short_description": "s" * 121}, "Bad Request: ABOUT_TOO_LONG"),
    *(
        ("setMyCommands", {"commands": [{"command": name, "description": words}]}, f"Bad Request: {reason}")
        for name, words, reason in [
            ("Start", "Begin", "BOT_COMMAND_INVALID"),
            ("s" * 33, "Begin", "BOT_COMMAND_INVALID"),
            ("/", "Begin", "command must be non-empty"),
            ("start", " ", "command description must be non-empty"),
            ("start", "d" * 257, "command description length must not exceed 256"),
        ]
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "c", "description": "d"}] * 101},
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat"}, "language_code": "xx!"},
        "Bad Request: invalid lang",
    ),
    # Chats
    ("leaveChat", {"chat_id": CHAT}, "Bad Request: chat member status can't be changed in private chats"),
    (
        "sendChatAction",
        {"chat_id": CHAT, "action": "dancing"},
        "Bad Request: wrong parameter action in request",
    ),
    (
        "setWebhook",
        {"url": "https://a.uk/hook"},
        "Bad Request: bad webhook: the local server does not deliver",
    ),
]


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
        (PNG + b"." * 10 * 1024 * 1024, "Request Entity Too Large"),
    ],
    ids=["empty", "no photo", "too wide", "too large"],
)
async def test_a_photo_must_be_one(bare: Bare, ann: Resident, content: bytes, refusal: str) -> None:
    """Empty, other than PNG or JPEG, out of proportion, or larger than 10 MB."""
    sent = await bare.client.post(
        "sendPhoto", data={"chat_id": ann.account.id}, files={"photo": ("a", content)}
    )
    assert sent.json()["description"] == refusal


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
