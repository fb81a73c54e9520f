"""Packs on the command line and in a chat: files where there are figures, a helpful sentence where there are none."""

from collections.abc import AsyncIterator, Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.desk import packing
from bot.pack.command_line import FolderUnusable, NothingToPack, save_packs
from bot.pack.contents import Pack, RoundNotBegun
from bot.staff_code import AreaUnknown
from storage.errors import LocalViewsError
from storage.staff import Role
from tests.bot.pack.printed import PrintedPack
from tests.bot.round_over import RoundOver
from tests.bot.staff.mornings import Mornings, files, mornings_in
from tests.bot.staff.staff_room import joins
from tests.command_line import Command
from tests.town import Neighbour, settings_in


async def saved(in_folder: Path, out: str = "out", **asked: Any) -> str:
    """Ask for packs of the round that is over in a folder, and return what is printed on the screen."""
    console = Console(file=StringIO(), width=200)
    settings = settings_in(in_folder, telegram_bot_token="7000000001:token", ballot_box_minimum=10)
    given = {"csp": None, "round_name": "2026-2"} | asked
    await save_packs(settings, folder=in_folder / out, console=console, **given)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


async def test_every_area_with_figures_has_a_file_and_the_county_one(over: RoundOver, tmp_path: Path) -> None:
    """In a folder that is made for them; those without figures are named."""
    await over.answered({"stevenage": 30, "watford": 12})
    screen = await saved(tmp_path)
    names = [f"priorities-2026-2-{area}.pdf" for area in ("stevenage", "watford", "hertfordshire")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    assert [Path(line).name for line in screen.splitlines()[:3]] == names
    assert screen.splitlines()[3].startswith("No figures yet: Broxbourne, Dacorum, East Herts")
    assert "Round 2026-2" in PrintedPack((tmp_path / "out" / names[0]).read_bytes()).text


@pytest.mark.parametrize("csp", ["watford", "hertfordshire"])
async def test_one_can_be_asked_for(over: RoundOver, tmp_path: Path, csp: str) -> None:
    """An area, or the county by its name."""
    await over.answered({"stevenage": 30, "watford": 12})
    await saved(tmp_path, csp=csp)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"priorities-2026-2-{csp}.pdf"]


@pytest.mark.parametrize(
    ("asked", "wrong", "sentence"),
    [
        ({"csp": "dacorum"}, NothingToPack, "There are no figures of Dacorum in round 2026-2 yet"),
        ({"round_name": "2026-1"}, NothingToPack, "There are no figures in round 2026-1 yet"),
        (
            {"round_name": "2020-1"},
            RoundNotBegun,
            "no round '2020-1'. Let --round name one of: 2026-3, 2026-2",
        ),
        (
            {"csp": "nowhere"},
            AreaUnknown,
            "no area 'nowhere' in the county. Let --csp name one of: broxbourne",
        ),
        (
            {"out": "views.db/out"},
            FolderUnusable,
            "cannot be written to .*views.db/out .* Let --out name a folder",
        ),
    ],
)
async def test_what_cannot_be_printed_is_said_in_a_sentence(
    over: RoundOver, tmp_path: Path, asked: dict[str, Any], wrong: type[LocalViewsError], sentence: str
) -> None:
    """What, where and what to do."""
    await over.answered({"stevenage": 30})
    with pytest.raises(wrong, match=sentence):
        await saved(tmp_path, **asked)


def test_without_a_token_they_are_the_playgrounds(command: Command, tmp_path: Path) -> None:
    """The command itself, where nobody has answered: it says whose figures it looks for, and what is wrong."""
    done = command(tmp_path, "pack", COLUMNS="200")
    assert done.returncode == 1
    assert done.stdout == "From the playground, since TELEGRAM_BOT_TOKEN is not set.\n"
    assert "so there is nothing to print" in done.stderr


# ---- in a chat


@pytest.fixture
async def mornings(tmp_path: Path) -> AsyncIterator[Mornings]:
    """A town in its round of May to August 2026, after one of January to April."""
    async with mornings_in(tmp_path) as mornings:
        await mornings.at("2026-04-30 07:00")
        await mornings.at("2026-06-16 07:00")
        yield mornings


async def inspector_in(mornings: Mornings, area: str | None) -> Neighbour:
    """Return an inspector whose chat is about an area."""
    inspector = mornings.town.resident("Inspector")
    await joins(mornings.town, inspector, Role.STAFF, area)
    return inspector


async def test_it_comes_as_a_file(mornings: Mornings) -> None:
    """Below a line that says what it is; meanwhile the chat shows that something is being made."""
    inspector = await inspector_in(mornings, "stevenage")
    await mornings.opened(20, "watford")
    await mornings.told()
    await inspector.says("/pack Watford 2026-2")
    title, file = inspector.messages[-2:]
    assert title.plain == "Priorities pack: Watford, round 2026-2"
    assert file.file is not None
    assert file.file.name == "priorities-2026-2-watford.pdf"
    assert PrintedPack(file.file.content).title == "Local Views: priorities pack, Watford, round 2026-2"
    actions = [call for call in mornings.town.world.transcript if call.method == "sendChatAction"]
    assert {call.parameters["action"] for call in actions} == {"upload_document"}


async def test_without_words_it_is_the_chats_area_and_the_round_that_closed_last(
    mornings: Mornings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole county is asked for as all."""

    async def at_once(work: Callable[[Pack], bytes], pack: Pack) -> bytes:
        return work(pack)

    monkeypatch.setattr(packing, "aside", at_once)
    inspector = await inspector_in(mornings, "stevenage")
    await mornings.opened(20, round_name="2026-1")
    await mornings.told()
    await inspector.says("/pack")
    await inspector.says("/pack all")
    assert [message.file.name for message in files(inspector) if message.file] == [
        "priorities-2026-1-stevenage.pdf",
        "priorities-2026-1-hertfordshire.pdf",
    ]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/pack", "There are no figures of Stevenage in round 2026-1 yet"),
        ("/pack 2026-2", "There are no figures of Stevenage in round 2026-2 yet"),
        ("/pack 2020-1", "There is no round 2020-1. Those that have begun: 2026-2, 2026-1."),
        ("/pack nowhere", "Write it like /pack stevenage 2026-1."),
    ],
)
async def test_where_there_is_nothing_to_print_it_says_so(mornings: Mornings, said: str, answer: str) -> None:
    """And what could be asked for instead."""
    inspector = await inspector_in(mornings, "stevenage")
    await inspector.says(said)
    assert answer in inspector.text
    assert files(inspector) == []


async def test_a_stranger_is_told_what_anybody_is(mornings: Mornings) -> None:
    """As if there were no such command."""
    stranger = mornings.town.resident("Stranger")
    await mornings.opened(20, round_name="2026-1")
    await mornings.told()
    await stranger.says("/pack")
    assert "This bot works with buttons." in stranger.text
