"""The simulation: a month of some thousand neighbours within seconds, for the playground to show."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from rich.console import Console
from rich.progress import track

from bot.clock import MovableClock
from bot.settings import Settings, playground_of
from bot.simulation.alone import alone_in, alone_on
from bot.simulation.neighbourhood import Neighbourhood
from bot.simulation.present import present
from bot.stores import Stores, open_stores
from flows.locales import ENGLISH
from flows.script import installed
from storage.errors import LocalViewsError

DAY = timedelta(days=1)


class OnlyForThePlayground(LocalViewsError):
    """Made-up answers are wanted where there may be real ones."""

    def __init__(self) -> None:
        super().__init__(
            "TELEGRAM_BOT_TOKEN is set, so the answers of residents may be in the database. Made-up ones are for the "
            "playground alone. Take the token out of .env or the environment, or start in another folder."
        )


async def simulate(
    settings: Settings, residents: int, days: int, console: Console, clock: MovableClock, chance: Random
) -> None:
    """Let neighbours answer in the playground's database, and days pass; while the playground does not run.

    Args:
        settings: as the administrator set them.
        residents: how many answer in all, and as many in the round before if there was none.
        days: how many days pass, 1 or more.
        console: where a person reads how far it is.
        clock: by which all of it goes.
        chance: decides who answers what.

    Raises:
        OnlyForThePlayground: if a token is set.
        PlaygroundInUse: if the playground runs.
        LocalViewsError: if the database or the keys cannot be used.
    """
    if settings.telegram_bot_token is not None:
        raise OnlyForThePlayground
    settings = playground_of(settings)
    async with (
        alone_in(settings.key_dir),
        open_stores(settings, clock) as stores,
        alone_on(stores.database),
    ):
        clock.move_to(await present(stores.database, settings, clock()))
        await stores.rounds.refresh()
        neighbourhood = Neighbourhood(settings, stores, chance)
        each_day = Counter(chance.choices(range(days), k=residents))
        with console.status("The round before …"):
            await neighbourhood.answered_in_the_round_before(residents)
        for day in track(range(days), "Days pass …", console=console):
            await neighbourhood.answers(each_day[day], stores.box.seal)
            opening = stores.rounds.today() + DAY
            clock.move_to(datetime.combine(opening, settings.opening, settings.zone))
            await _open(stores)
        today = installed(settings.county).languages[ENGLISH].day(stores.rounds.today())
    console.print(
        f"Done. {residents:,} neighbours who do not exist have answered. In the playground it is now {today}. "
        "Start it with: local-views",
        highlight=False,
        soft_wrap=True,
    )


async def _open(stores: Stores) -> None:
    """Do what is done with the ballot box each day."""
    await stores.box.close_over_rounds()
    await stores.box.open_if_due(stores.rounds.today())
    await stores.rounds.refresh()
