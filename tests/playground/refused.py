"""What is refused and in which words: method, parameters, and how the description begins."""

from typing import Any

CHAT, MINE, THEIRS, ASKING, PHOTO = "<chat>", "<mine>", "<theirs>", "<asking>", "<photo>"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


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
        {"commands": [], "scope": {"type": "chat", "chat_id": 9}},
        "Bad Request: chat not found",
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
        {"url": "ftp://a.uk/hook"},
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://a.uk/hook", "secret_token": "not so"},
        "Bad Request: secret token contains unallowed characters",
    ),
    (
        "setWebhook",
        {"url": "https://a.uk/hook", "ip_address": "10.0.0.1"},
        "Bad Request: stricter than Telegram: 'ip_address' of setWebhook is not served",
    ),
]
