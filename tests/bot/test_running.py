"""Running the bot: a wrong token, and the playground's own files."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot import running
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from bot.settings import Settings, playground_of
from storage.errors import DatabaseUnusable
from tests.command_line import Command
from tests.postgres import PostgresServer
from tests.town import TOKEN, settings_in


async def test_a_wrong_token_is_said_in_a_sentence(command: Command, tmp_path: Path) -> None:
    """A server that does not know the token ends the program, with what to do and without a traceback."""
    async with PlaygroundServer(World(lambda: datetime.now(UTC)), TOKEN, port=0) as server:
        mistaken = {"TELEGRAM_BOT_TOKEN": "7000000001:mistaken", "TELEGRAM_API_URL": server.url}
        done = await asyncio.to_thread(command, tmp_path, **mistaken)
    assert done.returncode == 1
    assert "Telegram does not know this TELEGRAM_BOT_TOKEN" in done.stderr
    assert "ERROR" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "mistaken" not in done.stderr


async def test_a_server_of_the_database_that_is_away_is_waited_for(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    postgres: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It starts at the same time as the bot, say, and takes longer; the log says what is waited for."""
    url = make_url(postgres.new_database())
    socket = tmp_path_factory.mktemp("pg") / "socket"
    waits: list[float] = []

    async def until_it_is_there(seconds: float) -> None:
        waits.append(seconds)
        socket.symlink_to(str(url.query["host"]))

    monkeypatch.setattr(running, "sleep", until_it_is_there)
    away = url.set(query={"host": str(socket)}, password="s3cret").render_as_string(hide_password=False)
    async with running._stores(settings_in(tmp_path, database_url=away)) as stores:  # noqa: SLF001 - else it never ends
        assert await stores.database.can_write()
    assert waits == [5]
    assert "(FileNotFoundError). See that the server runs" in caplog.text
    assert "Trying again in 5 seconds." in caplog.text
    assert "s3cret" not in caplog.text


async def test_a_server_that_refuses_is_not_waited_for(
    tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would refuse again: there is no such database."""
    monkeypatch.setattr(running, "sleep", None)
    url = make_url(postgres.new_database()).set(database="other").render_as_string(hide_password=False)
    with pytest.raises(DatabaseUnusable, match=r"\(InvalidCatalogNameError\)\. See that"):
        async with running._stores(settings_in(tmp_path, database_url=url)):  # noqa: SLF001 - likewise
            pass


@pytest.mark.parametrize(("summary", "is_early"), [("07:29", True), ("07:30", True), ("07:31", False)])
def test_a_summary_before_the_opening_is_remarked_on(tmp_path: Path, summary: str, is_early: bool) -> None:
    """It may be meant so, but then it tells of the day before."""
    force = {
        "controller": "A Force",
        "privacy_contact": "a@b.example",
        "official_page_url": "https://a.example",
    }
    remarks = list(running.remarks_on(settings_in(tmp_path, summary_time=summary, **force)))
    assert [f"at {summary}, comes before" in remark for remark in remarks] == [True] * is_early


def test_a_trial_is_remarked_on(tmp_path: Path) -> None:
    """With what is to be set."""
    (remark,) = running.remarks_on(settings_in(tmp_path, controller="A Force"))
    assert remark.startswith("Until PRIVACY_CONTACT and OFFICIAL_PAGE_URL are set, every welcome says")


def test_play_never_touches_what_residents_have_said(tmp_path: Path) -> None:
    """It has files of its own, unless others are named, and nothing is delivered to it."""
    unnamed = playground_of(Settings(_env_file=None))
    assert unnamed.database_url == "sqlite:///playground.db"
    assert unnamed.key_dir == Path("playground-keys")
    named = settings_in(tmp_path)
    assert playground_of(named) == named
    assert playground_of(named.model_copy(update={"webhook_url": "https://views.example"})) == named
