"""Where Telegram delivers: one program with the token at a time, and none takes it from another unnoticed."""

import asyncio
from io import StringIO
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port
from rich.console import Console

from bot import attempts, destination
from bot.destination import DeliveredElsewhere, NoToken, NotTold, WebhookTaken, delete_webhook
from bot.halt import NoBotApi, TokenRejected
from bot.playground.courier import Webhook
from bot.playground.faults import Fault, Way
from storage.errors import LocalViewsError
from tests.town import TOKEN, Town, town_in, webhook_settings


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot looks at once whether Telegram still delivers to it."""
    monkeypatch.setattr(destination, "LOOK_SECONDS", 0.01)


async def why(town: Town) -> LocalViewsError:
    """Return why the bot cannot go on."""
    async with asyncio.timeout(10):
        return await town.running.halt.called()


async def deletes(town: Town, **changes: object) -> str:
    """Let an administrator take the webhook away; returns what is said."""
    screen = Console(file=StringIO(), width=300)
    here = {"telegram_api_url": town.server.url}
    await delete_webhook(town.settings.model_copy(update=here | changes), screen)
    assert isinstance(screen.file, StringIO)
    return screen.file.getvalue()


async def test_a_bot_that_asks_takes_no_webhook_away(tmp_path: Path) -> None:
    """Started beside one that is delivered to, it says so and ends; residents notice nothing of it."""
    async with town_in(tmp_path, **webhook_settings()) as town:
        ann = town.resident("Ann")
        await ann.starts()
        beside = town_in(tmp_path / "beside", world=town.world)
        with pytest.raises(DeliveredElsewhere, match=r"at 127\.0\.0\.1\. If a bot runs there") as refused:
            await beside.__aenter__()
        assert "/telegram" not in str(refused.value)
        assert town.world.calls["deleteWebhook"] == 0
        await ann.taps("Give my views")
        assert "Which area" in ann.text


async def test_back_to_asking_takes_one_command(tmp_path: Path) -> None:
    """What was not delivered any more is dealt with then."""
    async with town_in(tmp_path, **webhook_settings()) as town:
        world = town.world
        ann = town.resident("Ann")
        await ann.starts()
        assert "It no longer delivers to 127.0.0.1: Telegram waits" in await deletes(town, webhook_url=None)
        assert "did not deliver anywhere" in await deletes(town, webhook_url=None)
        assert "WEBHOOK_URL is still set. Take it out" in await deletes(town)
    tap = ann.resident.taps("Give my views")
    async with town_in(tmp_path, world=world) as town:
        again = town.neighbour(ann.resident)
        await again.does(tap)
        await again.taps("Stevenage")
        assert "concerns you most" in again.text


async def test_the_command_says_what_it_cannot_do(town: Town) -> None:
    """There is no token, it is unknown, the address is wrong, or Telegram is not there."""
    with pytest.raises(NoToken, match="TELEGRAM_BOT_TOKEN is not set"):
        await deletes(town, telegram_bot_token=None)
    with town.server.faults.during(Fault("getMe", 401)), pytest.raises(TokenRejected):
        await deletes(town)
    with pytest.raises(NoBotApi, match="TELEGRAM_API_URL names answers 404 Not Found"):
        await deletes(town, telegram_api_url=f"{town.server.url}/v1")
    with town.server.faults.during(Fault("deleteWebhook", Way.RESET)), pytest.raises(NotTold) as refused:
        await deletes(town)
    assert TOKEN not in str(refused.value)


@pytest.mark.usefixtures("soon")
async def test_the_webhook_is_taken_away(tmp_path: Path) -> None:
    """The bot says so and stops, and does not take it back."""
    async with town_in(tmp_path, **webhook_settings()) as town:
        town.world.webhook = None
        halted = await why(town)
        assert isinstance(halted, WebhookTaken)
        assert "it waits to be asked, so this bot has stopped" in str(halted)
    assert town.world.webhook is None


@pytest.mark.usefixtures("soon")
async def test_the_webhook_is_led_elsewhere(tmp_path: Path) -> None:
    """The host is named, and no more of the address: programs put the token into it."""
    async with town_in(tmp_path, **webhook_settings()) as town:
        town.world.webhook = Webhook(f"http://localhost:{unused_port()}/{TOKEN}", None, 40)
        halted = await why(town)
        assert "it delivers to localhost instead" in str(halted)
        assert TOKEN not in str(halted)


@pytest.mark.usefixtures("soon")
async def test_a_bot_whose_webhook_is_there_goes_on(tmp_path: Path) -> None:
    """Also where Telegram cannot be asked, or writes the address in another way."""
    async with town_in(tmp_path, **webhook_settings()) as town:
        assert town.world.webhook is not None
        town.world.webhook.url += "/"
        town.server.faults.let(Fault("getWebhookInfo", 502, times=3), Fault("getWebhookInfo", 429))
        await town.server.faults.have_struck()
        town.server.faults.let(Fault("getWebhookInfo", late=0.0, times=3))
        await town.server.faults.have_struck()
        assert await town.goes_on()


async def test_a_bot_that_asks_waits_until_telegram_can_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not start on a guess."""
    monkeypatch.setattr(attempts, "RETRY_SECONDS", 0.01)
    faults = [Fault("getWebhookInfo", 502, times=2), Fault("getWebhookInfo", Way.RESET)]
    async with town_in(tmp_path, faults=faults) as town:
        ann = town.resident("Ann")
        await ann.starts()
        assert "Give my views" in ann.buttons
