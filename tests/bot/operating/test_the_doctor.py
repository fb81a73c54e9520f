"""`local-views doctor`: whatever the bot needs to run for real is looked at, and each fault has a remedy."""

import asyncio
import json
import shutil
import zoneinfo
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port
from rich.console import Console
from sqlalchemy import text

from bot.clock import real_time
from bot.doctor.examine import print_examination
from bot.playground.courier import Webhook
from bot.playground.faults import Fault, Way
from tests.command_line import Command
from tests.faults.test_the_database_fails import full
from tests.postgres import PostgresServer
from tests.town import TOKEN, Town, either_way, town_in

taken_in = either_way()
by_webhook = pytest.mark.parametrize("taken_in", ["webhook"], indirect=True)
by_polling = pytest.mark.parametrize("taken_in", ["polling"], indirect=True)

FORCE = {
    "controller": "Hertfordshire Constabulary",
    "privacy_contact": "data.protection@example.police.uk",
    "official_page_url": "https://www.example.police.uk/have-your-say",
}
SECRET = "a-secret-for-the-webhook"


class Examination:
    """What the doctor has said.

    Args:
        is_well: whether it found nothing wrong.
        shown: what it printed.
    """

    def __init__(self, is_well: bool, shown: str) -> None:
        self.is_well = is_well
        self.shown = " ".join(shown.split())

    @property
    def faults(self) -> int:
        """How many faults it found."""
        return self.shown.count("FAULT")


async def examine(town: Town, **changes: object) -> Examination:
    """Let the doctor look at a town, with other settings if need be; it may print neither token nor secret."""
    ours = {"telegram_api_url": town.server.url, "webhook_secret": SECRET}
    screen = Console(file=StringIO(), width=300)
    is_well = await print_examination(town.settings.model_copy(update=ours | FORCE | changes), screen)
    assert isinstance(screen.file, StringIO)
    shown = screen.file.getvalue()
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET, "s3cret"):
        assert secret not in shown
    return Examination(is_well, shown)


async def test_a_bot_that_is_well(town: Town) -> None:
    """Nothing is wrong; that keys lie beside the database could be better. It may run while the bot does."""
    ann = town.resident("Ann")
    await ann.starts()
    found = await examine(town)
    assert (found.is_well, found.faults) == (True, 0)
    assert "well The database can be written to. It was tried." in found.shown
    assert "look The keys lie apart from the database" in found.shown
    assert "well Telegram delivers to this bot, and to no other program." in found.shown
    await ann.taps("Give my views")
    assert "Which area" in ann.text


@by_polling
async def test_a_bot_on_postgresql_that_is_well(
    tmp_path: Path, taken_in: dict[str, Any], postgres: PostgresServer
) -> None:
    """The same of a server, without its password."""
    async with town_in(tmp_path, database_url=postgres.new_database(), **taken_in) as town:
        assert (await examine(town)).is_well
        shown = (await examine(town, database_url="postgresql://one:s3cret@127.0.0.1:1/views")).shown
    assert "could not be opened (ConnectionRefusedError). See that the server runs" in shown
    assert "Start the server. A bot that runs waits for it." in shown


def told_of(**account: object) -> str:
    """Return Telegram's answer when it is asked who the bot is."""
    return json.dumps({"ok": True, "result": {"username": "a_bot", **account}})


REFUSED = {
    "revoked": (Fault("getMe", 401), "It does not: Unauthorized. Ask @BotFather for the token"),
    "at another path": (
        Fault("getMe", 404, body=json.dumps({"ok": False, "description": "Not Found"})),
        "Telegram could not be asked: Not Found. See that the Bot API is served at TELEGRAM_API_URL, and that",
    ),
    "down": (Fault("getMe", 502), "Telegram could not be asked: status 502. See that this computer"),
    "gone": (Fault("getMe", Way.RESET), "Telegram could not be asked: ServerDisconnectedError."),
    "busy": (
        Fault("getWebhookInfo", 429),
        "Telegram did not say: Too Many Requests: retry after 1. Try again",
    ),
    "half": (Fault("getMyCommands", Way.CUT), "Telegram did not say: ClientPayloadError."),
    "strange": (Fault("getMe", 200, body="<h1>Welcome</h1>"), "Telegram could not be asked: status 200."),
    "no time": (Fault("getMe", 200, body=told_of()), "Telegram did not say what time it is. Look whether"),
    "nosy": (
        Fault("getMe", 200, body=told_of(can_read_all_group_messages=True)),
        "It is off. At @BotFather send /setprivacy",
    ),
}


@by_polling
@pytest.mark.parametrize(("fault", "sentence"), REFUSED.values(), ids=REFUSED)
async def test_what_telegram_says(town: Town, fault: Fault, sentence: str) -> None:
    """Whatever comes instead of what was asked for is told with what to do, and the rest is looked at."""
    with town.server.faults.during(fault):
        found = await examine(town)
    assert sentence in found.shown
    assert found.is_well == ("what time" in sentence)
    assert "The database can be written to." in found.shown


@by_polling
async def test_the_commands_are_not_those_of_the_bot(town: Town) -> None:
    """Somebody has set others at @BotFather."""
    town.world.profile.commands.clear()
    assert "In 1 of 1 it does not. Start the bot again" in (await examine(town)).shown


@by_polling
async def test_the_clock_is_wrong(town: Town) -> None:
    """By Telegram's it is an hour later."""
    town.world.clock = lambda: real_time() + timedelta(hours=1)
    found = await examine(town)
    assert "seconds apart from Telegram's. Let the computer set its clock" in found.shown
    assert found.faults == 1


@by_polling
async def test_another_program_has_a_webhook(town: Town) -> None:
    """Its host is told, not its address: programs put the token into that."""
    town.world.webhook = Webhook(f"http://127.0.0.1:{unused_port()}/{TOKEN}", None, 40)
    found = await examine(town)
    assert (
        "It delivers to 127.0.0.1, and WEBHOOK_URL is not set: the bot does not start. If a bot"
        in found.shown
    )
    assert found.faults == 1


@by_webhook
async def test_telegram_delivers_elsewhere(town: Town) -> None:
    """Or to nobody, since the bot has not been started with WEBHOOK_URL yet."""
    elsewhere = f"http://localhost:{unused_port()}/telegram"
    found = await examine(town, webhook_url=elsewhere)
    assert "It delivers to 127.0.0.1, at another address. Start the bot" in found.shown
    assert "Nobody answers there (ClientConnectorError). Start the bot, and let the web server" in found.shown
    assert found.faults == 2
    town.world.webhook = None
    assert (
        "It waits to be asked. Start the bot: it tells Telegram the address." in (await examine(town)).shown
    )


@by_webhook
async def test_something_else_stands_at_the_webhook(town: Town) -> None:
    """A web server that does not hand on the path, for example."""
    assert town.settings.webhook_url is not None
    found = await examine(town, webhook_url=town.settings.webhook_url.replace("telegram", "telegraph"))
    assert "Something else answers there, with status 404." in found.shown


@by_webhook
async def test_what_telegram_complained_of_last(town: Town) -> None:
    """Of late it is a fault, long ago something to look at; no time of it is told."""
    assert town.world.webhook is not None
    for ago, mark, when in ((59, "FAULT", "Within the last hour"), (61, "look", "More than an hour ago")):
        then = datetime.now(UTC) - timedelta(minutes=ago)
        town.world.webhook.last_error = then, "Connection refused"
        found = await examine(town)
        told = f"{mark} Telegram has no complaint of the webhook. {when}: Connection refused. See that"
        assert told in found.shown
        assert found.is_well == (mark == "look")


@by_polling
async def test_nobody_answers_for_the_bot_yet(town: Town) -> None:
    """It may run as a trial; what is missing is named."""
    found = await examine(town, controller=None, official_page_url=None)
    assert "look Residents are told which police force" in found.shown
    assert "Not set: CONTROLLER, OFFICIAL_PAGE_URL. Every welcome says that this is a trial" in found.shown
    assert found.is_well


@by_polling
async def test_the_database_cannot_be_written_to(town: Town) -> None:
    """Its disk is full."""
    with full(town):
        found = await examine(town)
    assert "It cannot: no answer could be sealed. See that its disk has room" in found.shown
    assert found.faults == 1


@by_polling
@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("0003", "/views.db has others, or none yet. Start the bot"),
        ("9999", "/views.db has those of a newer version. Install the version that ran last, or a later one"),
    ],
)
async def test_the_database_is_of_another_version(town: Town, version: str, said: str) -> None:
    """It is left as it is: the next start of a bot brings an older one up to date, and refuses a newer one."""
    async with town.stores.database.writing() as session:
        change = text("UPDATE alembic_version SET version_num = :version").bindparams(version=version)
        await (await session.connection()).execute(change)
    for _ in range(2):
        assert said in (await examine(town)).shown


@by_polling
async def test_others_can_read_the_keys(town: Town) -> None:
    """The folder, and a file in it."""
    town.settings.key_dir.chmod(0o750)
    (town.settings.key_dir / "token").chmod(0o644)
    found = await examine(town)
    assert "Others may enter the folder. Others may read 1 key. Run: chmod -R u=rwX,go=" in found.shown
    assert found.faults == 1


@by_polling
async def test_the_keys_are_not_there_or_not_ours(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor was started as root, say, and the bot runs as an account of its own."""
    assert "/elsewhere cannot be read." in (await examine(town, key_dir=Path("/elsewhere"))).shown
    monkeypatch.setattr("os.geteuid", lambda: town.settings.key_dir.stat().st_uid + 1)
    assert "It belongs to another account. Run this as the account of the bot." in (await examine(town)).shown


@by_polling
async def test_the_disk_is_nearly_full(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """An opening needs several times the room that the database takes."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, 10 * 1024 * 1024))
    found = await examine(town)
    assert "10 MB are free. Make room on it" in found.shown
    assert found.faults == 1


@pytest.fixture
def old_time_zones(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Return a function that lets the computer think that London keeps Tokyo's time."""

    def set_back() -> None:
        folder = tmp_path / "zoneinfo" / "Europe"
        folder.mkdir(parents=True)
        with (folder / "London").open("wb") as london:
            london.write(packed("Asia", "Tokyo"))
        zoneinfo.reset_tzpath([str(folder.parent)])
        zoneinfo.ZoneInfo.clear_cache()

    yield set_back
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


def packed(*name: str) -> bytes:
    """Return a time zone as it comes with the program."""
    return files("tzdata").joinpath("zoneinfo", *name).read_bytes()


@by_polling
async def test_the_time_zones_are_out_of_date(town: Town, old_time_zones: Callable[[], None]) -> None:
    """The computer's own are used where there are any."""
    old_time_zones()
    found = await examine(town)
    assert "Its time in Europe/London will be wrong on 366 of the next 366 days. Bring" in found.shown
    assert found.faults == 1


@by_polling
async def test_the_command(town: Town, command: Command, tmp_path: Path) -> None:
    """Its status is 0 if nothing is wrong, else 1; without a token it says what is missing."""
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": town.server.url,
        "DATABASE_URL": town.settings.database_url,
        "KEY_DIR": str(town.settings.key_dir),
    }
    done = await asyncio.to_thread(command, tmp_path, "doctor", **settings)
    assert (done.returncode, done.stderr) == (0, "")
    assert "All is well: " in done.stdout
    none = await asyncio.to_thread(command, tmp_path, "doctor")
    assert (none.returncode, none.stderr) == (1, "")
    assert "TELEGRAM_BOT_TOKEN is not set" in " ".join(none.stdout.split())
