"""The service: everything that runs while the bot runs, put together and taken apart again."""

import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram.error import Conflict

from bot.application import Bot, build, initialize
from bot.clock import Clock, real_time
from bot.conversations import Conversations
from bot.desk.furnish import furnish
from bot.destination import require_no_webhook, watched
from bot.halt import Halt
from bot.languages import offered
from bot.live_message import LiveMessage
from bot.order import InOrder
from bot.profile import introduce
from bot.schedule import KEY_LIFE, BoxKeeper, kept_to, schedule
from bot.sealing import Sealing
from bot.settings import Settings
from bot.staff import Staff
from bot.steps_count import StepsCount
from bot.token import Tokens
from bot.updates import UPDATES
from flows.given import Given
from flows.runner import Runner
from flows.script import Script
from storage import crockford
from storage.ballot_box import BallotBox
from storage.database import Database
from storage.keys import KeyFolder, TokenKeys
from storage.priorities import Priorities
from storage.rounds import Rounds, RoundState

logger = logging.getLogger(__name__)

BALLOT_LETTERS = 16


@dataclass(frozen=True)
class Stores:
    """What a service keeps things in.

    Args:
        database: the answers.
        keys: the folder of keys.
        token_keys: the keys of the buttons.
        rounds: which round is open.
        box: the ballot box.
        priorities: what was agreed for each area.
        clock: by which all of it goes.
    """

    database: Database
    keys: KeyFolder
    token_keys: TokenKeys
    rounds: Rounds
    box: BallotBox
    priorities: Priorities
    clock: Clock


@asynccontextmanager
async def open_stores(settings: Settings, clock: Clock = real_time) -> AsyncIterator[Stores]:
    """Open the database and the keys, and close them in the end.

    Args:
        settings: as the administrator set them.
        clock: by which everything goes that is done with them.

    Raises:
        LocalViewsError: if one of them cannot be used; the message says what to do.
    """
    database, keys = Database(settings.database_url), KeyFolder(settings.key_dir)
    keys.open()
    await database.open()
    try:
        rounds = Rounds(database, settings.round_months, settings.zone, clock)
        await rounds.refresh()
        token_keys = TokenKeys(keys)
        token_keys.rotate_if_older_than(KEY_LIFE, clock())
        box = BallotBox(database, keys, rounds, settings.ballot_box_minimum, settings.retention_rounds)
        priorities = Priorities(database)
        await priorities.refresh()
        yield Stores(database, keys, token_keys, rounds, box, priorities, clock)
    finally:
        await database.close()


def fresh_number() -> str:
    """Return 80 random bits as 16 Crockford letters."""
    return crockford.encode(secrets.randbits(5 * BALLOT_LETTERS), BALLOT_LETTERS)


def moment(
    settings: Settings, script: Script, round_state: RoundState, link: str, priorities: str = "[]"
) -> Given:
    """Return the facts of this moment, with a fresh random number.

    Args:
        settings: as the administrator set them.
        script: the flows, and the languages that there are.
        round_state: where the rounds stand.
        link: the address of the private chat with the bot.
        priorities: what was agreed for each area, as JSON.
    """
    return Given(
        round=round_state,
        county=settings.county,
        number=fresh_number(),
        link=link,
        controller=settings.controller,
        contact=settings.privacy_contact,
        official_page=settings.official_page_url,
        lawful_basis=settings.lawful_basis,
        opening=settings.opening_time,
        minimum=settings.ballot_box_minimum,
        retention=settings.retention_rounds,
        languages=offered(settings, script.languages),
        priorities=priorities,
    )


@dataclass(frozen=True)
class Running:
    """A bot that runs.

    Args:
        application: takes in the updates.
        sealing: finishes what has to wait for the ballot box.
        keeper: keeps the ballot box by the clock.
        staff: knows the chats of staff.
        steps: counts how far residents get.
        scheduler: does what is done by the clock.
        halt: tells when the bot cannot go on.
    """

    application: Bot
    sealing: Sealing
    keeper: BoxKeeper
    staff: Staff
    steps: StepsCount
    scheduler: AsyncIOScheduler
    halt: Halt


@asynccontextmanager
async def at_work(
    settings: Settings, stores: Stores, script: Script, token: str, api_url: str
) -> AsyncIterator[Running]:
    """Run the bot until the context is left: with WEBHOOK_URL it lets Telegram deliver updates, else it asks for them.

    Args:
        settings: as the administrator set them.
        stores: opened.
        script: the flows.
        token: the bot's token.
        api_url: where the Bot API is served.

    Raises:
        TokenRejected: if the server does not know the token.
        DeliveredElsewhere: if the bot is to ask, but updates are delivered to somebody's webhook.
        PortInUse: if nothing can be served at LISTEN.
        WebhookRefused: if Telegram does not take the address.
    """
    order, halt = InOrder(), Halt()
    application = build(token, api_url, order, halt)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(application.bot.hang_up)
        await initialize(application)
        stack.push_async_callback(application.shutdown)
        if not settings.webhook_url:
            await require_no_webhook(application.bot)
        staff = Staff(stores.database, settings.staff_chats)
        await staff.refresh()
        keeper = _keeper(application, settings, stores, script, staff)
        steps = StepsCount(stores.box)

        def now() -> Given:
            link = f"https://t.me/{application.bot.username}"
            return moment(settings, script, stores.rounds.now(), link, stores.priorities.as_json)

        sealing = _converse(application, stores, script, staff, order, steps, now)
        summary = furnish(
            application,
            settings,
            stores.database,
            stores.rounds,
            stores.priorities,
            script,
            staff,
            steps,
            stores.clock,
            now,
        )
        stack.push_async_callback(keeper.finish)
        stack.push_async_callback(sealing.finish, keeper.seal)
        await introduce(
            application.bot, [script.languages[code] for code in offered(settings, script.languages)]
        )
        await staff.all_changed()
        await keeper.seal()
        if settings.webhook_url:
            from bot.webhook import delivered  # noqa: PLC0415 - the web server is loaded only where it is needed

            await stack.enter_async_context(delivered(application, settings, stores.keys))
            await stack.enter_async_context(watched(application.bot, settings.webhook_url, halt))
        else:
            await stack.enter_async_context(_polled(application))
        scheduler = schedule(
            stores.token_keys,
            stores.rounds,
            keeper,
            staff,
            stores.priorities,
            opening=settings.opening,
            summary=summary.send_due,
            summary_at=settings.summary,
            seal_seconds=settings.ballot_box_seconds,
            zone=settings.zone,
            clock=stores.clock,
        )
        await stack.enter_async_context(kept_to(scheduler))
        yield Running(application, sealing, keeper, staff, steps, scheduler, halt)


@asynccontextmanager
async def _polled(application: Bot) -> AsyncIterator[None]:
    """Fetch updates while the context lasts, and deal with all that were fetched."""
    async with AsyncExitStack() as stack:
        await application.start()
        stack.push_async_callback(application.stop)
        stack.push_async_callback(application.update_queue.join)
        if (updater := application.updater) is not None:
            await updater.start_polling(
                allowed_updates=UPDATES, bootstrap_retries=-1, error_callback=_note_polling
            )
            stack.push_async_callback(updater.stop)
            stack.callback(application.bot.asks_no_more)
        yield


def _converse(
    application: Bot,
    stores: Stores,
    script: Script,
    staff: Staff,
    order: InOrder,
    steps: StepsCount,
    now: Callable[[], Given],
) -> Sealing:
    runner, tokens = Runner(script), Tokens(script.slots, script.digest, stores.token_keys)
    live = LiveMessage(application.bot, tokens)
    sealing = Sealing(runner, stores.box, staff, now, live, order, steps)
    Conversations(runner, tokens, stores.database, staff, now, live, sealing, steps).attach(application)
    return sealing


def _keeper(application: Bot, settings: Settings, stores: Stores, script: Script, staff: Staff) -> BoxKeeper:
    async def tell_of_loss() -> None:
        await staff.are_told(script.staff_words.text("box_lost"), application.bot.send_message)

    return BoxKeeper(stores.box, settings.opening, settings.zone, stores.clock, tell_of_loss)


def _note_polling(wrong: Exception) -> None:
    if isinstance(wrong, Conflict):
        logger.warning("Telegram gives the updates to another program with this token (409 Conflict)")
    else:
        logger.warning("The Bot API server did not answer: %s", type(wrong.__cause__ or wrong).__name__)
