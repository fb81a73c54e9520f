"""The summary of the day comes to each chat once, whatever stops, restarts, breaks or has moved."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from bot.desk import post
from bot.desk.command import Said
from bot.desk.post import TEXT_LIMIT, Arrival, split
from bot.desk.reading import Reading
from bot.desk.teller import Teller
from bot.playground.group import Group
from bot.screen import units
from bot.script import script_of
from storage import daily
from storage.figures import Figures
from storage.staff import Member, Role, members, move
from tests.bot.staff.mornings import Mornings, mornings_in

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


async def test_a_summary_by_a_wrong_clock_does_not_silence_those_to_come(mornings: Mornings) -> None:
    """It was months ahead; the morning after it was set right has its summary, and only one."""
    inspector = await mornings.inspector()
    for day in ("2026-08-20", "2026-06-17", "2026-06-17", "2026-06-18"):
        await mornings.at(f"{day} 08:00")
    assert len(inspector.messages) == 3


async def test_a_summary_is_sent_once_a_day_across_restarts(mornings: Mornings) -> None:
    """However often a worker looks, and however many there are, at once or one after the other."""
    inspector = await mornings.inspector()
    await mornings.at("2026-06-16 07:59")
    assert inspector.messages == []
    workers = [mornings.new_worker() for _ in range(3)]
    await mornings.at("2026-06-16 08:00")
    await asyncio.gather(*(worker.send_due() for worker in workers))
    mornings.worker = mornings.new_worker()
    await mornings.at("2026-06-16 20:00")
    assert len(inspector.messages) == 1
    await mornings.at("2026-06-17 08:00")
    assert len(inspector.messages) == 2


async def test_workers_that_look_at_the_same_moment_send_one(mornings: Mornings) -> None:
    """The claim in the database decides."""
    inspector = await mornings.inspector()
    mornings.now = mornings.now.replace(hour=8)
    await asyncio.gather(*(mornings.new_worker().send_due() for _ in range(4)))
    assert len(inspector.messages) == 1


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
async def test_once_on_the_days_on_which_the_clocks_change(mornings: Mornings, day: str) -> None:
    """At eight by the clock on the wall, looking every half hour from the evening before to the evening after."""
    inspector = await mornings.inspector()
    await mornings.at(f"{day} 00:00")
    sent_at = []
    for _ in range(46):
        before = len(inspector.messages)
        await mornings.minutes_later(30)
        if len(inspector.messages) > before:
            sent_at.append(f"{mornings.now:%F %H:%M}")
    assert sent_at == [f"{day} 08:00"]


async def test_a_summary_that_was_missed_is_made_up_once(mornings: Mornings) -> None:
    """The bot was down for two days at eight: it sends that of today, and not those of before."""
    inspector = await mornings.inspector()
    await mornings.at("2026-06-16 08:00")
    mornings.worker = mornings.new_worker()
    await mornings.at("2026-06-19 11:17")
    await mornings.minutes_later(5)
    assert len(inspector.messages) == 2


async def test_after_a_crash_it_is_sent_again_and_says_so(mornings: Mornings) -> None:
    """Somebody began it and stopped: nobody knows whether it arrived. After a while it is sent, once, and marked."""
    inspector = await mornings.inspector()
    database, chat = mornings.town.stores.database, inspector.resident.chat.id
    await mornings.at("2026-06-16 07:59")
    assert await daily.claim(database, "summary", chat, mornings.now.date()) is not None
    await mornings.at("2026-06-16 08:00")
    await mornings.minutes_later(4)
    assert inspector.messages == []
    await mornings.minutes_later(1)
    assert inspector.text.startswith("This may be repeated.")
    for _ in range(5):
        await mornings.minutes_later(5)
    assert len(inspector.messages) == 1


# ---- chats that cannot be reached


class Line:
    """A line to Telegram that breaks."""

    def __init__(
        self, mornings: Mornings, monkeypatch: pytest.MonkeyPatch, *wrongs: Exception | None
    ) -> None:
        self.tries = 0
        self._wrongs = list(wrongs)
        bot = mornings.town.bot.bot
        send = bot.send_message

        async def send_message(*what: Any, **how: Any) -> Any:
            self.tries += 1
            wrong = self._wrongs.pop(0) if self._wrongs else None
            if wrong is not None:
                raise wrong
            return await send(*what, **how)

        monkeypatch.setattr(type(bot), "send_message", lambda _, *what, **how: send_message(*what, **how))


async def test_a_chat_that_has_blocked_the_bot_is_dropped_once_telegram_says_so(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One try, and it is no longer one of staff."""
    inspector, other = await mornings.inspector(), await mornings.inspector("stevenage")
    line = Line(mornings, monkeypatch, Forbidden("bot was blocked by the user"))
    await mornings.at("2026-06-16 08:00")
    await mornings.at("2026-06-17 08:00")
    assert (len(inspector.messages), len(other.messages)) == (0, 2)
    assert line.tries == 3
    assert set(await members(mornings.town.stores.database)) == {other.resident.chat.id}


async def test_a_named_chat_that_does_not_exist_is_tried_once_a_day(tmp_path: Path) -> None:
    """The setting is the administrator's; nothing else of the morning suffers."""
    async with mornings_in(tmp_path, staff_chat_ids="99") as mornings:
        inspector = await mornings.inspector()
        before = mornings.town.world.calls["sendMessage"]
        await mornings.at("2026-06-16 08:00")
        for _ in range(3):
            await mornings.minutes_later(10)
        assert len(inspector.messages) == 1
        assert mornings.town.world.calls["sendMessage"] == before + 2


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the post waits, in seconds: no time passes."""
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(post, "sleep", wait)
    return waits


async def test_what_surely_never_left_is_sent_later_unmarked(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    """Telegram cannot be reached at eight, however often it is tried; five minutes later it can."""
    inspector = await mornings.inspector()
    broken = NetworkError("ConnectionTimeoutError")
    broken.__cause__ = aiohttp.ConnectionTimeoutError("no way")
    Line(mornings, monkeypatch, *[broken] * 5)
    await mornings.at("2026-06-16 08:00")
    assert inspector.messages == []
    assert waits == [0.1, 0.5, 2.0, 5.0]
    await mornings.minutes_later(5)
    assert inspector.text.startswith("Local Views: the whole of Hertfordshire")
    await mornings.minutes_later(5)
    assert len(inspector.messages) == 1


@pytest.mark.parametrize(("asked", "waited"), [(60, [60.0]), (61, [])])
async def test_telegram_may_ask_to_wait_for_a_minute(
    mornings: Mornings,
    monkeypatch: pytest.MonkeyPatch,
    waits: list[float],
    asked: int,
    waited: list[float],
) -> None:
    """For longer nobody does: it is sent later, unmarked."""
    inspector = await mornings.inspector()
    Line(mornings, monkeypatch, RetryAfter(asked))
    await mornings.at("2026-06-16 08:00")
    assert (waits, len(inspector.messages)) == (waited, len(waited))
    await mornings.minutes_later(5)
    assert inspector.text.startswith("Local Views: the whole of Hertfordshire")
    assert len(inspector.messages) == 1


@pytest.mark.parametrize("failing", ["today", "full"])
async def test_what_could_not_be_read_or_written_is_sent_later_unmarked(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """Three times something goes wrong before anything is brought: it has not been sent, and the day is not lost."""
    inspector = await mornings.inspector()
    with monkeypatch.context() as broken:
        broken.setattr(Teller, failing, _fails)
        await mornings.at("2026-06-16 08:00")
        await mornings.minutes_later(5)
        await mornings.minutes_later(5)
    await mornings.minutes_later(5)
    assert inspector.text.startswith("Local Views: the whole of Hertfordshire")
    await mornings.minutes_later(5)
    assert len(inspector.messages) == 1


async def test_what_may_have_arrived_and_then_fails_is_still_marked(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram did not answer in time, and the next time it cannot be written: the mark stays."""
    inspector = await mornings.inspector()
    line = Line(mornings, monkeypatch, TimedOut())
    await mornings.at("2026-06-16 08:00")
    with monkeypatch.context() as broken:
        broken.setattr(Teller, "full", _fails)
        await mornings.minutes_later(5)
        await mornings.minutes_later(5)
        assert line.tries == 1
    await mornings.minutes_later(5)
    assert [message.plain.partition(".")[0] for message in inspector.messages] == ["This may be repeated"]


def _fails(*_: object) -> None:
    raise OSError("CANARY")


async def test_what_may_have_arrived_is_sent_later_and_marked(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram did not answer in time."""
    inspector = await mornings.inspector()
    Line(mornings, monkeypatch, TimedOut())
    await mornings.at("2026-06-16 08:00")
    await mornings.minutes_later(5)
    await mornings.minutes_later(5)
    assert [message.plain.partition(".")[0] for message in inspector.messages] == ["This may be repeated"]


async def test_a_group_that_moved_while_the_bot_was_down_is_followed(mornings: Mornings) -> None:
    """The old id is refused with the new one: the summary goes there, and the new id is kept."""
    town = mornings.town
    ida = town.resident("Ida")
    await ida.starts()
    group = Group(town.world, "Stevenage team", [ida.resident])
    await move(town.stores.database, group.chat.id, group.chat.id, Member(Role.STAFF, "stevenage"))
    await town.running.staff.refresh()
    after = Group(town.world, "Stevenage team", [ida.resident], kind="supergroup")
    group.chat.migrated_to = after.chat.id
    await mornings.at("2026-06-16 08:00")
    assert [message.plain.splitlines()[0] for message in after.messages] == ["Local Views: Stevenage"]
    assert set(await members(town.stores.database)) == {after.chat.id}
    await mornings.minutes_later(10)
    assert len(after.messages) == 1


# ---- Telegram's limits


async def test_a_chart_carries_the_words_as_its_caption_if_they_fit(tmp_path: Path) -> None:
    """A short summary stands below the chart, a long one in a message after it."""

    async def chart(_: Figures, __: Reading) -> bytes:
        return PNG

    async with mornings_in(tmp_path, chart) as mornings:
        inspector, county = await mornings.inspector("stevenage"), await mornings.inspector()
        for number, area in enumerate(script_of(mornings.town.settings).county.areas):
            await mornings.opened(20, area, second="burglary", third="drugs", place="park", time="night")
            await mornings.held(f"AAAA{number}", 0, area)
        await mornings.at("2026-06-16 08:00")
        (below,) = inspector.messages
        assert below.file is not None
        assert "1= " in below.plain
        chart_alone, words = county.messages
        assert (chart_alone.file is not None, words.file is None) == (True, True)
        assert units(words.plain) > 1024


async def test_what_takes_more_than_one_message_comes_in_order(mornings: Mornings) -> None:
    """A picture first, and then the text, though its end would fit below the picture."""
    inspector = await mornings.inspector()
    lines = [f"Line {number} of many" for number in range(300)]
    said = Said("\n".join(lines), picture=PNG)
    assert await mornings.post.bring(inspector.resident.chat.id, said) is Arrival.ARRIVED
    shown, *pages = inspector.messages
    assert (shown.file is not None, shown.plain) == (True, "")
    assert len(pages) > 1
    assert [line for page in pages for line in page.plain.splitlines()] == lines


@pytest.mark.parametrize(("arrived", "what_became"), [(0, Arrival.UNSENT), (1, Arrival.LOST)])
async def test_where_the_line_breaks_between_two_messages_it_may_have_arrived(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch, arrived: int, what_became: Arrival
) -> None:
    """Whoever had the first one would read it again. If that never left, nobody has read anything."""

    async def no_wait(_: float) -> None: ...

    monkeypatch.setattr(post, "sleep", no_wait)
    inspector = await mornings.inspector()
    broken = NetworkError("ConnectionTimeoutError")
    broken.__cause__ = aiohttp.ConnectionTimeoutError("no way")
    Line(mornings, monkeypatch, *[None] * arrived, *[broken] * 5)
    said = Said("word " * 1000)
    assert await mornings.post.bring(inspector.resident.chat.id, said) is what_became
    assert len(inspector.messages) == arrived


@pytest.mark.parametrize("text", ["word " * 2000, "line\n" * 3000, "🚓" * 5000, "one line"])
def test_a_long_text_is_split_where_telegram_would_refuse_it(text: str) -> None:
    """Between lines if that goes; nothing is lost and nothing is too long."""
    pages = list(split(text, TEXT_LIMIT))
    assert all(0 < units(page) <= TEXT_LIMIT for page in pages)
    assert "".join("".join(pages).split()) == "".join(text.split())
