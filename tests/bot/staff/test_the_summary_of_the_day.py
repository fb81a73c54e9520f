"""What staff read in the morning, and that they read it once."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram.error import Forbidden, NetworkError, TimedOut

from bot.desk import post
from bot.desk.post import TEXT_LIMIT, split
from bot.desk.reading import Reading
from bot.desk.teller import Teller
from bot.playground.group import Group
from bot.screen import units
from bot.script import script_of
from bot.steps_count import Steps
from storage import daily
from storage.figures import Figures
from storage.staff import Member, Role, members, move
from tests.bot.staff.mornings import Mornings, files, mornings_in
from tests.town import TO_THE_CHECK_PAGE, Neighbour, Town

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
async def mornings(tmp_path: Path) -> AsyncIterator[Mornings]:
    """A town whose mornings come when the test says so."""
    async with mornings_in(tmp_path) as mornings:
        yield mornings


def summary_of(inspector: Neighbour) -> str:
    """Return the newest summary, which a file may follow."""
    return next(message.plain for message in reversed(inspector.messages) if message.file is None)


async def test_an_area_reads_its_figures_in_words(mornings: Mornings) -> None:
    """Round and days left; views; concerns in rank order with bands; where, when and how safe."""
    inspector = await mornings.inspector("stevenage")
    many = {"second": "burglary", "place": "park", "time": "evening", "safe_after_dark": "bit_unsafe"}
    await mornings.opened(20, **many)
    await mornings.opened(10)
    await mornings.held("AAAAA", 0, "watford")
    await mornings.at("2026-06-16 08:00")
    (summary,) = inspector.messages
    assert summary.plain.split("\n\n")[0] == (
        "Local Views: Stevenage\nRound 2026-2: 77 days left. It closes at the end of 31 August 2026."
    )
    for line in (
        "Views: 30, to the nearest five",
        "1. Speeding: most (30)",
        "2. Burglary: most (20)",
        "Kind of place: Park, open space 20",
        "When: Evening 20",
        "Safety after dark: A bit unsafe 20",
    ):
        assert line in summary.plain.splitlines()
    assert "of the views told of" not in summary.plain
    assert "Coverage" not in summary.plain
    assert "AAAAA" not in summary.plain


async def test_an_area_reads_its_share_of_the_views_once_another_is_told_of(mornings: Mornings) -> None:
    """The only one would read that it has all of them."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(30, "stevenage")
    await mornings.opened(10, "watford")
    await mornings.at("2026-06-16 08:00")
    share = "Stevenage has 75% of the views told of in the county, and 7% of its residents."
    assert share in inspector.text.splitlines()


async def test_the_county_reads_its_coverage_and_where_to_go(mornings: Mornings) -> None:
    """Each area's share beside its share of residents, who is silent, and the largest of them to visit."""
    inspector = await mornings.inspector()
    await mornings.opened(30, "stevenage")
    await mornings.opened(10, "watford")
    await mornings.opened(9, "dacorum")
    await mornings.held("AAAAA", 0, "watford")
    await mornings.held("BBBBB", 10, "watford")
    await mornings.at("2026-06-16 08:00")
    assert "• Stevenage: views 75%, residents 7%\n• Watford: views 25%, residents 8%" in inspector.text
    assert "No figures yet: Broxbourne, Dacorum, East Herts" in inspector.text
    assert "Events with fewer than 10 so far: AAAAA (Watford)" in inspector.text
    assert "BBBBB" not in inspector.text
    assert "Where to go next: Dacorum, such as " in inspector.text


async def test_ranks_are_set_beside_those_of_the_round_before(mornings: Mornings) -> None:
    """What rose, what fell, and what was not told of then, or now."""
    inspector = await mornings.inspector("stevenage")
    await mornings.at("2026-04-30 07:00")
    await mornings.opened(20, round_name="2026-1", first="burglary", second="speeding")
    await mornings.opened(10, round_name="2026-1", first="burglary")
    await mornings.at("2026-04-30 08:00")
    await mornings.opened(20, first="speeding", second="drugs")
    await mornings.opened(10, first="speeding")
    await mornings.at("2026-06-16 08:00")
    assert (
        "Against round 2026-1, by rank:\n"
        "• Speeding: up from 2 to 1\n"
        "• Drugs: now 2, not told of then\n"
        "• Burglary: 1 then, not told of now\n"
        "Where a round has fewer than 100 views, ranks can change by chance." in inspector.text
    )


async def test_of_the_round_before_the_last_figures_count(mornings: Mornings) -> None:
    """In those before them speeding was not told of, nor in the round before that."""
    inspector = await mornings.inspector("stevenage")
    await mornings.at("2025-12-31 07:00")
    await mornings.opened(20, round_name="2025-3", first="burglary")
    await mornings.told()
    for day, first in ((29, "drugs"), (30, "speeding")):
        await mornings.at(f"2026-04-{day} 07:00")
        await mornings.opened(10 * (day - 28), round_name="2026-1", first=first)
        await mornings.told()
    await mornings.opened(20)
    await mornings.at("2026-06-16 08:00")
    assert (
        "Against round 2026-1, by rank:\n• Speeding: still 1\n• Drugs: 2 then, not told of now"
        in inspector.text
    )


async def test_when_a_round_has_closed_its_last_figures_come_with_the_next_summary(
    mornings: Mornings,
) -> None:
    """Above the first summary of the round that has begun; on its last day it was open still."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    await mornings.at("2026-08-31 08:00")
    assert "Round 2026-2: the last day." in inspector.text
    assert "Where to go next: " in inspector.text
    await mornings.at("2026-09-01 08:00")
    assert "Round 2026-2 closed on 31 August 2026. These are its last figures." in inspector.text
    assert inspector.text.index("Views: 20") < inspector.text.index("Round 2026-3: 122 days left.")


async def test_a_quiet_day_is_one_silent_line(mornings: Mornings) -> None:
    """Days left and one place to visit, from which nothing has been heard; no phone rings."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    await mornings.at("2026-06-16 08:00")
    await mornings.at("2026-06-17 08:00")
    assert inspector.text.startswith("Local Views, Stevenage: nothing new, 76 days left. A place to visit: ")
    assert "\n" not in inspector.text
    sent = [call for call in mornings.town.world.transcript if call.method == "sendMessage"]
    assert [call.parameters.get("disable_notification") in {True, "true"} for call in sent[-2:]] == [
        False,
        True,
    ]


async def test_monday_is_told_in_full_whatever_happened(mornings: Mornings) -> None:
    """22 June 2026 is one."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    for day in range(19, 24):
        await mornings.at(f"2026-06-{day} 08:00")
    full = ["Views: 20" in message.plain for message in inspector.messages]
    assert full == [True, False, False, True, False]
    stands = "New ones come once 10 more have answered, and a quarter more of the area or of the county."
    assert [stands in message.plain for message in inspector.messages] == [False, False, False, True, False]


async def test_few_views_are_told_with_what_is_still_to_come(mornings: Mornings) -> None:
    """Twelve, of whom no ten agree."""
    inspector = await mornings.inspector("stevenage")
    for issue in ("burglary", "drugs"):
        await mornings.opened(6, first=issue, place="park")
    await mornings.at("2026-06-16 08:00")
    views, concerns, scene = inspector.text.split("\n\n")[1:4]
    assert views == "Views: 10, to the nearest five"
    assert concerns == (
        "Concerns: none was named by 10 yet.\n"
        "From 20 views on, concerns that fewer than 10 named are put in order too."
    )
    assert scene == "Kind of place: Park, open space 10"


async def test_of_a_table_the_six_most_named_are_told(mornings: Mornings) -> None:
    """Where each of seven kinds of places was named by so many that they could be told."""
    inspector = await mornings.inspector("stevenage")
    places = ("homes", "shops", "park", "road", "station", "school", "countryside")
    for number, place in enumerate(places, start=2):
        await mornings.opened(5 * number, place=place)
    await mornings.at("2026-06-16 08:00")
    (line,) = [line for line in inspector.text.splitlines() if line.startswith("Kind of place: ")]
    assert re.findall(r" (\d+)(?:;|$)", line) == ["40", "35", "30", "25", "20", "15"]


async def test_of_many_quiet_events_ten_are_named(mornings: Mornings) -> None:
    """Of twelve."""
    inspector = await mornings.inspector("stevenage")
    for letter in "ABCDEFGHJKMN":
        await mornings.held(f"AAAA{letter}", 0)
    await mornings.at("2026-06-16 08:00")
    assert len(re.findall(r"AAAA[A-N] \(Stevenage\)", inspector.text)) == 10


async def test_a_concern_that_has_left_the_data_keeps_its_name(mornings: Mornings) -> None:
    """Nobody misses a summary, or its chart, because the county has taken an issue out."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20, first="tramways")
    await mornings.at("2026-06-16 08:00")
    assert "1. tramways" in inspector.text


async def test_large_numbers_can_be_read(mornings: Mornings) -> None:
    """With commas; how safe people feel in its own order, and not by number."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(1240, safe_by_day="bit_unsafe")
    await mornings.opened(40, safe_by_day="very_safe")
    await mornings.at("2026-06-16 08:00")
    assert "Views: 1,280, to the nearest five" in inspector.text
    assert "1. Speeding: most (1,280)" in inspector.text
    assert "Safety by day: Very safe 40; A bit unsafe 1,240" in inspector.text


async def test_views_that_were_withdrawn_are_told_of(mornings: Mornings) -> None:
    """Once they are ten."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(40)
    await mornings.at("2026-06-16 08:00")
    await mornings.withdrawn(12)
    await mornings.at("2026-06-17 08:00")
    assert "Views: 30, to the nearest five: 10 fewer than on 16 June 2026, since answers" in inspector.text


async def test_new_figures_are_told_in_full_even_if_somebody_asked_for_them_before(
    mornings: Mornings,
) -> None:
    """What counts is what this chat was told in the morning."""
    inspector, other = await mornings.inspector("stevenage"), await mornings.inspector()
    await mornings.opened(20)
    await mornings.at("2026-06-16 08:00")
    await mornings.opened(20)
    await mornings.told()
    await other.says("/summary stevenage 2026-2")
    await mornings.at("2026-06-17 08:00")
    assert "Views: 40, to the nearest five: 20 more than on 16 June 2026" in inspector.text


async def test_a_summary_by_a_wrong_clock_does_not_silence_those_to_come(mornings: Mornings) -> None:
    """It was months ahead; the morning after it was set right has its summary, and only one."""
    inspector = await mornings.inspector()
    for day in ("2026-08-20", "2026-06-17", "2026-06-17", "2026-06-18"):
        await mornings.at(f"{day} 08:00")
    assert len(inspector.messages) == 3


async def test_steps_are_told_in_tens_to_the_county_only(mornings: Mornings) -> None:
    """And they stand still between two openings, however often somebody asks."""
    inspector, other = await mornings.inspector(), await mornings.inspector("stevenage")
    ann = mornings.town.resident("Ann")
    await ann.starts()
    await mornings.counted(begun=29, checked=20, sent=9)
    await mornings.opening()
    await mornings.at("2026-06-16 08:00")
    assert (
        "as of the last opening: 20 began, 20 reached the check page, fewer than 10 sent." in inspector.text
    )
    assert "began" not in other.text
    await mornings.counted(begun=1)
    await mornings.minutes_later(60)
    assert mornings.steps.told.begun == 20
    await mornings.opening()
    await mornings.at("2026-06-22 08:00")
    assert "30 began" in inspector.text


async def test_steps_are_those_of_the_round(mornings: Mornings) -> None:
    """In the next one they begin anew, and nothing of them is told of the one before."""
    inspector = await mornings.inspector()
    await mornings.counted(begun=20)
    mornings.now = mornings.now.replace(month=9)
    await mornings.rounds.refresh()
    await mornings.opening()
    await mornings.counted(begun=10)
    assert mornings.steps.told.begun == 0
    await mornings.opening()
    assert mornings.steps.told.begun == 10
    for round_name in ("2026-2", "2026-3"):
        await inspector.says(f"/summary {round_name}")
        assert ("began" in inspector.text) == (round_name == "2026-3")


async def test_steps_are_counted_as_residents_take_them(town: Town) -> None:
    """Each step on the way, nine times, and a tenth time before the day's opening."""
    people = [town.resident(f"{number}") for number in range(10)]
    for who in people:
        await who.starts()
        await who.taps("Give my views")
        if who is not people[0]:
            await who.taps("Stevenage", "Speeding", "That's all", "Add when", "Night", "Send my views")
    await town.opens_for_few()
    steps = town.running.steps
    assert (steps.told, steps.outcomes_told["kept"]) == (Steps(begun=10), 0)
    await people[0].taps("Stevenage", "Speeding", "That's all", "Send my views")
    await town.opens_for_few()
    assert (steps.told, steps.outcomes_told["kept"]) == (Steps(begun=10, checked=10, sent=10), 10)


async def test_nobody_counts_as_ten_by_sending_again_and_again(town: Town) -> None:
    """Ann's button is tapped nine times more. Were each of them counted, she would see whether Ben has sent too."""
    ann, ben = town.resident("Ann"), town.resident("Ben")
    for one in (ann, ben):
        await one.starts()
        await one.taps(*TO_THE_CHECK_PAGE)
    check = ann.live
    send = next(button for row in check.keyboard for button in row if button["text"] == "Send my views")
    for _ in range(10):
        await ann.does(ann.resident.presses(send, check))
    await ben.taps("Send my views")
    await town.opens_for_few()
    steps = town.running.steps
    assert (steps.told, steps.outcomes_told["kept"]) == (Steps(), 0)


# ---- comments


async def test_new_comments_come_in_a_file_by_issue(mornings: Mornings) -> None:
    """Never in the chat; and once told of they do not come again until there are ten more."""
    inspector = await mornings.inspector("stevenage")
    await mornings.opened(20)
    await mornings.commented(*[f"Too fast, number {number}" for number in range(9)])
    await mornings.commented("A light that is *broken*", issue="drugs")
    await mornings.at("2026-06-16 08:00")
    (sent,) = files(inspector)
    assert sent.file is not None
    assert sent.file.name == "comments-2026-2-stevenage.txt"
    content = sent.file.content.decode()
    assert content.startswith("Local Views: comments on Stevenage, round 2026-2\n\n")
    assert "Speeding\n- Too fast, number 0\n- Too fast, number 1\n" in content
    assert "- A light that is *broken*" in content
    assert all("Too fast" not in message.plain for message in inspector.messages)
    assert "Comments: at least 10 so far. They come with this message." in summary_of(inspector)
    await mornings.commented("One more")
    await mornings.at("2026-06-17 08:00")
    assert len(files(inspector)) == 1
    await inspector.says("/summary")
    assert "Comments: at least 10 so far. /comments brings them." in inspector.text


async def test_how_many_comments_are_new_is_told_in_tens(mornings: Mornings) -> None:
    """Twelve, and then fifteen more."""
    inspector = await mornings.inspector("stevenage")
    await mornings.commented(*["Too fast"] * 12)
    await mornings.at("2026-06-16 08:00")
    await mornings.commented(*["Much too fast"] * 15)
    await mornings.at("2026-06-17 08:00")
    assert "Comments: at least 10 new ones, at least 20 so far. They come with this message." in summary_of(
        inspector
    )


async def test_few_comments_stand_in_the_chat_where_that_is_wished(tmp_path: Path) -> None:
    """COMMENTS_IN_CHAT=yes; what does not fit into one message is a file all the same."""
    async with mornings_in(tmp_path, comments_in_chat="yes") as mornings:
        inspector = await mornings.inspector("stevenage")
        await mornings.commented(*[f"Too fast, number {number}" for number in range(10)])
        await mornings.at("2026-06-16 08:00")
        assert "Too fast, number 9" in inspector.text
        assert files(inspector) == []
        await mornings.commented("Cars *here* and *there*", *["Mopeds"] * 9)
        await inspector.says("/comments")
        assert "Cars *here* and *there*" in inspector.text
        await mornings.commented(*["Much too fast. " * 60 for _ in range(10)])
        await mornings.at("2026-06-17 08:00")
        assert "Much too fast" not in inspector.text
        assert len(files(inspector)) == 1


# ---- once


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


async def test_what_surely_never_left_is_sent_later_unmarked(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram cannot be reached at eight, however often it is tried; five minutes later it can."""
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(post, "sleep", wait)
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


@pytest.mark.parametrize("text", ["word " * 2000, "line\n" * 3000, "🚓" * 5000, "one line"])
def test_a_long_text_is_split_where_telegram_would_refuse_it(text: str) -> None:
    """Between lines if that goes; nothing is lost and nothing is too long."""
    pages = list(split(text, TEXT_LIMIT))
    assert all(0 < units(page) <= TEXT_LIMIT for page in pages)
    assert "".join("".join(pages).split()) == "".join(text.split())


async def test_staff_ask_for_a_summary_at_any_time(mornings: Mornings) -> None:
    """Of another area, of an earlier round; a stranger who asks is told what anybody is."""
    inspector, stranger = await mornings.inspector("stevenage"), mornings.town.resident("Stranger")
    await mornings.opened(20, "watford")
    await mornings.told()
    await inspector.says("/summary watford")
    assert "Local Views: Watford" in inspector.text
    assert "Views: 20" in inspector.text
    await inspector.says("/summary Stevenage 2026-2")
    assert "Local Views: Stevenage" in inspector.text
    await stranger.says("/summary")
    assert "This bot works with buttons." in stranger.text
    await inspector.says("/comments")
    assert "No comments have left the ballot box yet." in inspector.text
    await mornings.commented(*["Too fast"] * 10)
    await inspector.says("/comments")
    assert len(files(inspector)) == 1
