"""`local-views audit`, run as a data-protection officer runs it, beside the deployment."""

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.simulation.alone import alone_in
from storage.ballot_box import BallotBox
from storage.database import Database
from storage.keys import KeyFolder, TokenKeys
from storage.rounds import Rounds
from tests.command_line import Command
from tests.migrated import lay_tables

WORDS = "Ring me on 07700 900123 about the cars."
ID = "7391846205"


NAMED = {"DATABASE_URL": "sqlite:///data/views.db", "KEY_DIR": "keys"}


def in_one_line(shown: str) -> str:
    """Return what a table shows with its lines joined."""
    return " ".join(shown.split())


@pytest.fixture
async def deployment(tmp_path: Path) -> Path:
    """Return a folder in which a bot has run today."""
    url = f"sqlite:///{tmp_path}/data/views.db"
    (tmp_path / "data").mkdir()
    await lay_tables(url)
    database, keys = Database(url), KeyFolder(tmp_path / "keys")
    keys.open()
    TokenKeys(keys)
    await database.open()
    rounds = Rounds(database, 4, ZoneInfo("Europe/London"), lambda: datetime.now(UTC))
    box = BallotBox(database, keys, rounds, 10, 6)
    await box.seal()
    await box.open_if_due(rounds.today())
    await box.seal()
    await database.close()
    return tmp_path


@pytest.mark.parametrize("columns", [80, 120])
def test_a_deployment_that_is_well(command: Command, deployment: Path, columns: int) -> None:
    """It says what it looked at, what it looked for and what it found, and ends with one line and status 0."""
    done = command(deployment, "audit", COLUMNS=str(columns), **NAMED)
    assert (done.returncode, done.stderr) == (0, "")
    first, second, *_, verdict = done.stdout.splitlines()
    assert first == "Database    sqlite:///data/views.db"
    assert second == f"Key folder  {deployment}/keys"
    assert re.fullmatch(
        r"All is well: \d\d checks found no fault\. 1 more could be better \(look\)\.", verdict
    )
    assert "Give it with --log FILE, once for each file." in in_one_line(done.stdout)
    assert "FAULT" not in done.stdout
    assert max(map(len, done.stdout.splitlines()[2:])) <= columns


async def test_without_a_token_it_is_the_playground(command: Command, deployment: Path) -> None:
    """Whoever has tried the bot with the first command can audit what that has left, in the same folder."""
    for file in (deployment / "data").iterdir():
        file.rename(deployment / file.name.replace("views", "playground"))
    (deployment / "keys").rename(deployment / "playground-keys")
    async with alone_in(deployment / "playground-keys"):
        done = await asyncio.to_thread(command, deployment, "audit", COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Database    sqlite:///playground.db\n")


def test_a_deployment_that_is_not_well(command: Command, deployment: Path) -> None:
    """Each fault has a remedy, the status is 1, and nothing is quoted: no words, no key, no id, no match."""
    with closing(sqlite3.connect(deployment / "data" / "views.db")) as connection, connection:
        (name,) = connection.execute("SELECT name FROM round").fetchone()
        connection.execute(
            "INSERT INTO comment (id, round, area, issue, text) VALUES (?, ?, 'dacorum', 'speeding', ?)",
            ("0123456789abcdef" * 2, name, WORDS),
        )
    (deployment / "keys").chmod(0o755)
    (deployment / "bot.log").write_text(f"all is well\nan update of {ID}\n")
    done = command(deployment, "audit", "--log", "bot.log", COLUMNS="80", **NAMED)
    assert (done.returncode, done.stderr) == (1, "")
    shown = in_one_line(done.stdout)
    assert shown.count("FAULT") == 3
    assert "Run: chmod -R" in shown
    assert "1, in line 2." in shown
    assert "Not well: 3 of " in done.stdout.splitlines()[-1]
    secrets = [path.name for path in (deployment / "keys").glob("seal-*")]
    for secret in (*secrets, WORDS, "07700", ID, "0123456789abcdef"):
        assert secret not in shown.replace(" ", "")
        assert secret not in shown


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (
            "data",
            "The database sqlite:///data/views.db could not be opened (FileNotFoundError). Let DATABASE_URL",
        ),
        ("keys", "The keys in keys cannot be used: No such file or directory."),
    ],
)
def test_what_is_not_there_is_a_sentence(
    command: Command, deployment: Path, missing: str, sentence: str
) -> None:
    """The status is 1, and nothing is made."""
    (deployment / missing).rename(deployment / "elsewhere")
    done = command(deployment, "audit", COLUMNS="80", **NAMED)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert not (deployment / missing).exists()


def test_a_log_that_is_not_there_is_a_sentence(command: Command, deployment: Path) -> None:
    """It names the file."""
    done = command(deployment, "audit", "--log", "none.log", COLUMNS="80", **NAMED)
    assert done.returncode == 1
    assert done.stderr.startswith("The log none.log cannot be read: No such file or directory.")
