"""A county: its gazetteer, who deals with what in it, and the words for it, read from one folder."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from flows.county_words import CountyWords, IssueWords, TeamWords, WayWords, read_words
from flows.duties import Body, Issue, Owner, Team, Way, read_bodies, read_issues, read_teams, read_ways
from flows.faults import FILE_MISSING, Fault
from flows.folder import Folder, text_of
from flows.gazetteer import (
    Area,
    Kind,
    OutsidePlace,
    Place,
    Share,
    read_areas,
    read_districts,
    read_outside_places,
    read_places,
    read_population,
)
from flows.locales import ENGLISH
from flows.unchanged import check_texts
from flows.yaml_file import Node
from storage.errors import LocalViewsError

__all__ = [
    "Area",
    "Body",
    "County",
    "CountyUnknown",
    "CountyWords",
    "Issue",
    "IssueWords",
    "Kind",
    "OutsidePlace",
    "Owner",
    "Place",
    "Share",
    "Team",
    "TeamWords",
    "Way",
    "WayWords",
]

INSTALLED = Path(__file__).parent

NO_SUCH_PLACE = Fault("places.csv has no '{place}'", "correct the id under `places:`, or delete it")
NO_SUCH_NAME = Fault("no place is called '{name}'", "write it as in places.csv or outside_places.csv")


@dataclass(frozen=True, eq=False)
class County:
    """Everything that is known of a county. Mappings are by id, in the order of their files.

    Args:
        id: the name of its folder.
        name: as people write it.
        short_name: as they write it in a hurry.
        force: its police force.
        population: how many people live in each area.
        outside_places: by name.
        districts: the shares of each postcode district, the largest first.
        ask_about: names that are never taken as an answer without asking.
        official_names: names and numbers that stay as they are in every language.
        words: by language.
    """

    id: str
    name: str
    short_name: str
    force: str
    areas: Mapping[str, Area] = field(repr=False)
    population: Mapping[str, int] = field(repr=False)
    teams: Mapping[str, Team] = field(repr=False)
    bodies: Mapping[str, Body] = field(repr=False)
    ways: Mapping[str, Way] = field(repr=False)
    issues: Mapping[str, Issue] = field(repr=False)
    places: Mapping[str, Place] = field(repr=False)
    outside_places: Mapping[str, OutsidePlace] = field(repr=False)
    districts: Mapping[str, tuple[Share, ...]] = field(repr=False)
    ask_about: tuple[str, ...] = field(repr=False)
    official_names: tuple[str, ...] = field(repr=False)
    words: Mapping[str, CountyWords] = field(repr=False)

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names of all places, in it and outside, in every spelling that is known."""
        within = chain.from_iterable((place.name, *place.aliases) for place in self.places.values())
        return (self.name, self.short_name, *within, *(place.name for place in self.outside_places.values()))


class CountyUnknown(LocalViewsError):
    """There is no folder of that name with a county's data."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(f"There is no county folder {name!r}. Let COUNTY name one of: {', '.join(known)}.")


def read(folder: Folder) -> County:
    """Read a county's folder as far as it can be read; what is wrong is among the folder's problems."""
    about = folder.yaml("county.yml")
    about.only("name", "short_name", "force", "official_names", "ask_about")
    areas, teams, bodies, ways = (
        read_areas(folder),
        read_teams(folder),
        read_bodies(folder),
        read_ways(folder),
    )
    issues = read_issues(folder, teams, bodies, ways)
    outside = read_outside_places(folder)
    names = tuple(text_of(node) for node in about.get("official_names").elements())
    words = _words(folder, issues, teams, bodies, ways, names)
    places = _also_spelt(read_places(folder, areas, outside), words.values(), folder)
    return County(
        id=folder.path.name,
        name=about.text("name"),
        short_name=about.text("short_name"),
        force=about.text("force"),
        areas=areas,
        population=read_population(folder, areas),
        teams=teams,
        bodies=bodies,
        ways=ways,
        issues=issues,
        places=places,
        outside_places=outside,
        districts=read_districts(folder, areas, outside),
        ask_about=_ask_about(about, places, outside),
        official_names=names,
        words=words,
    )


def _words(
    folder: Folder,
    issues: Collection[str],
    teams: Collection[str],
    bodies: Collection[str],
    ways: Mapping[str, Way],
    names: Collection[str],
) -> dict[str, CountyWords]:
    """Return the words in each language, by rank: English first."""
    files = {file.stem: folder.yaml(f"words/{file.name}") for file in _language_files(folder)}
    read = {
        code: read_words(code, file, issues=issues, teams=teams, bodies=bodies, ways=ways)
        for code, file in files.items()
    }
    if ENGLISH in files:
        for file in files.values():
            check_texts(file, files[ENGLISH], names)
    order = sorted(read, key=lambda code: (read[code].rank, code))
    return {code: read[code] for code in order}


def _also_spelt(
    places: Mapping[str, Place], words: Iterable[CountyWords], folder: Folder
) -> dict[str, Place]:
    """Return the places with the names that they have in other scripts among their aliases."""
    spelt = dict(places)
    for of in words:
        file = f"{folder.path.name}/words/{of.language}.yml"
        for place, spellings in of.spellings.items():
            if place in spelt:
                spelt[place] = replace(spelt[place], aliases=(*spelt[place].aliases, *spellings))
            else:
                folder.problems.add(NO_SUCH_PLACE.at(file, 1, place=place))
    return spelt


def _ask_about(about: Node, places: Mapping[str, Place], outside: Collection[str]) -> tuple[str, ...]:
    known = {*outside, *chain.from_iterable((place.name, *place.aliases) for place in places.values())}
    names = {text_of(node): node for node in about.get("ask_about").elements()}
    for name, node in names.items():
        if name not in known:
            node.problems.add(NO_SUCH_NAME.at(node.file, node.line, name=name))
    return tuple(names)


def _language_files(folder: Folder) -> list[Path]:
    files = sorted((folder.path / "words").glob("??.yml"))
    if not files:
        folder.problems.add(FILE_MISSING.at(f"{folder.path.name}/words/en.yml", 1))
    return files
