"""All is lost but a backup: what the README says about backing up and restoring, done as it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.clock import real_time
from bot.playground.world import World
from tests.bot.staff.staff_room import joins
from tests.postgres import PostgresServer
from tests.town import TO_THE_END, Neighbour, answers_in, town_in

README = Path(__file__).parents[3] / "README.md"
IN_THE_CONTAINER = "docker exec local-views "
COPY = {"sqlite": "copy.db", "postgresql": "copy.sql"}
BACK_UP = {"sqlite": "sqlite3", "postgresql": "pg_dump"}
RESTORE = {"sqlite": "install", "postgresql": "psql"}
"""With what the command of the README begins."""

LIKE_SQLITE3 = f"""#!{sys.executable}
import sqlite3, sys
source, command = sys.argv[1:]
sqlite3.connect(source).backup(sqlite3.connect(command.removeprefix(".backup ")))
"""


def command(begins: str) -> str:
    """Return the one command of the README that begins so."""
    (found,) = re.findall(rf"^ *({re.escape(begins)} .*)$", README.read_text(), re.MULTILINE)
    return str(found)


def run(line: str, folder: Path, postgres: PostgresServer, url: str) -> None:
    """Run a command of the README in the folder of the bot; its programs are there, and it prints nothing."""
    bin_ = folder / "bin"
    bin_.mkdir(exist_ok=True)
    if shutil.which("sqlite3") is None:
        (bin_ / "sqlite3").write_text(LIKE_SQLITE3)
        (bin_ / "sqlite3").chmod(0o700)
    path = f"{postgres.programs}:{bin_}:{os.environ['PATH']}"
    settings = {"PATH": path, "DATABASE_URL": url}
    shell = ["/bin/sh", "-euc", line]
    done = subprocess.run(shell, cwd=folder, env=settings, check=True, stdout=subprocess.PIPE)  # noqa: S603 - of our README
    assert done.stdout == b""


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Return a kind of database."""
    return str(request.param)


async def test_what_is_left_after_a_loss(
    tmp_path: Path, kind: str, postgres: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    """What was opened is there. The box does not open: log and staff are told, and everybody can answer once more."""
    world, before, after = World(real_time), tmp_path / "before", tmp_path / "after"
    lost, restored = [
        f"sqlite:///{folder}/local-views.db" if kind == "sqlite" else postgres.new_database()
        for folder in (before, after)
    ]
    before.mkdir()
    async with town_in(before, world=world, database_url=lost) as town:
        inspector, ann, ben = [town.resident(name) for name in ("Inspector", "Ann", "Ben")]
        await joins(town, inspector)
        await answers(ann)
        assert len(await town.kept()) == 1
        await answers(ben)
        day = town.day
        run(command(BACK_UP[kind]), before, postgres, lost)

    after.mkdir()
    (before / COPY[kind]).rename(after / COPY[kind])
    shutil.rmtree(before)
    run(command(RESTORE[kind]), after, postgres, restored)

    async with town_in(after, world=world, database_url=restored) as town:
        inspector, ann, ben = [town.neighbour(one.resident) for one in (inspector, ann, ben)]
        town.day = day
        await town.seals()
        assert len(await answers_in(town.stores)) == 1
        assert "Local Views: the ballot box could not be opened" in inspector.text
        assert "that no backup of the database has been put back" in inspector.text
        assert "Whoever had answered may be able to answer once more." in caplog.text
        for one in (ann, ben):
            await answers(one)
        assert len(await town.kept()) == 3
    if kind == "sqlite":
        assert (after / "local-views.db").stat().st_mode & 0o077 == 0


def files_of_the_database(folder: Path) -> dict[Path, bytes]:
    """Return the database's file and those beside it, with what is in them."""
    return {path: path.read_bytes() for path in folder.glob("local-views.db*")}


async def answers(who: Neighbour) -> None:
    """Let somebody answer, and be thanked."""
    await who.starts()
    await who.taps(*TO_THE_END)
    assert "Thank you" in who.text


async def test_a_copy_put_back_over_a_newer_file(tmp_path: Path, postgres: PostgresServer) -> None:
    """The bot was killed: beside the file lies a log of changes, which the copy must not be read with."""
    url = f"sqlite:///{tmp_path}/local-views.db"
    async with town_in(tmp_path, database_url=url) as town:
        await answers(town.resident("Ann"))
        assert len(await town.kept()) == 1
        run(command(BACK_UP["sqlite"]), tmp_path, postgres, url)
        await town.stores.rounds.pause(str(town.stores.rounds.now().name))
        left = files_of_the_database(tmp_path)
    assert len(left) == 3
    for path, content in left.items():
        path.write_bytes(content)
    run(command(RESTORE["sqlite"]), tmp_path, postgres, url)
    async with town_in(tmp_path, database_url=url) as town:
        assert len(await answers_in(town.stores)) == 1
        assert town.stores.rounds.now().phase == "open"


async def test_a_copy_made_in_the_container(tmp_path: Path, postgres: PostgresServer) -> None:
    """There is no program for SQLite but Python there; the copy is for the bot's account alone."""
    url = f"sqlite:///{tmp_path}/local-views.db"
    python = f"{IN_THE_CONTAINER}python"
    async with town_in(tmp_path, database_url=url) as town:
        await answers(town.resident("Ann"))
        assert len(await town.kept()) == 1
        run(command(python).replace(python, sys.executable), tmp_path, postgres, url)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    async with town_in(tmp_path, database_url=f"sqlite:///{tmp_path}/copy.db") as town:
        assert len(await answers_in(town.stores)) == 1
