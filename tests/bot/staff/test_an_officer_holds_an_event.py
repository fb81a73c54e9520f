"""An officer at a market stall has a link, a QR code, a poster and a handout in one message, and later a count."""

from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from sqlmodel import select

from bot.event_kit.event_paper import EventPaper
from bot.event_kit.qr import qr_png
from bot.playground.chats import File, Message
from bot.script import script_of
from storage import events
from storage.staff import Role
from storage.tables import Event
from tests.bot.event_kit.printed import Printed, scanned
from tests.bot.staff.mornings import ROUND, Mornings
from tests.bot.staff.staff_room import joins
from tests.town import Neighbour, Town, town_in

MARKET = "/event Market Square, Stevenage, Saturday"
PICTURE = Path(__file__).parent.parent.parent / "pictures" / "poster.png"
POSTER_PIXELS, SHADES = 420, 32


async def officer_in(town: Town, area: str | None = None, role: Role = Role.OFFICER) -> Neighbour:
    """Return an officer whose chat has joined, and holds nothing."""
    officer = town.resident("Officer")
    await joins(town, officer, role, area)
    for message in list(officer.messages):
        town.world.delete(message)
    return officer


@pytest.fixture
async def stall(tmp_path: Path) -> AsyncIterator[Town]:
    """A town in which ten must have answered before anybody is told."""
    async with town_in(tmp_path, ballot_box_minimum=10) as town:
        yield town


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing, for tests of anything else: a poster and a handout take half a second."""

    async def blank(_: object, of: EventPaper) -> tuple[bytes, ...]:
        return qr_png(of.link), b"blank", b"blank"

    monkeypatch.setattr("bot.desk.papers.aside", blank)


async def kept(town: Town) -> list[Event]:
    """Return the events in the database, by name."""
    async with town.stores.database.session() as session:
        return sorted(await session.exec(select(Event)), key=lambda event: event.name)


def files(who: Neighbour) -> dict[str, File]:
    """Return what a chat holds of files, by kind and the first part of their names."""
    held = [message.file for message in who.messages if message.file is not None]
    return {"photo" if file.kind == "photo" else file.name.partition("-")[0]: file for file in held}


def link_in(message: Message) -> str:
    """Return the link in a message."""
    return next(word for word in message.plain.split() if word.startswith("https://t.me/"))


def code_in(message: Message) -> str:
    """Return the code in the link in a message."""
    return link_in(message).partition("start=")[2]


async def test_one_message_brings_everything_for_a_stall(stall: Town, pytestconfig: pytest.Config) -> None:
    """A link, a QR code, a poster and a handout: whatever a phone scans of them opens that link."""
    officer = await officer_in(stall)
    await officer.says(MARKET)
    link = link_in(officer.live)
    assert officer.live.plain.splitlines()[0] == "Market Square, Stevenage, Saturday · Stevenage"
    held = files(officer)
    assert len(officer.messages) == 4
    assert held.keys() == {"photo", "poster", "handout"}
    assert scanned(Image.open(BytesIO(held["photo"].content)).convert("L")) == [link]
    sheets = [Printed(held[sheet].content) for sheet in ("poster", "handout")]
    assert [printed.size for printed in sheets] == [(210, 297), (105, 148)]
    for printed in sheets:
        assert scanned(printed.photographed(code_pixels=100)) == [link]
        assert "Market Square, Stevenage, Saturday · Stevenage" in printed.text
    assert held["poster"].name == f"poster-{code_in(officer.live)}-en.pdf"
    assert not set("ILOU") & set(code_in(officer.live))
    if pytestconfig.getoption("renew"):
        poster, handout = (picture_of(printed) for printed in sheets)
        side_by_side(poster, handout).save(PICTURE, optimize=True)


def picture_of(printed: Printed) -> Image.Image:
    """Return a page as a small picture, as wide as its paper is beside A4."""
    with pypdfium2.PdfDocument(printed.pdf) as document:
        picture: Image.Image = document[0].render(scale=2).to_pil().convert("RGB")
    width = POSTER_PIXELS * printed.size[0] // 210
    return picture.resize((width, width * picture.height // picture.width), Image.Resampling.LANCZOS)


def side_by_side(poster: Image.Image, handout: Image.Image) -> Image.Image:
    """Return two pages on one table, in few colours."""
    edge = POSTER_PIXELS // 20
    table = Image.new(
        "RGB", (poster.width + handout.width + 3 * edge, poster.height + 2 * edge), (208, 213, 221)
    )
    table.paste(poster, (edge, edge))
    table.paste(handout, (poster.width + 2 * edge, table.height - handout.height - edge))
    return table.quantize(SHADES)


@pytest.mark.usefixtures("unprinted")
async def test_ten_residents_come_by_it(stall: Town) -> None:
    """Each finds the area proposed, one changes it; the tally is told from ten on, after the box was opened."""
    officer = await officer_in(stall)
    await officer.says(MARKET)
    code, few = code_in(officer.live), "Answers so far: fewer than 10"
    assert few in officer.live.plain
    for number in range(10):
        await officer.says("/events")
        assert few in officer.text
        resident = stall.resident()
        await resident.starts(code.lower())
        assert "Stevenage" in resident.text
        await resident.taps("Give my views", "Theft", "That's all")
        if number == 0:
            await resident.taps("Change area", "Dacorum")
        await resident.taps("Send my views")
        assert "Thank you" in resident.text
    areas = [response.area for response in await stall.kept()]
    assert sorted(areas) == ["dacorum"] + ["stevenage"] * 9
    await officer.says("/events")
    assert "Answers so far: at least 10" in officer.text


@pytest.mark.usefixtures("unprinted")
async def test_a_name_that_tells_no_area_is_asked_for_it(town: Town) -> None:
    """The areas are offered; the one that is tapped and the name above the buttons make one event, tapped twice too."""
    officer = await officer_in(town)
    await officer.says("/event Coffee with a constable")
    question = officer.live
    assert question.plain == "A new event\nCoffee with a constable\n\nWhich area is it in?"
    for tap in [officer.resident.taps("Watford") for _ in range(2)]:
        await officer.does(tap)
    assert question.plain.splitlines()[0] == "Coffee with a constable · Watford"
    assert files(officer).keys() == {"photo", "poster", "handout"}
    closes = script_of(town.settings).languages["en"].day(town.stores.rounds.now().closes or date.min)
    assert f"They are good until the end of {closes}." in question.plain
    assert question.buttons == [["Change the area"], ["Events of this area"]]
    assert [(event.name, event.area) for event in await kept(town)] == [
        ("Coffee with a constable", "watford")
    ]


async def test_what_a_name_may_mean_is_offered_first(town: Town) -> None:
    """Oxhey is in two areas; a park street may be any, and not the village."""
    officer = await officer_in(town)
    await officer.says("/event Oxhey, village hall")
    assert officer.buttons[:3] == ["Three Rivers", "Watford", "Broxbourne"]
    await officer.says("/event Park Street fair")
    assert officer.buttons[:2] == ["St Albans", "Broxbourne"]
    assert await kept(town) == []


async def test_a_place_outside_the_county_is_asked_about_with_the_chats_own_area_first(town: Town) -> None:
    """Perhaps that is only where the event's name comes from."""
    officer = await officer_in(town, "watford")
    await officer.says("/event Luton fair")
    assert officer.buttons[:2] == ["Watford", "Broxbourne"]
    assert await kept(town) == []


async def test_a_chat_about_one_area_need_not_name_it(town: Town) -> None:
    """It can be changed with two taps: the code stays, and whoever comes by it finds the new area."""
    officer, ann = await officer_in(town, "stevenage"), town.resident("Ann")
    await officer.says("/event Town Square")
    page, code = officer.live, code_in(officer.live)
    assert page.plain.splitlines()[0] == "Town Square · Stevenage"
    await officer.taps("Change the area", "St Albans")
    assert (page.plain.splitlines()[0], code_in(page)) == ("Town Square · St Albans", code)
    assert "Town Square · St Albans" in Printed(officer.messages[-1].file.content).text  # type: ignore[union-attr]
    await ann.starts(code)
    assert "St Albans" in ann.text


@pytest.mark.usefixtures("unprinted")
async def test_the_same_event_again_is_the_same(town: Town) -> None:
    """Somebody who is not sure that it worked, or has lost the poster, gets no second code."""
    officer, other = await officer_in(town), await officer_in(town)
    await officer.says(MARKET)
    await other.says("/event  Market *Square*,\nStevenage, Saturday in English")
    assert code_in(officer.live) == code_in(other.live)
    assert len(await kept(town)) == 1


@pytest.mark.usefixtures("unprinted")
async def test_papers_come_again_from_the_list(town: Town) -> None:
    """Each event has a button; from the event a button leads back."""
    officer = await officer_in(town)
    (code,) = [await events.make(town.stores.database, round_of(town), "watford", "Fun day")]
    await officer.says("/events")
    await officer.taps("Fun day")
    assert files(officer).keys() == {"photo", "poster", "handout"}
    assert code_in(officer.live) == code
    await officer.taps("Events of this area")
    assert officer.live.plain.startswith("Events of round")


@pytest.mark.usefixtures("unprinted")
async def test_two_quick_taps_bring_the_papers_once(town: Town) -> None:
    """Printing takes seconds, and whoever waits taps again; asked for once more, they come once more."""
    officer = await officer_in(town)
    await officer.says("/event A fete")
    page = officer.live
    for tap in [officer.resident.taps("Hertsmere", page) for _ in range(2)]:
        await officer.does(tap)
    assert len([message for message in officer.messages if message.file is not None]) == 3
    for _ in range(2):
        await officer.taps("Events of this area", "A fete", on=page)
    assert len([message for message in officer.messages if message.file is not None]) == 9


async def test_a_long_list_comes_page_by_page(town: Town) -> None:
    """Eight at once, of the chat's area, of a named one, or of all."""
    officer, name = await officer_in(town, "watford"), round_of(town)
    for number in range(10):
        await events.make(town.stores.database, name, "watford", f"Market {number}")
    await events.make(town.stores.database, name, "dacorum", "Fair")
    await officer.says("/events")
    assert officer.buttons == [f"Market {number}" for number in range(8)] + ["More events"]
    await officer.taps("More events")
    assert officer.buttons == ["Market 8", "Market 9", "Those before"]
    await officer.taps("Those before")
    assert officer.buttons[0] == "Market 0"
    await officer.says("/events Dacorum")
    assert officer.buttons == ["Fair"]
    await officer.says("/events all")
    assert officer.buttons[:2] == ["Fair", "Market 0"]
    for number in range(7):
        await events.make(town.stores.database, name, "dacorum", f"Stall {number}")
    await officer.says("/events Dacorum")
    assert officer.buttons == ["Fair", *(f"Stall {number}" for number in range(7))]
    await officer.says("/events hertsmere")
    assert officer.text.startswith("No events in round")


def round_of(town: Town) -> str:
    """Return the name of the round that is open."""
    return str(town.stores.rounds.now().name)


# ---- languages


async def test_papers_come_in_another_language(tmp_path: Path) -> None:
    """By a word after the name, which is asked for its area meanwhile, or by a button later."""
    async with town_in(tmp_path, languages="pl") as town:
        officer = await officer_in(town)
        await officer.says("/event Fun day in Polish")
        await officer.taps("Watford")
        assert "in Polish" in officer.live.plain
        poster = files(officer)["poster"]
        assert poster.name.endswith("-pl.pdf")
        assert "Co martwi Cię najbardziej" in " ".join(Printed(poster.content).text.split())
        await officer.taps("Another language", "English")
        assert "What worries you most" in Printed(files(officer)["poster"].content).text
        assert [event.name for event in await kept(town)] == ["Fun day"]


@pytest.mark.usefixtures("unprinted")
async def test_the_language_of_the_papers_stays_when_the_area_changes(tmp_path: Path) -> None:
    """And it can be changed from English too."""
    async with town_in(tmp_path, languages="pl") as town:
        officer = await officer_in(town)
        await officer.says(MARKET)
        await officer.taps("Another language", "Polish")
        assert files(officer)["poster"].name.endswith("-pl.pdf")
        await officer.taps("Change the area", "Hertsmere")
        assert "in Polish" in officer.live.plain
        assert files(officer)["poster"].name.endswith("-pl.pdf")


# ---- what cannot be


REFUSED = {
    "/event": "Write what the event is called after the command",
    "/event * -- *": "Write what the event is called after the command",
    "/event in English": "Write what the event is called after the command",
    f"/event Watford {'x' * 53}": "The name has 61 letters. It may have 60",
    "/event Market, Watford, in Polish": "There is no poster in Polish. There is one in: English.",
}


async def test_what_cannot_be_an_event_is_told(tmp_path: Path) -> None:
    """In a sentence; nothing is made. With a real token only those languages are good that a speaker has read."""
    async with town_in(tmp_path) as town:
        officer = await officer_in(town)
        for typed, told in REFUSED.items():
            await officer.says(typed)
            assert told in officer.text
        assert await kept(town) == []


@pytest.mark.usefixtures("unprinted")
async def test_a_name_is_taken_without_what_cannot_be_read(town: Town) -> None:
    """Marks, line breaks, and what turns the direction of reading round; and one that is as long as may be."""
    officer = await officer_in(town)
    await officer.says("/event *Fête* \u202e\non the\u00a0green\u200b, Watford 🎄")
    longest = f"Watford {'x' * 52}"
    await officer.says(f"/event {longest}")
    assert [event.name for event in await kept(town)] == ["Fête on the green, Watford 🎄", longest]


async def test_what_does_not_fit_on_paper_has_its_code_all_the_same(tmp_path: Path) -> None:
    """An officer can show that, and is told what an administrator can do."""
    page = f"https://www.example.police.uk/{'have-your-say-' * 300}"
    async with town_in(tmp_path, official_page_url=page) as town:
        officer = await officer_in(town)
        await officer.says(MARKET)
        assert "There is no poster: the words do not fit on one in English." in officer.live.plain
        assert files(officer).keys() == {"photo"}


TYPED = ("/event Market, Watford", "/events", "/event_in watford en", "/event_papers AAAAA", "/event_move A")


@pytest.mark.parametrize("role", [None, Role.STAFF])
async def test_to_anybody_but_officers_there_are_no_such_commands(town: Town, role: Role | None) -> None:
    """They are answered letter by letter as any other word that means nothing."""
    other, stranger = town.resident(), town.resident()
    if role:
        await joins(town, stranger, role)
    for typed in TYPED:
        await stranger.says(typed)
        await other.says(f"/bananas {typed.partition(' ')[2]}")
        assert (stranger.text, stranger.rows) == (other.text, other.rows)
    assert await kept(town) == []


async def test_what_stands_on_buttons_can_be_typed_without_harm(town: Town) -> None:
    """Whoever does so is told how it is done."""
    officer = await officer_in(town)
    for typed in ("/event_in", "/event_in watford", "/event_papers", "/event_words ?", "/event_move"):
        await officer.says(typed)
        assert "/event" in officer.text
    assert await kept(town) == []


# ---- rounds


async def test_between_rounds_there_are_no_codes(mornings: Mornings) -> None:
    """Officers are told when there are; the tallies of the round that is over can be read."""
    officer = await officer_in(mornings.town)
    await mornings.held("AAAAA", 25)
    await officer.says("/events")
    button = officer.live.keyboard[0][0]
    await mornings.rounds.close_on(ROUND, date(2026, 6, 16))
    await mornings.at("2026-06-17 07:00")
    for doing in (officer.resident.says(MARKET), officer.resident.presses(button, officer.live)):
        await officer.does(doing)
        assert "No round is open. A code is good for the round that is open." in officer.text
        assert "1 September 2026" in officer.text
    await officer.says("/events")
    assert "Answers so far: at least 20" in officer.text
    assert "A code is good for the round that is open." in officer.text
    assert officer.buttons == []


@pytest.mark.usefixtures("unprinted")
async def test_while_the_round_is_paused_an_officer_is_told(mornings: Mornings) -> None:
    """The code is made, for the day on which it goes on."""
    officer = await officer_in(mornings.town)
    await mornings.rounds.pause(ROUND)
    await officer.says(MARKET)
    assert "The round is paused. Residents can send nothing until it is opened again." in officer.live.plain


async def test_an_event_of_an_earlier_round_is_gone(mornings: Mornings) -> None:
    """What stands on an old button, or on an old poster, counts for nobody."""
    officer = await officer_in(mornings.town)
    await mornings.held("AAAAA", 20)
    await officer.says("/events")
    await mornings.at("2026-09-01 07:00")
    await officer.taps("AAAAA")
    assert "There is no such event in the round that is open." in officer.text


async def test_the_summary_names_a_quiet_event(mornings: Mornings) -> None:
    """Not its code, which nobody knows by heart."""
    inspector = await mornings.inspector()
    await events.make(mornings.town.stores.database, ROUND, "watford", "Fun day")
    await mornings.at("2026-06-16 08:00")
    assert "Events with fewer than 10 so far: Fun day (Watford)" in inspector.text
