"""BALLOT_BOX_MINIMUM is not ten: whatever staff are shown holds to it where it is more, and to ten where it is less."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.playground.chats import File
from storage.staff import Role
from tests.bot.pack.printed import PrintedPack
from tests.bot.staff.mornings import Mornings, mornings_in
from tests.bot.staff.staff_room import joins
from tests.read_back import counts
from tests.town import Neighbour

FEW_IN_WORDS = re.compile(r"\b(?:nine|tens?|twenty)\b")


@dataclass(frozen=True, slots=True)
class Told:
    """What staff ask for, and of how many answers anything may be told."""

    mornings: Mornings
    officer: Neighbour
    least: int

    async def said(self, command: str) -> str:
        """Ask, and return all that is said."""
        before = len(self.officer.messages)
        await self.officer.says(command)
        return "\n".join(message.plain for message in self.officer.messages[before:])

    async def file(self, command: str, name: str) -> bytes:
        """Ask, and return a file by how its name begins and ends."""
        await self.officer.says(command)
        held = [message.file for message in self.officer.messages if isinstance(message.file, File)]
        return next(file.content for file in reversed(held) if re.fullmatch(name, file.name))


@pytest.fixture(params=[(2, 10), (50, 50)], ids=["two", "fifty"])
async def told(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Told]:
    """A town where one fewer than may be told of, and one more, have named, said or done this and that."""
    minimum, least = request.param
    async with mornings_in(tmp_path, ballot_box_minimum=minimum) as mornings:
        few, many = {"place": "park", "time": "night"}, {"place": "road", "time": "evening"}
        await mornings.opened(least - 1, first="drugs", **few)
        await mornings.opened(least + 1, second="burglary", **many)
        await mornings.opened(3 * least, "watford", first="drugs")
        await mornings.told()
        await mornings.held("AAAAA", 2 * least)
        await mornings.held("BBBBB", least - 1)
        await mornings.commented(*["By the school"] * (2 * least - 1))
        await mornings.counted(begun=2 * least + 1, checked=2 * least - 1, sent=least - 1)
        await mornings.opening()
        officer = mornings.town.resident("Officer")
        await joins(mornings.town, officer, Role.OFFICER)
        yield Told(mornings, officer, least)


def require_no_fewer(text: str, least: int) -> None:
    """See that no number is of fewer, and that none is spelled out."""
    shown = counts(text.replace("*", ""))
    assert shown
    assert min(shown) >= least, text
    assert not FEW_IN_WORDS.search(text), text


@pytest.mark.parametrize("command", ["/summary", "/summary stevenage", "/summary dacorum", "/events"])
async def test_no_message_tells_of_fewer(told: Told, command: str) -> None:
    """Neither numbers, nor what they are said to be few beside."""
    require_no_fewer(await told.said(command), told.least)


async def test_what_only_grows_is_told_in_steps_of_it(told: Told) -> None:
    """Steps of residents, comments, and those who came by an event."""
    least, summary = told.least, await told.said("/summary")
    assert f"{2 * least} began, {least} reached the check page, fewer than {least} sent" in summary
    assert f"Comments: at least {least} so far" in summary
    assert f"Events with fewer than {least} so far: BBBBB" in summary
    assert f"Answers so far: at least {2 * least}\n" in await told.said("/events")
    assert [told.mornings.steps.told.sent, told.mornings.steps.told.checked] == [0, least]


async def test_new_comments_come_once_they_are_so_many(told: Told) -> None:
    """One fewer stay where they are for another day."""
    await told.mornings.at("2026-06-16 08:00")
    for day, more, whether in ((17, told.least - 1, False), (18, 1, True)):
        await told.mornings.commented(*["Too fast"] * more)
        before = len(told.officer.messages)
        await told.mornings.at(f"2026-06-{day} 08:00")
        text = "\n".join(message.plain for message in told.officer.messages[before:])
        assert (f"at least {told.least} new ones" in text) is whether


async def test_the_export_tells_of_no_fewer_and_says_so(told: Told) -> None:
    """In its dictionary, whose sentences are about its own numbers."""
    workbook = load_workbook(BytesIO(await told.file("/export", r".*\.xlsx")))
    dictionary = dict(workbook["Dictionary"].iter_rows(values_only=True))
    least = told.least
    assert f"in whole steps of {least}." in dictionary["question event"]
    assert f"before it has {least} answers." in dictionary["rounding"]
    assert f"lie {least} answers apart at least" in dictionary["column latest"]
    assert f"or the area has fewer than {2 * least} answers." in dictionary["suppression"]
    assert not any(FEW_IN_WORDS.search(str(meaning)) for meaning in dictionary.values())
    for sheet in ("Figures", "History", "Events"):
        header, *rows = workbook[sheet].iter_rows(values_only=True)
        numbers = [count for row in rows if (count := row[header.index("count")]) is not None]
        assert min(numbers) >= told.least


@pytest.mark.parametrize("command", ["/export dacorum", "/pack dacorum 2026-2"])
async def test_where_there_is_nothing_it_says_from_how_many_on(told: Told, command: str) -> None:
    """There are no figures."""
    assert f"The first come once {told.least} answers of an area have been opened." in await told.said(
        command
    )


async def test_paper_says_from_how_many_on_somebody_sees_them(told: Told) -> None:
    """On the poster of an event."""
    poster = PrintedPack(await told.file("/event Market, Stevenage", r"poster-.*\.pdf"))
    assert f"Nobody sees how many answers come from here before there are {told.least}." in poster.text
