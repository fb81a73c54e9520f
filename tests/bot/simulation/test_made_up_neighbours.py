"""Made-up neighbours answer as people might: where many live there are many, and areas differ."""

import math
import shutil
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from bot.simulation.neighbours import Neighbours
from flows.domain import SOMETHING_ELSE
from flows.neighbours import FILE, USUAL, Habits, habits_of, read_habits
from flows.problems import FlowsBroken
from flows.redaction import redact
from flows.script import INSTALLED, Script, installed
from storage.ballot import Ballot

MANY = 3000
EVENTS = {"stevenage": ["AAAAA"], "watford": ["BBBBB", "CCCCC"]}


@pytest.fixture(scope="module")
def script() -> Script:
    """Hertfordshire's."""
    return installed("hertfordshire")


@pytest.fixture(scope="module")
def habits() -> Habits:
    """Hertfordshire's."""
    return habits_of("hertfordshire")


@pytest.fixture(scope="module")
def ballots(script: Script, habits: Habits) -> list[Ballot]:
    """What many neighbours send."""
    neighbours = Neighbours(script.county, habits, Random(7))
    return [neighbours.ballot(EVENTS) for _ in range(MANY)]


def is_about(share: float, found: int, among: int) -> bool:
    """Tell whether so many have been found as there should be, within four standard deviations."""
    return abs(found - among * share) < 4 * math.sqrt(among * share * (1 - share))


def names_something_else(ballot: Ballot) -> bool:
    """Tell whether a neighbour was asked for a second comment."""
    given = ballot.answers
    return SOMETHING_ELSE in {given.first, given.second, given.third}


def test_areas_answer_by_their_population(script: Script, ballots: list[Ballot]) -> None:
    """Each area as many as it has residents."""
    people, answered = script.county.population, Counter(ballot.answers.area for ballot in ballots)
    for area, residents in people.items():
        assert is_about(residents / sum(people.values()), answered[area], MANY), area


def test_every_answer_is_one_that_the_bot_takes(script: Script, ballots: list[Ballot]) -> None:
    """And no concern stands twice; a town lies in the area."""
    for ballot in ballots:
        given = ballot.answers
        concerns = [issue for issue in (given.first, given.second, given.third) if issue is not None]
        assert len(set(concerns)) == len(concerns)
        assert all(script.slots["concern_1"].allows(issue) for issue in concerns)
        for slot in ("place", "time", "safe_by_day", "safe_after_dark"):
            assert getattr(given, slot) is None or script.slots[slot].allows(getattr(given, slot))
        assert given.town is None or script.county.places[given.town].area == given.area


def test_areas_have_concerns_of_their_own(ballots: list[Ballot]) -> None:
    """As the file says: hares are coursed in East Herts, and never in Watford."""
    first = Counter((ballot.answers.area, ballot.answers.first) for ballot in ballots)
    east, watford = (
        sum(number for (area, _), number in first.items() if area == name)
        for name in ("east_herts", "watford")
    )
    assert first["east_herts", "rural_crime"] > 0.06 * east
    assert first["watford", "rural_crime"] == 0
    assert first["watford", "street_drinking"] > 0.06 * watford
    assert first["east_herts", "street_drinking"] < 0.06 * east


def test_some_do_more_than_answer(habits: Habits, ballots: list[Ballot]) -> None:
    """Comments, receipts, officers' devices and events, each about as often as the file says."""
    assert {ballot.event for ballot in ballots} == {None, "AAAAA", "BBBBB", "CCCCC"}
    assert {ballot.answers.area for ballot in ballots if ballot.event} == set(EVENTS)
    for share, does in {
        "assisted": [ballot.assisted for ballot in ballots],
        "receipt": [ballot.receipt for ballot in ballots if not ballot.assisted],
        "event": [ballot.event is not None for ballot in ballots if ballot.answers.area in EVENTS],
        "comment": [bool(ballot.comments) for ballot in ballots],
        "place": [ballot.answers.place is not None for ballot in ballots],
    }.items():
        assert is_about(habits.shares[share] / 100, sum(does), len(does)), share


def test_the_round_before_had_other_concerns(script: Script, habits: Habits) -> None:
    """So that a change shows: burglary weighed more, speeding less."""
    neighbours = Neighbours(script.county, habits, Random(7))
    then = Counter(neighbours.ballot_of_the_round_before().answers.first for _ in range(MANY))
    now = Counter(neighbours.ballot({}).answers.first for _ in range(MANY))
    assert then["burglary"] > 1.3 * now["burglary"]
    assert then["speeding"] < 0.9 * now["speeding"]


def test_every_issue_has_comments_and_a_measure(script: Script, habits: Habits) -> None:
    """Without anything that the redaction would take out; what was done says that it is made up."""
    issues = set(script.slots["concern_1"].values)
    assert habits.comments.keys() == habits.agreed.keys() == issues
    for text in (text for texts in habits.comments.values() for text in texts):
        assert redact(text) == text
    for measure in habits.agreed.values():
        assert measure.text.endswith("(made up)")
        assert measure.done.startswith("Made up")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A county's folder with a file that can be broken."""
    folder = tmp_path / "hertfordshire"
    folder.mkdir()
    shutil.copy(INSTALLED / "hertfordshire" / FILE, folder)
    return folder


BROKEN = [
    ("second: 78 ", "second: many ", "'second' must be a whole number"),
    ("  receipt: 12 ", "  receit: 12 ", "'receit' is not known here"),
    ("  receipt: 12 ", "  #", "'receipt' is missing"),
    ("events: [stevenage, watford]", "events: [stevenage, luton]", "'luton' is not known here"),
    ("  broxbourne: {bikes: 13", "  broxburn: {bikes: 13", "'broxburn' is not known here"),
    ("rural_crime: 12, shoplifting: 10", "hares: 12, shoplifting: 10", "'hares' is not known here"),
    ("very_safe: 42", "quite_safe: 42", "'quite_safe' is not known here"),
    ("    text: Burglary in the dark months (made up)", "    tekst: x", "'text' is missing"),
    ("places:\n", "", "'places' is missing"),
]


@pytest.mark.parametrize(("good", "bad", "what"), BROKEN, ids=[what for *_, what in BROKEN])
def test_a_broken_file_is_reported_by_line(
    county: Path, script: Script, good: str, bad: str, what: str
) -> None:
    """Each problem with what is wrong, and where."""
    file = county / FILE
    text = file.read_text(encoding="utf-8")
    assert good in text
    file.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(FlowsBroken) as broken:
        read_habits(county, script)
    assert any(what in problem.what and problem.line for problem in broken.value.problems)


def test_weights_that_are_all_nothing_are_reported(county: Path, script: Script) -> None:
    """Nobody could choose among them."""
    file = county / FILE
    lines = file.read_text(encoding="utf-8").splitlines()
    start = lines.index("safe_by_day:") + 1
    lines[start] = f"  {USUAL}: {{very_safe: 0}}"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(FlowsBroken) as broken:
        read_habits(county, script)
    assert [problem.what for problem in broken.value.problems] == ["nothing under 'usual' weighs anything"]


def test_a_county_without_the_file_is_told_so(tmp_path: Path, script: Script) -> None:
    """It is only missed where neighbours are asked for."""
    with pytest.raises(FlowsBroken, match=r"neighbours\.yml"):
        read_habits(tmp_path, script)
