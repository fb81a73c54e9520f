"""A bot made with python-telegram-bot holds conversations over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    Update,
)
from telegram.constants import KeyboardButtonStyle
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.playground.group import Group
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from tests.playground.conftest import TOKEN

Context = ContextTypes.DEFAULT_TYPE
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


async def welcome(update: Update, context: Context) -> None:
    """Greet, with the event's code if there is one."""
    assert update.effective_chat
    keys = [
        [InlineKeyboardButton("Count", callback_data="1", style=KeyboardButtonStyle.PRIMARY)],
        [InlineKeyboardButton("Ask", callback_data="ask"), InlineKeyboardButton("Why", callback_data="why")],
        [InlineKeyboardButton("Copy", copy_text=CopyTextButton("K7QF"))],
    ]
    await context.bot.send_message(
        update.effective_chat.id,
        f"Hello {' '.join(context.args or [])}!",
        entities=[MessageEntity("bold", 0, 5)],
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=InlineKeyboardMarkup(keys),
    )


async def tapped(update: Update, context: Context) -> None:
    """Count in place, ask for words, or explain."""
    query = update.callback_query
    assert query
    assert update.effective_chat
    if query.data == "ask":
        hidden = MessageEntity("text_link", 0, 1, url="https://t.me/local_views_bot?start=abc")
        prompt = context.bot.send_message(
            update.effective_chat.id,
            "\u200cYour words?",
            entities=[hidden],
            reply_markup=ForceReply(input_field_placeholder="Words"),
        )
        await asyncio.gather(query.answer("Type"), prompt)
    elif query.data == "why":
        await query.answer("Because.", show_alert=True)
    else:
        more = str(int(query.data or 0) + 1)
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("Count", callback_data=more)]])
        await asyncio.gather(
            query.answer(), query.edit_message_text(f"Counted {query.data}", reply_markup=keys)
        )


async def spoke(update: Update, context: Context) -> None:
    """Take a reply and tidy up, or echo."""
    message = update.effective_message
    assert message
    if message.reply_to_message:
        link = message.reply_to_message.entities[0].url
        await context.bot.delete_messages(message.chat.id, [message.reply_to_message.id, message.id])
        await context.bot.send_message(message.chat.id, f"{message.text} for {link}")
    else:
        what = message.text or next(name for name in ("sticker", "voice", "photo", "poll") if message[name])
        await context.bot.send_message(message.chat.id, f"Not kept: {what}")


@asynccontextmanager
async def running(server: PlaygroundServer) -> AsyncIterator[AnyApplication]:
    """Poll until the end of the block."""
    application = Application.builder().token(TOKEN).base_url(f"{server.url}/bot").build()
    application.add_handler(CommandHandler("start", welcome))
    application.add_handler(CallbackQueryHandler(tapped))
    application.add_handler(MessageHandler(filters.ALL, spoke))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling()
        yield application
        await application.updater.stop()
        await application.stop()


@pytest.fixture
async def application(server: PlaygroundServer) -> AsyncIterator[AnyApplication]:
    """Give a bot that polls."""
    async with running(server) as application:
        yield application


@pytest.fixture
def ann(world: World) -> Resident:
    """Give a resident who has not begun."""
    return Resident(world, "Ann")


async def test_a_conversation(application: AnyApplication, ann: Resident) -> None:
    """Start from an event's link, tap twice in place, be asked, reply, be tidied up after."""
    await ann.answered(ann.starts("MARKET"))
    assert ann.screen.plain == "Hello MARKET!"
    assert ann.screen.buttons == [["Count"], ["Ask", "Why"], ["Copy"]]
    assert ann.screen.entities == ({"type": "bold", "offset": 0, "length": 5},)
    first = ann.screen

    await ann.answered(ann.taps("Ask"))
    assert ann.screen.force_reply
    assert ann.toasts == ["Type"]

    await ann.answered(ann.replies("Slow down"))
    await ann.sees("Slow down for https://t.me/local_views_bot?start=abc")

    await ann.answered(ann.taps("Count"))
    await ann.answered(ann.taps("Count"))
    assert first.plain == "Counted 2"
    assert first.edited
    assert application.running


async def test_whatever_is_sent_arrives(application: AnyApplication, ann: Resident) -> None:
    """Each kind of message, edit and forward can be read by the library."""
    ann.starts()
    for send in (ann.sends_sticker, ann.sends_voice, ann.sends_photo, ann.sends_poll):
        await ann.answered(send())
    await ann.sees("Not kept: poll")
    await ann.answered(ann.forwards("Their words"))
    await ann.sees("Not kept: Their words")
    ann.says("My words")
    await ann.answered(ann.edits("My better words"))
    await ann.sees("Not kept: My better words")
    assert application.running


async def test_an_alert_is_no_write(application: AnyApplication, ann: Resident) -> None:
    """A tap that is only answered leaves the chat as it was, and `answered` says what is missing."""
    await ann.answered(ann.starts())
    with pytest.raises(AssertionError, match=r"Waited 0.2 s .* 0 writes to the chat since"):
        await ann.answered(ann.taps("Why"), seconds=0.2)
    assert ann.alerts == ["Because."]
    assert application.running


async def test_errors_have_the_librarys_types(
    application: AnyApplication, world: World, ann: Resident
) -> None:
    """The library tells them apart by status and words."""
    bot = application.bot
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(ann.account.id, "Hi")
    await ann.answered(ann.starts())
    await ann.answered(ann.taps("Count"))
    same = InlineKeyboardMarkup([[InlineKeyboardButton("Count", callback_data="2")]])
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Counted 1", ann.account.id, ann.screen.id, reply_markup=same)
    ann.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.account.id, "Hi")
    staff = Group(world, "Staff", [ann])
    after = staff.becomes_supergroup()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(staff.chat.id, "Hi")
    assert moved.value.new_chat_id == after.chat.id


async def test_two_bots_with_one_token_are_told(server: PlaygroundServer) -> None:
    """409 is the library's Conflict, in the one that waited longer."""
    async with (
        Bot(TOKEN, base_url=f"{server.url}/bot") as one,
        Bot(TOKEN, base_url=f"{server.url}/bot") as another,
    ):
        older = asyncio.create_task(one.get_updates(timeout=5))
        await asyncio.wait([older], timeout=0.1)
        newer = asyncio.create_task(another.get_updates(timeout=1))
        with pytest.raises(Conflict):
            await older
        assert await newer == ()


async def test_a_revoked_token_is_told(server: PlaygroundServer) -> None:
    """401 is the library's InvalidToken."""
    with pytest.raises(InvalidToken):
        async with Bot("7000000001:other", base_url=f"{server.url}/bot"):
            pass


async def test_the_bot_describes_itself(application: AnyApplication, world: World) -> None:
    """Commands, name and descriptions, in a language and for all others."""
    bot = application.bot
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands([BotCommand("start", "Zacznij")], language_code="pl")
    assert [command.description for command in await bot.get_my_commands(language_code="pl")] == ["Zacznij"]
    assert world.profile.commands_for("pl") == [{"command": "start", "description": "Zacznij"}]
    assert world.profile.commands_for("cy") == [{"command": "start", "description": "Begin"}]
    await bot.set_my_name("Views")
    await bot.set_my_description("Say it here.")
    await bot.set_my_short_description("Say it.")
    assert (await bot.get_my_name("pl")).name == "Views"
    assert (await bot.get_my_description()).description == "Say it here."
    assert (await bot.get_my_short_description()).short_description == "Say it."
    await bot.delete_my_commands(language_code="pl")
    assert not await bot.get_my_commands(language_code="pl")


async def test_files_arrive_whole(application: AnyApplication, ann: Resident) -> None:
    """Whatever bytes there are in them."""
    await ann.answered(ann.starts())
    content = bytes(range(256)) * 40 + b"\r\n--boundary--\r\n"
    sent = await application.bot.send_document(
        ann.account.id, content, filename="figures £ June.csv", caption="June"
    )
    assert sent.document
    assert (sent.document.file_name, sent.document.file_size) == ("figures £ June.csv", len(content))
    assert sent.caption == ann.screen.plain == "June"
    assert ann.screen.file
    assert ann.screen.file.content == content


async def test_a_second_bot_goes_on_where_the_first_one_stopped(
    server: PlaygroundServer, world: World
) -> None:
    """Many residents, the bot stopped and started: every update is dealt with, none lost."""
    residents = [Resident(world, f"Resident {number}") for number in range(20)]
    async with running(server):
        await asyncio.gather(*(one.answered(one.starts()) for one in residents))
    taps = [one.taps("Count") for one in residents]
    async with running(server):
        await asyncio.gather(*(one.answered(tap) for one, tap in zip(residents, taps, strict=True)))
    assert {one.screen.plain for one in residents} == {"Counted 1"}
    assert world.calls["editMessageText"] == 20


async def test_groups_keep_their_privacy(application: AnyApplication, world: World, ann: Resident) -> None:
    """The bot hears commands and replies to itself, and everything once it is an administrator."""
    staff = Group(world, "Staff", [ann])
    assert staff.says(ann, "Nobody hears this") is None
    assert staff.says(ann, "/start@another_bot") is None
    assert staff.says(ann, "/start")
    await staff.chat.changed.until(lambda: bool(staff.messages))
    assert staff.says(ann, "Thanks", reply_to=staff.messages[0])
    staff.taps(ann, "Count")
    await staff.chat.changed.until(lambda: staff.messages[0].plain == "Counted 1")
    staff.makes_bot_administrator()
    assert staff.says(ann, "Now it hears this")
    assert application.running


async def test_a_channel_posts_in_its_own_name(application: AnyApplication, world: World) -> None:
    """There is no sender to answer."""
    channel = Group(world, "News", kind="channel")
    assert channel.posts("Road closed")
    await channel.chat.changed.until(lambda: bool(channel.messages))
    assert channel.messages[0].plain == "Not kept: Road closed"
    assert application.running
