"""Monitoring: closed unless it is asked for, and it tells nothing that could single anybody out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import schedule
from bot.http_server import PortInUse
from bot.monitoring import Monitoring, monitored
from storage.sealed_box import SealedBox
from tests.town import TO_THE_END, Town, settings_in, webhook_settings


@asynccontextmanager
async def watching(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """Give somebody who monitors the bot."""
    app = httpx.ASGITransport(Monitoring(town.running).app)
    async with httpx.AsyncClient(transport=app, base_url="http://127.0.0.1") as client:
        yield client


async def counts(client: httpx.AsyncClient) -> dict[str, int]:
    """Return what is told, by its name and label."""
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: int(count) for name, count in (line.rsplit(" ", 1) for line in lines)}


async def test_counts_are_told_in_tens_and_once_a_day(town: Town) -> None:
    """Eleven residents send, and a twelfth begins: nothing is told before the day's opening, and then ten of each."""
    async with watching(town) as client:
        before = await counts(client)
        for number in range(12):
            one = town.resident(str(number))
            await one.starts()
            for title in TO_THE_END if number else TO_THE_END[:1]:
                await one.until_shown(one.resident.taps(title))
        await town.seals()
        assert await counts(client) == before == dict.fromkeys(before, 0)
        await town.opens_for_few()
        assert {name for name, count in (await counts(client)).items() if count} == {
            'local_views_steps_total{step="begun"}',
            'local_views_steps_total{step="checked"}',
            'local_views_steps_total{step="sent"}',
            'local_views_ballots_total{outcome="kept"}',
        }
        assert set((await counts(client)).values()) == {0, 10}


async def test_it_is_ready_while_the_box_can_be_sealed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is seen at the next tick, and so is that there is room again."""
    async with watching(town) as client:
        assert (await client.get("/readyz")).status_code == 200
        with monkeypatch.context() as full:
            full.setattr(SealedBox, "put_down", _fails)
            await town.running.keeper.seal()
            answer = await client.get("/readyz")
            assert (answer.status_code, answer.text) == (503, "the ballot box cannot be sealed\n")
            assert (await client.get("/healthz")).status_code == 200
        await town.running.keeper.seal()
        assert (await client.get("/readyz")).status_code == 200


async def test_it_is_not_ready_while_the_box_hangs(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer is broken off after minutes; it is told before."""
    begun, goes_on = asyncio.Event(), asyncio.Event()
    put_down = SealedBox.put_down

    async def hangs(box: SealedBox, *given: Any) -> None:
        begun.set()
        await goes_on.wait()
        await put_down(box, *given)

    async with watching(town) as client:
        with monkeypatch.context() as hanging:
            hanging.setattr(SealedBox, "put_down", hangs)
            sealing = asyncio.create_task(town.running.keeper.seal())
            await begun.wait()
            assert (await client.get("/readyz")).status_code == 200
            hanging.setattr(schedule, "HANGS_SECONDS", 0.0)
            assert (await client.get("/readyz")).status_code == 503
            goes_on.set()
            await sealing
        assert (await client.get("/readyz")).status_code == 200


async def test_it_is_served_where_the_setting_says_and_nowhere_else(town: Town, tmp_path: Path) -> None:
    """By default nowhere; a port that is in use is said, with the setting."""
    assert settings_in(tmp_path).monitoring_listen is None
    at = str(webhook_settings()["listen"])
    async with monitored(at, town.running), httpx.AsyncClient() as client:
        assert (await client.get(f"http://{at}/healthz")).text == "alive\n"
        with pytest.raises(PortInUse, match="MONITORING_LISTEN names"):
            async with monitored(at, town.running):
                pass


async def _fails(*_: object) -> None:
    raise OSError("CANARY")
