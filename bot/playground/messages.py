"""The Bot API's methods that send, edit and delete messages, and answer taps."""

from mimetypes import guess_type
from typing import Any

from bot.playground import keyboards, limits, texts
from bot.playground.chats import Chat, File, Message
from bot.playground.images import PNG, sides
from bot.playground.keyboards import Markup
from bot.playground.limits import utf16_units
from bot.playground.refusals import NOT_MODIFIED, RefusedError, bad_request, forbidden, stricter
from bot.playground.schema import Parameters, Upload
from bot.playground.texts import Text
from bot.playground.world import World

WRITES = {
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "editMessageText",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
}
ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"}
ACTIONS |= {"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}


def send_message(world: World, given: Parameters) -> dict[str, Any]:
    """`sendMessage`: returns the sent `Message`."""
    if not given.get("text"):
        raise bad_request("Message text is empty")
    markup = keyboards.as_telegram_keeps_it(given.get("reply_markup"))
    chat = writable(world, given)
    reply_to = _replied_to(chat, given)
    text = texts.as_telegram_keeps_it(given["text"], given.get("entities", ()))
    if utf16_units(text.plain) > limits.TEXT:
        raise bad_request("Message is too long")
    return world.add_message(chat, world.bot, text, markup=markup, reply_to=reply_to).as_json()


def send_photo(world: World, given: Parameters) -> dict[str, Any]:
    """`sendPhoto`, of a PNG or JPEG that comes with the request: returns the sent `Message`."""
    upload = _upload(given["photo"])
    if len(upload.content) > limits.PHOTO_BYTES:
        raise RefusedError(413, "Request Entity Too Large")
    size = sides(upload.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > limits.PHOTO_SIDES or max(size) > limits.PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    media_type = "image/png" if upload.content.startswith(PNG) else "image/jpeg"
    return _send_file(world, given, world.add_file("photo", upload.name, upload.content, media_type, size))


def send_document(world: World, given: Parameters) -> dict[str, Any]:
    """`sendDocument`, of a file that comes with the request: returns the sent `Message`."""
    upload = _upload(given["document"])
    if len(upload.content) > limits.DOCUMENT_BYTES:
        raise RefusedError(413, "Request Entity Too Large")
    media_type = guess_type(upload.name)[0] or "application/octet-stream"
    return _send_file(world, given, world.add_file("document", upload.name, upload.content, media_type))


def send_chat_action(world: World, given: Parameters) -> bool:
    """`sendChatAction`: shows nothing here, but is checked."""
    writable(world, given)
    if given["action"] not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    return True


def edit_message_text(world: World, given: Parameters) -> dict[str, Any]:
    """`editMessageText`: without `reply_markup` the keyboard goes, as with Telegram."""
    if not given.get("text"):
        raise bad_request("Message text is empty")
    markup = keyboards.as_telegram_keeps_it(given.get("reply_markup"))
    message = _editable(world, given)
    if message.file or not message.plain:
        raise bad_request("There is no text in the message to edit")
    text = texts.as_telegram_keeps_it(given["text"], given.get("entities", ()))
    if utf16_units(text.plain) > limits.TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _edited(world, message, text, markup)


def edit_message_reply_markup(world: World, given: Parameters) -> dict[str, Any]:
    """`editMessageReplyMarkup`: without `reply_markup` the keyboard goes."""
    markup = keyboards.as_telegram_keeps_it(given.get("reply_markup"))
    message = _editable(world, given)
    return _edited(world, message, message.text, markup)


def delete_message(world: World, given: Parameters) -> bool:
    """`deleteMessage`: the bot's own anywhere and anyone's in a private chat, for 48 hours."""
    if given.get("chat_id") in {None, ""}:
        raise bad_request("Chat identifier is not specified")
    if not given.get("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = known(world, given)
    message = chat.messages.get(given["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, message)
    world.delete(message)
    return True


def delete_messages(world: World, given: Parameters) -> bool:
    """`deleteMessages`: up to 100; those that are not there are passed over."""
    numbers = given["message_ids"]
    if not numbers:
        raise bad_request("Message identifiers are not specified")
    if len(numbers) > limits.MESSAGES_AT_ONCE:
        raise bad_request("Too many message identifiers specified")
    chat = known(world, given)
    there = [message for number in numbers if (message := chat.messages.get(number))]
    for message in there:
        _check_deletable(world, message)
    for message in there:
        world.delete(message)
    return True


def answer_callback_query(world: World, given: Parameters) -> bool:
    """`answerCallbackQuery`: once for a tap, within 150 seconds."""
    if "url" in given:
        raise stricter("a callback answer with a url: there are no games here")
    text = given.get("text", "")
    if utf16_units(text) > limits.CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer_query(given["callback_query_id"], text, is_alert=given.get("show_alert", False))
    return True


def known(world: World, given: Parameters) -> Chat:
    """Return the chat that is meant, if the bot may know of it; raise `RefusedError` otherwise."""
    chat_id = given.get("chat_id")
    if chat_id in {None, ""}:
        raise bad_request("chat_id is empty")
    chat = world.chats.get(int(chat_id)) if str(chat_id).lstrip("-").isdecimal() else None
    if chat is None or not chat.opened:
        raise bad_request("chat not found")
    if chat.migrated_to:
        raise RefusedError(400, "Bad Request: group chat was upgraded to a supergroup chat", chat.migrated_to)
    return chat


def writable(world: World, given: Parameters) -> Chat:
    """Return the chat that is meant, if the bot may write to it; raise `RefusedError` otherwise."""
    chat = known(world, given)
    if chat.bot_status in {"member", "administrator"}:
        return chat
    if chat.person:
        raise forbidden("bot was blocked by the user")
    kicked = chat.bot_status == "kicked"
    raise forbidden(
        f"bot was kicked from the {chat.kind} chat"
        if kicked
        else f"bot is not a member of the {chat.kind} chat"
    )


def _replied_to(chat: Chat, given: Parameters) -> Message | None:
    wanted = given.get("reply_parameters")
    if not wanted:
        return None
    message = chat.messages.get(wanted["message_id"])
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _upload(given: object) -> Upload:
    if not isinstance(given, Upload):
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not given.content:
        raise bad_request("file must be non-empty")
    return given


def _send_file(world: World, given: Parameters, file: File) -> dict[str, Any]:
    markup = keyboards.as_telegram_keeps_it(given.get("reply_markup"))
    chat = writable(world, given)
    reply_to = _replied_to(chat, given)
    sent = world.add_message(chat, world.bot, _caption(given), markup=markup, reply_to=reply_to, file=file)
    return sent.as_json()


def _caption(given: Parameters) -> Text:
    if not given.get("caption", "").strip():
        return Text()
    caption = texts.as_telegram_keeps_it(given["caption"], given.get("caption_entities", ()), limits.CAPTION)
    if utf16_units(caption.plain) > limits.CAPTION:
        raise bad_request("Message caption is too long")
    return caption


def _editable(world: World, given: Parameters) -> Message:
    chat = writable(world, given)
    message = chat.messages.get(given.get("message_id", 0))
    if message is None or message.inaccessible:
        raise bad_request("message to edit not found")
    if message.sender is not world.bot or not keyboards.is_inline(message.markup):
        raise bad_request("Message can't be edited")
    return message


def _edited(world: World, message: Message, text: Text, markup: Markup | None) -> dict[str, Any]:
    if (text, markup) == (message.text, message.markup):
        raise bad_request(NOT_MODIFIED)
    world.edit(message, text, markup)
    return message.as_json()


def _check_deletable(world: World, message: Message) -> None:
    is_own = message.sender is world.bot
    may_delete = is_own or message.chat.person or message.chat.bot_status == "administrator"
    if not may_delete:
        raise bad_request("Message can't be deleted")
    is_limited = message.chat.kind in {"private", "group"} or is_own
    is_old = message.inaccessible or world.clock() - message.sent > limits.DELETION_AGE
    if is_limited and is_old:
        raise bad_request("Message can't be deleted for everyone")
