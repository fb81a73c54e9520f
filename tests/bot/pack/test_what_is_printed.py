"""What a pack says: what was told of the round and nothing more, and never a number under ten."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.desk.ranks import ranked
from bot.pack.intervals import estimates
from bot.pack.printing import pack_pdf
from flows.duties import Owner
from storage.figures import TABLES
from storage.opening import WHOLE_COUNTY
from storage.releases import EVERYWHERE
from tests.bot.pack.printed import PrintedPack
from tests.bot.round_over import BEFORE, ROUND, RoundOver, round_over_in
from tests.read_back import counts

UNTOLD = "\N{EN DASH}"
COUNT = r"(?P<count>[1-9]\d?(?:,?\d{3})*\d*)"
"""A number that is told of people."""
LINES = [
    # a concern: rank, name, number or band, interval, ranks, first, rank before
    rf"\d+[.=] [A-Z][\w ,-]+? (?:{COUNT} \(\d+%\)|most|about half|about a quarter|fewer) \d+ to \d+% \d+(?: to \d+)?"
    rf" (?P<first>[\d,]+|{UNTOLD})(?: (?:\d+=?|{UNTOLD}))?",
    rf"[A-Z][\w' ,&-]+? {COUNT} \(\d+%\)",
    rf"[A-Z][\w ,-]+: (?:{COUNT} \(\d+%\)|most|about half|about a quarter|fewer)",
    rf"Round 2026-2, 1 May 2026 to 31 August 2026\. {COUNT} views, to the nearest five\..*",
    rf".*Of these, {COUNT} were given on officers' devices.*",
    rf"{COUNT} views",
    r".*and \d+% of its residents.*",
    r"[A-Z][\w ]+ \d+% · \d+%",
    r"Named by 95% sure Rank First(?: 2026-1)?",
    r".*2026-1: its rank in that round.*",
    r"How sure: .*95% sure.*",
    r".*2,000 rounds of as many views.*",
    r"(?:Agreed|Three priorities) after round 2026-[12]",
    r"Area Residents name most Agreed after round 2026-1 New, after round 2026-2",
    # of the county, for comparison: rank, name, number or band, the ranks of the area
    rf"\d+[.=] [A-Z][\w ,-]+? {COUNT} \(\d+%\)(?: (?:\d+=?|{UNTOLD})){{1,2}}",
    rf"What all {COUNT} views of the county name most in this round, .*",
    r"Named by Rank here(?: Here, 2026-1)?",
    r"Local Views · [\w ]+ · round 2026-2 · page \d of \d",
    r"(?:.* )?[Ww]hat fewer than 10 said is .*",
    r".*fewer than 10 residents may be left out.*",
    r"[123](?:[.=]? [^\d]+)?",
]
"""Every line of a pack that has a figure in it is one of these. Comments and priorities hold none in these tests."""


async def printed(over: RoundOver, area: str | None = "stevenage", *, is_trial: bool = False) -> PrintedPack:
    """Print the pack of an area, or of the county."""
    return PrintedPack(pack_pdf(await over.pack(area, is_trial=is_trial)))


@pytest.mark.parametrize("answers", [12, pytest.param(30, marks=pytest.mark.slow), 400])
async def test_it_says_what_was_told(over: RoundOver, answers: int) -> None:
    """Every concern in rank order with its number, interval, ranks and first choices; and every table."""
    await over.answered({"stevenage": answers}, BEFORE)
    await over.answered({"stevenage": answers})
    pack, shown = await over.pack("stevenage"), await printed(over)
    sure, words = estimates(pack.figures), over.script.languages["en"]
    lines = []
    for one in ranked(pack.figures):
        concern, estimate = one.concern, sure[one.concern.issue]
        counted = f"{concern.named} ({pack.figures.percent(concern.named)}%)" if concern.named else ""
        line = (
            f"{one.place} {words.label('concern_1', concern.issue)} {counted or concern.band.replace('_', ' ')} "
            f"{estimate.share.low} to {estimate.share.high}%"
        )
        (found,) = [text for text in shown.pages[0] if text.startswith(line)]
        lines.append(shown.pages[0].index(found))
        assert found.split("%")[-1].split()[-2:][0] == str(concern.first or UNTOLD)
    assert all(one < other for one, other in pairwise(lines))
    for name in TABLES:
        for value, number in getattr(pack.figures, name).items():
            assert f"{words.label(name, value)} {number} ({pack.figures.percent(number)}%)" in shown.text
    assert f"{pack.figures.answers} views, to the nearest five." in shown.text
    assert "No comments have left the ballot box." in shown.text


@pytest.mark.parametrize(
    ("answers", "comments"), [(12, 0), pytest.param(30, 3, marks=pytest.mark.slow), (400, 30)]
)
@pytest.mark.parametrize("area", ["stevenage", None])
async def test_no_number_of_people_is_under_ten(
    over: RoundOver, area: str | None, answers: int, comments: int
) -> None:
    """Whatever line has a figure in it is known, and what it tells of people is ten or more, to the nearest five."""
    areas = [area] if area else over.areas
    await over.answered(dict.fromkeys(areas, answers), BEFORE)
    await over.answered(dict.fromkeys(areas, answers))
    await over.commented(*["Too fast, every night"] * comments, area=areas[0])
    pages = (await printed(over, area)).pages
    told = []
    for line in (line for page in pages for line in page if re.search(r"\d", line)):
        found = next((known for pattern in LINES if (known := re.fullmatch(pattern, line))), None)
        assert found is not None, line
        told += [number for number in found.groupdict().values() if number not in {None, UNTOLD}]
    numbers = [int(number.replace(",", "")) for number in told]
    assert numbers
    assert [number for number in numbers if number < 10 or number % 5] == []


@pytest.mark.parametrize("area", ["stevenage", None])
async def test_where_more_must_be_told_of_together_nothing_is_told_of_fewer(
    tmp_path: Path, area: str | None
) -> None:
    """Of fifty, say: neither a number nor the notes, nor how many comments are left out."""
    async with round_over_in(tmp_path, 50) as over:
        await over.answered({"stevenage": 120, "watford": 160}, BEFORE)
        await over.answered({"stevenage": 120, "watford": 160})
        await over.commented(*[f"{'Far too fast. ' * 30}, {'often ' * number}" for number in range(110)])
        shown = await printed(over, area)
    text = "\n".join(line for page in shown.pages for line in page if line not in {"1", "2", "3"})
    assert "Drawn by lot. At least 50 more do not fit here" in text
    assert set(re.findall(r"fewer than (\w+) (?:said|residents)", shown.text)) == {"50"}
    assert all(number >= 50 for number in counts(text))


async def test_how_sure_it_is_says_from_what(over: RoundOver) -> None:
    """A bootstrap from the rounded numbers, not from answers; and what it does not cover."""
    await over.answered({"stevenage": 30})
    text = (await printed(over)).text
    assert "They are a bootstrap from the rounded numbers on this page and nothing else: 2,000 rounds" in text
    assert "They say nothing of residents who were not asked." in text


async def test_what_others_lead_on_is_set_apart(over: RoundOver) -> None:
    """With who leads and who helps; where there is nothing of the kind it says so."""
    await over.answered(dict.fromkeys(over.areas, 400))
    pack, shown = await over.pack(None), await printed(over, None)
    (named,) = [one.named or 0 for one in pack.figures.concerns if one.issue == "fly_tipping"]
    assert (
        f"Fly-tipping: {named} ({pack.figures.percent(named)}%) Leads: Your district or borough council. With: "
        "Hertfordshire County Council; Environment Agency; Neighbourhood Policing Team (NPT)." in shown.text
    )
    assert "White bar: a council or another body leads on it" in shown.text


async def test_where_others_lead_on_nothing_it_says_so(over: RoundOver) -> None:
    """Rather than leave that to be guessed."""
    await over.answered(dict.fromkeys(over.areas, 30))
    others = {name for name, issue in over.script.county.issues.items() if issue.owner != Owner.POLICE}
    told = (await over.reading(None)).told
    area = next(one for one in over.areas if not others & {concern.issue for concern in told[one].concerns})
    text = (await printed(over, area)).text
    assert "On none of the concerns above does a council or another body lead or share." in text
    assert "White bar" not in text


async def test_what_was_agreed_comes_with_what_was_done_and_room_for_what_is_new(over: RoundOver) -> None:
    """Those of the round before; those of this one already stand in their places once they are entered."""
    await over.answered({"stevenage": 30})
    await over.agreed("stevenage", "Speeding", "Theft from shops", "Dogs", done={2: "Two arrests"})
    text = (await printed(over)).text
    assert "Agreed after round 2026-1 1. Speeding 2. Theft from shops Done: Two arrests 3. Dogs" in text
    assert "Three priorities after round 2026-2 To be agreed." in text
    assert "/priorities stevenage. 1 2 3 Local Views" in text
    await over.agreed("stevenage", "Burglary", "Litter", "Noise", round_name=ROUND)
    text = (await printed(over)).text
    assert (
        "after round 2026-2 Agreed. Residents read them with /results. 1. Burglary 2. Litter 3. Noise" in text
    )
    assert "To be agreed" not in text


@pytest.mark.parametrize("area", ["stevenage", None])
async def test_in_the_first_round_of_all_nothing_was_agreed_before(over: RoundOver, area: str | None) -> None:
    """There is no round of which it could be said; after another one it is said that nothing was entered."""
    await over.answered({"stevenage": 400})
    pack = await over.pack(area)
    first = replace(pack, reading=replace(pack.reading, round_before=None, before=None), agreed={})
    text = PrintedPack(pack_pdf(pack)).text
    assert "Agreed after round 2026-1" in text
    assert "No priorities have been entered." in text
    text = PrintedPack(pack_pdf(first)).text
    assert "Agreed after" not in text
    assert "after round 2026-2" in text


async def test_the_county_has_its_areas_beside_each_other(over: RoundOver) -> None:
    """Coverage of those that are told of, the silent ones by name, and of each what it names most and had agreed."""
    await over.answered({"stevenage": 400, "watford": 30, "hertsmere": 12})
    await over.agreed("watford", "Speeding", "Theft from shops", "Dogs")
    reading, shown = await over.reading(None), await printed(over, None)
    assert "Hertsmere 10 views Too few to be told." in shown.text
    assert "Stevenage 91% · 7%" in shown.text
    assert "Watford 7% · 8%" in shown.text
    assert "No figures: Broxbourne, Dacorum, East Herts" in shown.text
    words = over.script.languages["en"]
    top = [
        f"{one.place} {words.label('concern_1', one.concern.issue)}"
        for one in ranked(reading.told["stevenage"])
    ]
    assert f"Stevenage 400 views {' '.join(top[:3])}" in shown.text
    assert "1. Speeding 2. Theft from shops 3. Dogs" in shown.text
    assert "Dacorum No figures" in shown.text


async def test_comments_stand_by_issue_with_the_area_for_the_county(over: RoundOver) -> None:
    """The most named issue first, the words as they are kept; those on one issue in the order of the alphabet."""
    await over.answered({"stevenage": 400})
    first, second = [one.issue for one in (await over.pack("stevenage")).figures.concerns[:2]]
    await over.commented("Rats\nin the park", issue=second)
    await over.commented("Foxes in the park", issue=first)
    label = over.script.languages["en"].label
    parts = [label("concern_1", first), "Foxes in the park", label("concern_1", second)]
    assert " ".join(parts) + " Rats in the park" in (await printed(over)).text
    assert "Stevenage: Foxes in the park" in (await printed(over, None)).text
    await over.commented("Badgers", f"Cats {'that cry ' * 30}", issue=first)
    text = (await printed(over)).text
    assert text.index("Badgers") < text.index("Cats that cry") < text.index("Foxes in the park")


async def test_what_several_say_in_the_same_words_stands_there_once(over: RoundOver) -> None:
    """With a word that it did, and no number; whoever says it of another area is another one."""
    await over.answered({"stevenage": 400, "watford": 400})
    await over.commented("Rats in the park", "rats in the  Park", "Foxes in the park", issue="drugs")
    await over.commented("Rats in the park", area="watford", issue="drugs")
    text = (await printed(over)).text
    assert text.lower().count("rats in the park") == 1
    assert "(more than once) " in text
    assert "Foxes in the park (more" not in text
    assert "Watford: Rats in the park Local" in (await printed(over, None)).text


@pytest.mark.parametrize("areas", [["stevenage"], ["stevenage", "watford"]])
async def test_an_area_that_tells_of_little_has_the_county_beside_it(
    over: RoundOver, areas: list[str]
) -> None:
    """With its own ranks, of now and then; unless the county is that area alone."""
    await over.answered({"stevenage": 30}, BEFORE)
    await over.answered({"stevenage": 30})
    await over.answered(dict.fromkeys(areas[1:], 400))
    pack, text = await over.pack("stevenage"), (await printed(over)).text
    if len(areas) == 1:
        assert "For comparison" not in text
        assert "of the views told of in the county" not in text
        return
    first, *_ = ranked(pack.reading.told[EVERYWHERE])
    here = {one.concern.issue: one.place.rstrip(".") for one in ranked(pack.figures)}
    assert pack.reading.before is not None
    then = {one.concern.issue: one.place.rstrip(".") for one in ranked(pack.reading.before)}
    issue, number = first.concern.issue, first.concern.named or 0
    ranks = [ranks.get(issue, UNTOLD) for ranks in (here, then)]
    assert "For comparison: Hertfordshire What all 430 views of the county name most" in text
    label = over.script.languages["en"].label("concern_1", issue)
    share = pack.reading.told[EVERYWHERE].percent(number)
    assert f"Here, 2026-1 {first.place} {label} {number} ({share}%) {' '.join(ranks)}" in text
    assert "For comparison" not in (await printed(over, "watford")).text


@pytest.mark.parametrize(
    ("own", "of_the_county", "others", "compared"),
    [
        (6, 5, ["watford"], True),
        (7, 14, ["watford"], False),
        (6, 4, ["watford"], False),
        (6, 14, [], False),
    ],
)
async def test_the_county_is_beside_an_area_where_that_is_worth_a_table(
    over: RoundOver, own: int, of_the_county: int, others: list[str], *, compared: bool
) -> None:
    """The area tells of fewer than seven concerns, the county of five at least, and of another area too."""
    await over.answered(dict.fromkeys(["stevenage", *others], 400))
    pack = await over.pack("stevenage")
    told = dict(pack.reading.told)
    told["stevenage"] = replace(told["stevenage"], concerns=told["stevenage"].concerns[:own])
    told[EVERYWHERE] = replace(told[EVERYWHERE], concerns=told[EVERYWHERE].concerns[:of_the_county])
    few = replace(pack, figures=told["stevenage"], reading=replace(pack.reading, told=told))
    assert ("For comparison" in PrintedPack(pack_pdf(few)).text) is compared
    county = await over.pack(None)
    county = replace(county, figures=told[EVERYWHERE], reading=replace(county.reading, told=told))
    assert "For comparison" not in PrintedPack(pack_pdf(county)).text


async def test_a_round_before_that_told_of_no_concern_has_no_column_of_ranks(over: RoundOver) -> None:
    """There would be a dash in each row."""
    await over.answered({"stevenage": 12}, BEFORE)
    await over.answered({"stevenage": 30, "watford": 400})
    text = (await printed(over)).text
    assert "Named by Rank here 1. " in text
    assert "Here, 2026-1" not in text


async def test_where_nothing_was_said_twice_by_ten_one_sentence_says_so(over: RoundOver) -> None:
    """In place of five empty tables."""
    await over.answered({"stevenage": 12})
    text = (await printed(over)).text
    assert "What concerns residents Each concern was named by too few to be told." in text
    assert "Where, when and how safe Too few said the same for it to be told." in text
    assert "Town or village" not in text


async def test_a_table_of_which_nothing_can_be_told_says_so_and_the_others_stand(over: RoundOver) -> None:
    """The most frequent answer first, where answers have no order of their own."""
    await over.answered({"stevenage": 400})
    pack = await over.pack("stevenage")
    places = {"park": 100, "shops": 300, "road": 200}
    few = replace(pack, figures=replace(pack.figures, place=places, town={}))
    text = PrintedPack(pack_pdf(few)).text
    assert "Town or village Too few to be told." in text
    cells = "Shops, town centre 300 (75%) Road or path 200 (50%) Park, open space 100 (25%)"
    assert f"Kind of place {cells} When" in text


async def test_a_county_of_which_no_area_is_told_has_a_pack(over: RoundOver) -> None:
    """Few came in each area, and together they were just enough."""
    await over.answered({WHOLE_COUNTY: 30})
    text = (await printed(over, None)).text
    assert "Who was heard No figures: Broxbourne, Dacorum" in text


async def test_comments_that_do_not_fit_are_told_of_in_tens_and_drawn_by_lot(over: RoundOver) -> None:
    """Each issue gets about as many lines; how many are left out is told in whole tens, or not in numbers.

    Whoever prints it once more gets the same.
    """
    await over.answered({"stevenage": 400})
    await over.commented(*[f"Number {number:04} of the comments that came in" for number in range(3000)])
    pack = await printed(over)
    shown = re.findall(r"Number (\d{4})", pack.text)
    assert len(set(shown)) == len(shown) > 100
    more = re.search(
        r"Drawn by lot. At least ([\d,]+) more do not fit here: /comments brings them all.", pack.text
    )
    assert more is not None
    assert int(more[1].replace(",", "")) == (3000 - len(shown)) // 10 * 10
    by_issue = [sum(int(number) % 14 == issue for number in shown) for issue in range(14)]
    assert max(by_issue) - min(by_issue) <= 1
    assert sum(int(number) < 1500 for number in shown) / len(shown) == pytest.approx(0.5, abs=0.15)
    assert (await printed(over)).text == pack.text


async def test_a_few_that_do_not_fit_are_told_of_without_a_number(over: RoundOver) -> None:
    """As many as fit, and four more."""
    await over.answered({"stevenage": 400, "watford": 400})
    texts = [f"Number {number:04} of the comments that came in" for number in range(3000)]
    await over.commented(*texts)
    fit = len(re.findall(r"Number \d{4}", (await printed(over)).text))
    await over.commented(*texts[: fit + 4], area="watford")
    text = (await printed(over, "watford")).text
    assert "Drawn by lot. A few more do not fit here: /comments brings them all." in text
    assert "At least" not in text


async def test_a_trial_says_so(over: RoundOver) -> None:
    """First of all; where a police force answers for it there is no such line."""
    await over.answered({"stevenage": 30})
    assert (await printed(over, is_trial=True)).text.startswith("This is a trial. No police force runs it.")
    assert "trial" not in (await printed(over)).text


async def test_a_round_that_is_still_open_says_so(over: RoundOver) -> None:
    """Its figures are those so far."""
    await over.answered({"stevenage": 30}, "2026-3")
    pack = await over.packs.gather(await over.packs.round("2026-3"), "stevenage")
    assert pack is not None
    assert "It is still open: these are its figures so far." in PrintedPack(pack_pdf(pack)).text
