"""The service: everything that runs while the bot runs, put together and taken apart again."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Update
from telegram.error import Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext, ExtBot
from telegram.request import HTTPXRequest

from bot.conversations import Conversations
from bot.live_message import LiveMessage
from bot.logs import place_of
from bot.order import InOrder
from bot.profile import introduce
from bot.schedule import KEY_LIFE, schedule
from bot.settings import Settings
from bot.token import Tokens
from flows.given import Given
from flows.runner import Runner
from flows.script import Script, installed
from storage import crockford
from storage.ballot_box import BallotBox
from storage.database import Database
from storage.errors import LocalViewsError
from storage.keys import KeyFolder, TokenKeys
from storage.rounds import Rounds

logger = logging.getLogger(__name__)

Bot = Application[Any, Any, Any, Any, Any, Any]

CONNECTIONS = 12
RETRY_SECONDS = 5.0
BALLOT_LETTERS = 16
UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
]


class TokenRejected(LocalViewsError):
    """Telegram does not know the bot's token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not know this TELEGRAM_BOT_TOKEN. Ask @BotFather for it with /token, and set it anew."
        )


@dataclass(frozen=True)
class Stores:
    """What a service keeps things in.

    Args:
        database: the answers.
        keys: the folder of keys.
        token_keys: the keys of the buttons.
        rounds: which round is open.
        box: the ballot box.
    """

    database: Database
    keys: KeyFolder
    token_keys: TokenKeys
    rounds: Rounds
    box: BallotBox


@asynccontextmanager
async def open_stores(settings: Settings) -> AsyncIterator[Stores]:
    """Open the database and the keys, and close them in the end.

    Raises:
        LocalViewsError: if one of them cannot be used; the message says what to do.
    """
    database, keys = Database(settings.database_url), KeyFolder(settings.key_dir)
    keys.open()
    await database.open()
    try:
        rounds = Rounds(database, settings.round_months, settings.zone, lambda: datetime.now(UTC))
        await rounds.refresh()
        token_keys = TokenKeys(keys)
        token_keys.rotate_if_older_than(KEY_LIFE, datetime.now(UTC))
        box = BallotBox(database, keys, rounds, settings.ballot_box_minimum)
        await box.forget_who_answered()
        await box.examine()
        yield Stores(database, keys, token_keys, rounds, box)
    finally:
        await database.close()


def fresh_number() -> str:
    """Return 80 random bits as 16 Crockford letters."""
    return crockford.encode(secrets.randbits(5 * BALLOT_LETTERS), BALLOT_LETTERS)


def moment(settings: Settings, rounds: Rounds, link: str) -> Given:
    """Return the facts of this moment, with a fresh random number."""
    return Given(
        round=rounds.now(),
        county=settings.county,
        number=fresh_number(),
        link=link,
        controller=settings.controller,
        contact=settings.privacy_contact,
        official_page=settings.official_page_url,
    )


class InLine(HTTPXRequest):
    """Makes `CONNECTIONS` requests at once; the others wait in line, first come, first served.

    httpx has a line of its own, but hands each free connection to all that stand in it, of whom any one gets
    it: with 200 residents at once some waited for more than a minute.
    """

    def __init__(self) -> None:
        super().__init__(CONNECTIONS, pool_timeout=10, connect_timeout=10, read_timeout=30)
        self._line = asyncio.Semaphore(CONNECTIONS)

    async def do_request(self, *what: Any, **how: Any) -> tuple[int, bytes]:
        """Make a request when it is its turn."""
        async with self._line:
            return await super().do_request(*what, **how)


class Attentive(ExtBot[None]):
    """Passes over an update that cannot be read. Otherwise it would be fetched for ever, and nothing after it."""

    async def get_updates(self, *what: Any, **how: Any) -> tuple[Update, ...]:
        """Return the new updates; in place of each that cannot be read, one without content."""
        try:
            return await super().get_updates(*what, **how)
        except InvalidToken as refused:
            # It was good at the start. A server that is being renewed says this too, and polling would end for ever.
            raise NetworkError(type(refused).__name__) from refused
        except TelegramError:
            raise
        except Exception as wrong:  # noqa: BLE001 - python-telegram-bot lets pass whatever reading raises
            logger.error("An update could not be read: %s", place_of(wrong))  # noqa: TRY400 - no message, no text
            # Small letters are as good (Bot API, "Making requests"); of methods that it has, this function warns.
            updates = await self.do_api_request("getupdates", {"offset": how["offset"]})
            return tuple(self._read(update) for update in updates)

    def _read(self, update: dict[str, Any]) -> Update:
        try:
            return Update.de_json(update, self)
        except Exception:  # noqa: BLE001 - likewise
            return Update(update["update_id"])


class Forgetful(Application[Any, Any, Any, Any, Any, Any]):
    """An application that does not note whose updates it has dealt with.

    python-telegram-bot's own notes every chat and user for a later save, and without persistence never lets go.
    """

    def _mark_for_persistence_update(self, *, update: object = None, job: object = None) -> None:
        """Note nothing."""

    def mark_data_for_update_persistence(self, chat_ids: object = None, user_ids: object = None) -> None:
        """Note nothing."""


def build(token: str, api_url: str) -> Bot:
    """Return an application that speaks to a Bot API server; it holds nothing about anybody."""
    url = api_url.rstrip("/")
    bot = Attentive(
        token, f"{url}/bot", f"{url}/file/bot", request=InLine(), get_updates_request=HTTPXRequest(1)
    )
    application = (
        ApplicationBuilder()
        .application_class(Forgetful)
        .bot(bot)
        .concurrent_updates(InOrder())
        .job_queue(None)
        .build()
    )
    application.add_error_handler(_note)
    return application


@asynccontextmanager
async def polling(
    settings: Settings, stores: Stores, script: Script, token: str, api_url: str
) -> AsyncIterator[Bot]:
    """Run the bot, asking a Bot API server for updates, until the context is left.

    Args:
        settings: as the administrator set them.
        stores: opened.
        script: the flows.
        token: the bot's token.
        api_url: where the Bot API is served.

    Raises:
        TokenRejected: if the server does not know the token.
    """
    application = build(token, api_url)
    async with AsyncExitStack() as stack:
        await _initialize(application)
        stack.push_async_callback(application.shutdown)
        _converse(application, settings, stores, script)
        await application.start()
        stack.push_async_callback(application.stop)
        await introduce(application.bot, script.languages["en"])
        await _poll(application, stack)
        scheduler = schedule(stores.token_keys, stores.rounds, stores.box, settings.zone)
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        yield application


async def _poll(application: Bot, stack: AsyncExitStack) -> None:
    if (updater := application.updater) is not None:
        await updater.start_polling(
            allowed_updates=UPDATES, bootstrap_retries=-1, error_callback=_note_polling
        )
        stack.push_async_callback(updater.stop)


def _converse(application: Bot, settings: Settings, stores: Stores, script: Script) -> None:
    tokens = Tokens(script.slots, script.digest, stores.token_keys)
    conversations = Conversations(
        Runner(script),
        tokens,
        stores.box,
        stores.database,
        lambda: moment(settings, stores.rounds, f"https://t.me/{application.bot.username}"),
        LiveMessage(application.bot, tokens),
    )
    conversations.attach(application)


async def _initialize(application: Bot) -> None:
    """Ask the server who the bot is; as long as it cannot be reached, ask again."""
    while True:
        try:
            await application.initialize()
        except (InvalidToken, Forbidden):
            raise TokenRejected from None
        except NetworkError:
            logger.warning(
                "The Bot API server that TELEGRAM_API_URL names cannot be reached; trying again in %d seconds",
                RETRY_SECONDS,
            )
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


async def _note(_: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """Log where something went wrong, and nothing of what it was about."""
    if context.error is not None:
        logger.error("An update could not be dealt with: %s", place_of(context.error))


def _note_polling(wrong: Exception) -> None:
    logger.warning("The Bot API server did not answer: %s", type(wrong.__cause__ or wrong).__name__)


def script_of(settings: Settings) -> Script:
    """Return the flows for the county of the settings."""
    return installed(settings.county)
