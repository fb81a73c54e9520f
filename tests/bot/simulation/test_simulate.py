"""`local-views simulate`: some days of made-up neighbours, and the playground that goes on from them."""

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from rich.console import Console
from sqlmodel import select

from bot.clock import MovableClock
from bot.playground.resident import Resident
from bot.script import script_of
from bot.settings import Settings
from bot.simulation.alone import PlaygroundInUse
from bot.simulation.play import playing
from bot.simulation.simulate import simulate
from bot.staff_code import print_staff_code
from bot.stores import open_stores
from storage import releases
from storage.database import Database
from storage.keys import KeyFolder
from storage.releases import EVERYWHERE
from storage.seal import SealKeys
from storage.sealed_box import SealedBox
from storage.staff import Member, Role, join
from storage.tables import Comment, Event, Priority, Response, Round
from tests.command_line import Command
from tests.postgres import on_each_database
from tests.town import settings_in

RESIDENTS, DAYS = 450, 3
BEFORE, NOW = "2026-1", "2026-2"
url = on_each_database()


def june() -> MovableClock:
    """Return a clock that stands at eleven in the morning on 15 June 2026, until it is moved."""
    return MovableClock(lambda: datetime(2026, 6, 15, 10, tzinfo=UTC))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a playground in which some days were simulated."""
    chosen = settings_in(
        tmp_path_factory.mktemp("simulated"),
        ballot_box_minimum=10,
        summary_time="08:00",
        listen="127.0.0.1:0",
        telegram_bot_token=None,
    )
    console = Console(file=StringIO())
    asyncio.run(simulate(chosen, RESIDENTS, DAYS, console, june(), Random(4)))
    return chosen


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The playground's database."""
    database = Database(settings.database_url)
    await database.open()
    yield database
    await database.close()


async def test_most_have_left_the_box_and_the_rest_waits_in_it(database: Database) -> None:
    """All of the round before, whose end has come; of the round now those who were ten of an area."""
    async with database.session() as session:
        answered = Counter(await session.exec(select(Response.round)))
        rounds = {one.name: one for one in await session.exec(select(Round))}
    assert answered[BEFORE] == RESIDENTS
    assert 0.6 * RESIDENTS < answered[NOW] < RESIDENTS
    assert (rounds[BEFORE].settled, rounds[NOW].settled) == (True, False)


async def test_there_is_something_of_everything(database: Database) -> None:
    """Comments, an event whose tally has reached ten, and figures of both rounds that have left day by day."""
    async with database.session() as session:
        comments = list(await session.exec(select(Comment)))
        events = list(await session.exec(select(Event)))
    assert len(comments) >= 10
    assert {event.area for event in events} == {"stevenage", "watford"}
    assert {event.round for event in events} == {NOW}
    assert max(event.tally for event in events) >= 10
    assert len(await releases.history(database, NOW, EVERYWHERE)) >= 2
    (last,) = await releases.history(database, BEFORE, EVERYWHERE)
    assert last.figures.answers == RESIDENTS


async def test_each_area_has_three_priorities_of_its_own_and_what_was_done(
    database: Database, settings: Settings
) -> None:
    """Its first three concerns of the round before."""
    told = await releases.figures(database, BEFORE)
    async with database.session() as session:
        agreed = list(await session.exec(select(Priority).order_by(Priority.place)))  # type: ignore[arg-type]
    for area in script_of(settings).county.areas:
        issues = [one.issue for one in agreed if one.area == area]
        assert len(issues) == 3
        concerns = [concern.issue for concern in told[area].concerns]
        assert issues[: len(concerns)] == concerns[:3]
    assert all((one.round, bool(one.done)) == (BEFORE, True) for one in agreed)


async def test_some_take_their_answers_back(settings: Settings, database: Database) -> None:
    """By the receipt that they took: they are neither out of the box nor in it."""
    async with database.session() as session:
        left = len(list(await session.exec(select(Response).where(Response.round == NOW))))
        box = SealedBox(SealKeys(KeyFolder(settings.key_dir)))
        waiting = (await box.take_up(session, date(2026, 6, 18))).contents.piles[NOW].papers
    assert RESIDENTS - 10 < left + len(waiting) < RESIDENTS


async def test_a_second_time_goes_on_from_the_last_day(tmp_path: Path, settings: Settings) -> None:
    """More days, more answers, and no other round before."""
    again, said = copy_of(settings, tmp_path), StringIO()
    await simulate(again, 20, 2, Console(file=said), june(), Random(5))
    assert "In the playground it is now 20 June 2026." in said.getvalue()
    async with open_stores(again, june()) as stores, stores.database.session() as session:
        rounds = Counter(await session.exec(select(Response.round)))
    assert rounds[BEFORE] == RESIDENTS


async def test_the_playground_shows_it_from_the_start(tmp_path: Path, settings: Settings) -> None:
    """It stands at the last day, and the inspector has its summary: figures, change and coverage."""
    clock = june()
    async with playing(copy_of(settings, tmp_path), script_of(settings), clock) as server:
        inspector = server.page.inspector
        assert inspector is not None
        summary = inspector.screen if inspector.screen.file is None else inspector.messages[-2]
        assert clock().date() == date(2026, 6, 18)
        for words in ("the whole of Hertfordshire", "Against round 2026-1", "Coverage"):
            assert words in summary.plain
        resident = Resident(server.page.world, "Ann")
        resident.says("/results")
        await resident.sees("You said, we did")
        resident.taps("Stevenage")
        await resident.sees("(made up)")


async def test_a_code_for_staff_is_good_in_a_playground_that_is_ahead(tmp_path: Path) -> None:
    """Though its 24 hours are long over by the computer's clock."""
    settings, said = settings_in(tmp_path, telegram_bot_token=None), StringIO()
    next_week = MovableClock()
    next_week.move_to(next_week() + timedelta(days=7))
    await simulate(settings, 10, 1, Console(file=said), next_week, Random(4))
    await print_staff_code(settings, Member(Role.STAFF), Console(file=said))
    (code,) = re.findall(r"/join (\S+)", said.getvalue())
    async with open_stores(settings) as stores:
        assert await join(stores.database, 7, code, next_week()) == Member(Role.STAFF)


async def test_a_playground_that_runs_is_neither_filled_nor_opened_once_more(
    tmp_path: Path, settings: Settings
) -> None:
    """Each would go by a clock of its own; what to do is said, and what runs goes on."""
    copy = copy_of(settings, tmp_path)
    async with playing(copy, script_of(copy), june()) as server:
        with pytest.raises(PlaygroundInUse, match=r"stop it with Ctrl\+C and do this again"):
            await simulate(copy, 20, 2, Console(file=StringIO()), june(), Random(5))
        second = playing(copy, script_of(copy), june())
        with pytest.raises(PlaygroundInUse, match="can be started in another folder"):
            await second.__aenter__()
        resident = Resident(server.page.world, "Ann")
        resident.starts()
        await resident.sees("Not for reporting a crime")


async def test_a_playground_with_other_keys_keeps_out_of_a_database_that_is_in_use(
    tmp_path: Path, url: str
) -> None:
    """It could not open the ballot box there, and its clock would be another; it says what to do."""
    first = settings_in(tmp_path, database_url=url, telegram_bot_token=None, listen="127.0.0.1:0")
    second = first.model_copy(update={"key_dir": tmp_path / "other-keys"})
    async with playing(first, script_of(first), june()):
        with pytest.raises(PlaygroundInUse, match="let DATABASE_URL name another"):
            await playing(second, script_of(second), june()).__aenter__()
        with pytest.raises(PlaygroundInUse, match="let DATABASE_URL name another"):
            await simulate(second, 20, 2, Console(file=StringIO()), june(), Random(5))


def test_it_is_for_the_playground_alone(command: Command, tmp_path: Path) -> None:
    """Where a token is set there may be residents' answers: nothing is made, and a sentence says why."""
    done = command(tmp_path, "simulate", TELEGRAM_BOT_TOKEN="7000000001:a-token-for-tests")
    assert done.returncode == 1
    assert "Made-up ones are for the playground alone." in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_it_fills_the_playgrounds_own_files(command: Command, tmp_path: Path) -> None:
    """Without settings, by the command alone; and says how to go on."""
    done = command(tmp_path, "simulate", "--residents", "30", "--days", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Done. 30 neighbours who do not exist have answered." in done.stdout
    assert "Start it with: local-views" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {
        "playground.db",
        "playground.db-lock",
        "playground-keys",
    }


def copy_of(settings: Settings, folder: Path) -> Settings:
    """Return settings of a copy of the playground, which a test may change."""
    shutil.copytree(settings.key_dir.parent, folder, dirs_exist_ok=True)
    copied = {"database_url": f"sqlite:///{folder}/views.db", "key_dir": folder / "keys"}
    return settings.model_copy(update=copied)
