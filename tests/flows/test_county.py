"""A county's folder: what Hertfordshire's holds, and what is said of one that is broken."""

import csv
import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from ruamel.yaml import YAML

from flows.county import County, Owner
from flows.problems import FlowsBroken, Problem
from tests import counties
from tests.counties import county_in

FOLDER = Path(__file__).parents[2] / "flows" / "hertfordshire"
PHONE = re.compile(r"\b0[0-9 ]{9,}[0-9]")

SMALL = {
    "county.yml": """\
        name: Rutland
        short_name: Rut
        force: Rutland Police
        ask_about:
          - Reed
        """,
    "areas.yml": """\
        north: North
        south: South
        """,
    "population.csv": """\
        area,residents
        north,1000
        south,2000
        """,
    "teams.yml": """\
        npt:
          source: news
        """,
    "bodies.yml": """\
        council:
          source: news
        """,
    "ways.yml": """\
        call_101:
          phone: "101"
          source: news
        tell_council:
          source: news
        """,
    "issues.yml": """\
        speeding:
          lead: npt
          helpers: [council]
          owner: shared
          report: [call_101]
          source: news
        """,
    "places.csv": """\
        id,name,area,kind,aliases,also,outside,bus_stops
        oakham,Oakham,north,town,Okeham;Oakam,,,12
        reed,Reed,south,hamlet,,north,Stamford,0
        """,
    "outside_places.csv": """\
        name,force,districts
        Stamford,Lincolnshire Police,PE9
        """,
    "postcode_districts.csv": """\
        district,percent,area,outside
        LE15,98.5,north,
        LE15,1.5,,Stamford
        """,
    "words/en.yml": """\
        issues:
          speeding:
            label: Speeding
            deals: Call 101.
        teams:
          npt:
            name: NPT
            short: Team
            does: They help.
        bodies:
          council: Council
        ways:
          call_101:
            label: Call {phone}
            when: Any time.
          tell_council:
            label: Tell the council
            when: Any time.
        """,
}


@pytest.fixture
def hertfordshire() -> County:
    """The county that comes with the program."""
    return counties.hertfordshire()


@pytest.fixture
def rutland(tmp_path: Path) -> Path:
    """The folder of a small county without a fault."""
    folder = tmp_path / "rutland"
    (folder / "words").mkdir(parents=True)
    for name, text in SMALL.items():
        (folder / name).write_text(dedent(text), encoding="utf-8")
    return folder


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Load a folder that is broken and return its problems."""
    with pytest.raises(FlowsBroken) as broken:
        county_in(folder)
    return broken.value.problems


def test_hertfordshire_has_the_ten_areas_and_the_issues_of_its_sources(hertfordshire: County) -> None:
    """Ten community safety partnerships; the issues the force names, and those of its published priorities."""
    assert len(hertfordshire.areas) == 10
    assert hertfordshire.areas["st_albans"].name == "St Albans"
    assert hertfordshire.force == "Hertfordshire Constabulary"
    named = {"antisocial_behaviour", "theft", "speeding", "drugs", "burglary", "robbery", "assault"}
    shown = {
        "vehicle_crime",
        "shoplifting",
        "bikes",
        "street_drinking",
        "fly_tipping",
        "parking",
        "rural_crime",
    }
    assert set(hertfordshire.issues) == named | shown


@pytest.mark.parametrize(
    ("issue", "lead", "helpers", "owner"),
    [
        ("antisocial_behaviour", "npt", (), Owner.POLICE),
        ("speeding", "npt", (), Owner.POLICE),
        ("drugs", "npt", (), Owner.POLICE),
        ("theft", "npt", ("scorpion",), Owner.POLICE),
        ("vehicle_crime", "npt", ("scorpion",), Owner.POLICE),
        ("burglary", "lcu", ("scorpion",), Owner.POLICE),
        ("robbery", "lcu", (), Owner.POLICE),
        ("assault", "lcu", (), Owner.POLICE),
        ("fly_tipping", "council", ("county_council", "environment_agency", "npt"), Owner.SHARED),
    ],
)
def test_who_leads_and_who_helps_is_what_the_sources_say(
    hertfordshire: County, issue: str, lead: str, helpers: tuple[str, ...], owner: Owner
) -> None:
    """The Local Crime Unit investigates burglary, robbery and assault; nothing ties Scorpion to robbery by name."""
    found = hertfordshire.issues[issue]
    assert (found.lead, found.helpers, found.owner) == (lead, helpers, owner)


def test_every_entry_names_what_supports_it(hertfordshire: County) -> None:
    """Teams, bodies, ways and issues each have a source."""
    sources = [team.source for team in hertfordshire.teams.values()]
    sources += [body.source for body in hertfordshire.bodies.values()]
    sources += [way.source for way in hertfordshire.ways.values()]
    sources += [issue.source for issue in hertfordshire.issues.values()]
    assert len(sources) > 30
    assert all(sources)


def test_nothing_out_of_date_is_told(hertfordshire: County) -> None:
    """Numbers and names that the facts mark as old stand nowhere a resident reads."""
    told = [way.label + way.when for way in hertfordshire.words["en"].ways.values()]
    told += [issue.deals for issue in hertfordshire.words["en"].issues.values()]
    for old in ("07786", "Safer Neighbourhood", "CSP"):
        assert not any(old in text for text in told)


def test_places_keep_the_order_of_their_file(hertfordshire: County) -> None:
    """A place is encoded by where it stands, so the order is the file's."""
    with (FOLDER / "places.csv").open(encoding="utf-8", newline="") as file:
        assert list(hertfordshire.places) == [row["id"] for row in csv.DictReader(file)]


def test_every_data_file_has_its_sources_and_licence() -> None:
    """A file of data without sources would be used against its licence."""
    listed = YAML(typ="safe", pure=True).load((FOLDER / "sources.yml").read_text(encoding="utf-8"))
    assert set(listed) == {path.name for path in FOLDER.iterdir() if path.is_file()} - {"sources.yml"}
    assert all(entry["sources"] and entry["licence"] for entry in listed.values())


def test_english_labels_fit_two_to_a_row(hertfordshire: County) -> None:
    """A button has room for 21 letters where two stand side by side on a small phone."""
    for issue, said in hertfordshire.words["en"].issues.items():
        assert 0 < len(said.label) <= 21, issue


def test_english_explanations_are_short(hertfordshire: County) -> None:
    """Who deals with an issue takes at most 45 words, what a team does at most 30."""
    english = hertfordshire.words["en"]
    for issue, said in english.issues.items():
        assert len(said.deals.split()) <= 45, issue
    for team, about in english.teams.items():
        assert len(about.does.split()) <= 30, team


def test_english_explanations_give_only_numbers_of_known_ways(hertfordshire: County) -> None:
    """A number in a sentence is one of ways.yml, so that it cannot grow old alone."""
    known = {way.phone for way in hertfordshire.ways.values()}
    told = [said.deals for said in hertfordshire.words["en"].issues.values()]
    numbers = [number for deals in told for number in PHONE.findall(deals)]
    assert numbers == ["0300 123 4047"]
    assert set(numbers) <= known


def test_numbers_are_filled_into_the_words(hertfordshire: County) -> None:
    """The words leave room for the number, which stands in the data alone."""
    ways = hertfordshire.words["en"].ways
    assert ways["crimestoppers"].label == "Call Crimestoppers on 0800 555 111"
    assert ways["btp"].label == "Text British Transport Police on 61016 or call 0800 40 50 40"


def test_another_county_needs_only_a_folder(rutland: Path) -> None:
    """All that is in a county's files is in the county."""
    found = county_in(rutland)
    assert (found.id, found.name, found.short_name, found.force) == (
        "rutland",
        "Rutland",
        "Rut",
        "Rutland Police",
    )
    assert found.ask_about == ("Reed",)
    assert found.places["oakham"].aliases == ("Okeham", "Oakam")
    assert found.places["reed"].areas == ("south", "north")
    assert found.places["reed"].outside == ("Stamford",)
    assert found.outside_places["Stamford"].force == "Lincolnshire Police"
    assert [share.percent for share in found.districts["LE15"]] == [98.5, 1.5]
    assert found.words["en"].bodies["council"] == "Council"


BROKEN = [
    ("areas.yml", "south:", "South Side:", 2, "'South Side' cannot be a name"),
    ("areas.yml", "south: South", "south: [a, b]", 2, "must be text"),
    ("areas.yml", "south: South", "south: South\nnowhere: Nowhere", 1, "no place is in area 'nowhere'"),
    ("areas.yml", "south: South", "north: South", 2, "the key 'north' stands twice"),
    ("teams.yml", "source: news", "sauce: news", 2, "'sauce' is not known here"),
    ("ways.yml", "  source: news\ntell", "tell", 1, "'source' is missing"),
    ("issues.yml", "lead: npt", "lead: ntp", 2, "'ntp' under 'lead' is not known"),
    ("issues.yml", "lead: npt", "", 1, "'lead' is missing"),
    ("issues.yml", "[council]", "[council, council]", 3, "'council' stands under 'helpers' already"),
    ("issues.yml", "[council]", "[npt]", 3, "'npt' under 'helpers' is not known"),
    ("issues.yml", "[call_101]", "[call_102]", 5, "'call_102' under 'report' is not known"),
    ("issues.yml", "shared", "everybody", 4, "'everybody' under 'owner' is not known"),
    (
        "issues.yml",
        "lead: npt\n  helpers: [council]\n  owner: shared",
        "lead: council\n  helpers: []\n  owner: police",
        4,
        "'council' leads, but the owner is police",
    ),
    ("issues.yml", "shared", "council", 4, "'npt' leads, but the owner is council"),
    ("issues.yml", "  helpers: [council]\n", "", 1, "'helpers' is missing"),
    ("issues.yml", "helpers: [council]", "helpers: council", 3, "a list is expected here"),
    ("county.yml", "- Reed", "- Read", 5, "no place is called 'Read'"),
    ("county.yml", "name: Rutland", "name Rutland", 2, "this is not YAML"),
    ("places.csv", "north,town", "west,town", 2, "'west' under 'area' is not known"),
    ("places.csv", ",town,", ",metropolis,", 2, "'metropolis' under 'kind' is not known"),
    ("places.csv", ",,north,", ",,west,", 3, "'west' under 'also' is not known"),
    ("places.csv", "Stamford", "Stanford", 3, "'Stanford' under 'outside' is not known"),
    ("places.csv", "reed,Reed", "oakham,Reed", 3, "'oakham' has a row already"),
    ("places.csv", "reed,Reed", "Reed,Reed", 3, "'Reed' cannot be a name"),
    ("places.csv", "reed,Reed", "reed,", 3, "'name' is empty"),
    ("places.csv", ",12\n", ",dozen\n", 2, "'dozen' in column 'bus_stops' is no number"),
    ("places.csv", ",12\n", "\n", 2, "this row has 7 cells"),
    ("places.csv", ",kind,", ",sort,", 1, "the columns are id,name,area,sort"),
    ("outside_places.csv", "Lincolnshire Police", "", 2, "'force' is empty"),
    ("outside_places.csv", "Stamford,", '"Stamford,', 3, "this is not a table"),
    ("postcode_districts.csv", "1.5", "7.5", 3, "the percentages of LE15 add up to 106.0"),
    ("postcode_districts.csv", "98.5,north,", "98.5,north,Stamford", 2, "an area or a place outside"),
    ("postcode_districts.csv", "LE15,98.5", "Le 15,98.5", 2, "'Le 15' is no postcode district"),
    ("postcode_districts.csv", "north", "nowhere", 2, "'nowhere' under 'area' is not known"),
    ("words/en.yml", "  speeding:\n    label", "  speed:\n    label", 2, "the county has no 'speed'"),
    ("words/en.yml", "  speeding:\n    label", "  speed:\n    label", 1, "no words for 'speeding' of issues"),
    ("words/en.yml", "    short: Team\n", "", 6, "'short' is missing"),
    ("words/en.yml", "{phone}", "{url}", 14, "a placeholder that cannot be filled"),
    ("words/en.yml", "{phone}", "{phone", 14, "a placeholder that cannot be filled"),
    ("words/en.yml", "bodies:\n  council: Council\n", "", 1, "'bodies' is missing"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "line", "what"), BROKEN)
def test_a_fault_is_told_with_its_place_and_remedy(
    rutland: Path, file: str, right: str, wrong: str, line: int, what: str
) -> None:
    """Each fault names file and line, says what is wrong, and what to do."""
    text = (rutland / file).read_text(encoding="utf-8")
    assert text.count(right) == 1 or file == "county.yml"
    (rutland / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    found = problems_of(rutland)
    told = [problem for problem in found if what in problem.what]
    assert told, found
    where = "places.csv" if "no place is in" in what else file
    assert (told[0].file, told[0].line) == (f"rutland/{where}", line)
    assert told[0].remedy


@pytest.mark.parametrize("file", sorted(SMALL))
def test_a_missing_file_is_told(rutland: Path, file: str) -> None:
    """No file of a county can be missing."""
    (rutland / file).unlink()
    assert any(
        problem.file == f"rutland/{file}" and problem.what == "this file is missing"
        for problem in problems_of(rutland)
    )


def test_all_faults_are_told_at_once(rutland: Path) -> None:
    """Whoever mends a folder is not sent back once for each fault."""
    for file, right, wrong in [
        ("teams.yml", "source", "sauce"),
        ("issues.yml", "lead: npt", "lead: ntp"),
        ("places.csv", "north,town", "west,town"),
        ("words/en.yml", "{phone}", "{fax}"),
    ]:
        path = rutland / file
        path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(FlowsBroken) as broken:
        county_in(rutland)
    files = {problem.file.removeprefix("rutland/") for problem in broken.value.problems}
    assert {"teams.yml", "issues.yml", "places.csv", "words/en.yml"} <= files
    assert "rutland/teams.yml:2: 'sauce' is not known here" in str(broken.value)


def test_a_file_in_another_encoding_is_told(rutland: Path) -> None:
    """A table saved by a spreadsheet in another encoding is no traceback."""
    (rutland / "outside_places.csv").write_bytes("name,force,districts\nCaf\u00e9,X,\n".encode("latin-1"))
    assert any(
        problem.file == "rutland/outside_places.csv" and "not UTF-8" in problem.what
        for problem in problems_of(rutland)
    )


def test_the_installed_county_can_be_copied(tmp_path: Path, hertfordshire: County) -> None:
    """A developer elsewhere starts from a copy of the folder under another name."""
    shutil.copytree(FOLDER, tmp_path / "elsewhere")
    copy = county_in(tmp_path / "elsewhere")
    assert copy.id == "elsewhere"
    assert copy.places == hertfordshire.places
