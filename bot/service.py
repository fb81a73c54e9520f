"""The service: everything that runs while the bot runs, put together and taken apart again."""

import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram.error import Conflict

from bot.application import Bot, build, initialize
from bot.conversations import Conversations
from bot.desk.furnish import furnish
from bot.destination import require_no_webhook, watched
from bot.halt import Halt
from bot.languages import offered
from bot.live_message import LiveMessage
from bot.order import InOrder
from bot.profile import introduce
from bot.right_time import RightTime
from bot.schedule import BoxKeeper, kept_to, schedule
from bot.sealing import Sealing
from bot.settings import Settings
from bot.staff import Staff
from bot.steps_count import StepsCount
from bot.stores import Stores
from bot.token import Tokens
from bot.updates import UPDATES
from flows.given import Given
from flows.runner import Runner
from flows.script import Script
from storage import crockford
from storage.ballot import NUMBER_LETTERS
from storage.rounds import RoundState

logger = logging.getLogger(__name__)


def fresh_number() -> str:
    """Return 80 random bits as 16 Crockford letters."""
    return crockford.encode(secrets.randbits(5 * NUMBER_LETTERS), NUMBER_LETTERS)


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
    async with _initialized(application):
        if not settings.webhook_url:
            await require_no_webhook(application.bot)
        staff = Staff(stores.database, settings.staff_chats)
        await staff.refresh()
        right_time = RightTime(api_url, token, stores.clock)
        keeper = _keeper(application, settings, stores, script, staff, right_time)
        steps = StepsCount(stores.box)
        now = partial(_now, application, settings, stores, script)
        sealing = _converse(application, stores, script, staff, order, steps, now)
        summary = furnish(application, settings, stores, script, staff, steps, now)
        async with _finished(keeper, sealing):
            spoken = [script.languages[code] for code in offered(settings, script.languages)]
            await introduce(application.bot, spoken)
            await staff.all_changed()
            await keeper.seal()
            async with (
                _taking_in(application, settings, stores, halt),
                kept_to(schedule(stores, settings, keeper, staff, summary.send_due)) as scheduler,
            ):
                yield Running(application, sealing, keeper, staff, steps, scheduler, halt)


@asynccontextmanager
async def _initialized(application: Bot) -> AsyncIterator[None]:
    """Let the application be ready while the context lasts; in the end it hangs up, ready or not."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(application.bot.hang_up)
        await initialize(application)
        stack.push_async_callback(application.shutdown)
        yield


@asynccontextmanager
async def _finished(keeper: BoxKeeper, sealing: Sealing) -> AsyncIterator[None]:
    """Let what waits for the ballot box come to its end when the context is left, and then what staff are told.

    The box is sealed once if nobody waits, too: the time of its file would tell that somebody sent just before a stop.
    """

    async def seal_for_the_last_time() -> None:
        if not await sealing.finish(keeper.seal):
            await keeper.tick()

    async with AsyncExitStack() as stack:
        stack.push_async_callback(keeper.finish)
        stack.push_async_callback(seal_for_the_last_time)
        yield


@asynccontextmanager
async def _taking_in(application: Bot, settings: Settings, stores: Stores, halt: Halt) -> AsyncIterator[None]:
    """Take in updates while the context lasts: those that Telegram delivers, or those that it is asked for."""
    if not settings.webhook_url:
        async with _polled(application):
            yield
        return
    from bot.webhook import delivered  # noqa: PLC0415 - the web server is loaded only where it is needed

    async with (
        delivered(application, settings, stores.keys),
        watched(application.bot, settings.webhook_url, halt),
    ):
        yield


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


def _now(application: Bot, settings: Settings, stores: Stores, script: Script) -> Given:
    link = f"https://t.me/{application.bot.username}"
    return moment(settings, script, stores.rounds.now(), link, stores.priorities.as_json)


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
    Conversations(runner, tokens, stores.event_links, staff, now, live, sealing, steps).attach(application)
    return sealing


def _keeper(
    application: Bot,
    settings: Settings,
    stores: Stores,
    script: Script,
    staff: Staff,
    right_time: RightTime,
) -> BoxKeeper:
    async def tell_of_loss() -> None:
        await staff.are_told(script.staff_words.text("box_lost"), application.bot.send_message)

    return BoxKeeper(
        stores.box, settings.opening, settings.zone, stores.clock, tell_of_loss, right_time.is_here
    )


def _note_polling(wrong: Exception) -> None:
    if isinstance(wrong, Conflict):
        logger.warning("Telegram gives the updates to another program with this token (409 Conflict)")
    else:
        logger.warning("The Bot API server did not answer: %s", type(wrong.__cause__ or wrong).__name__)
