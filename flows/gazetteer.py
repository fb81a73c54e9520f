"""The gazetteer: a county's areas, the places in and around it, and where its postcode districts lie."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from flows.csv_file import Row
from flows.faults import Fault
from flows.folder import BAD_ID, ID, Folder, text_of

PLACE_COLUMNS = ("id", "name", "area", "kind", "aliases", "also", "outside", "bus_stops")
OUTSIDE_COLUMNS = ("name", "force", "districts")
DISTRICT_COLUMNS = ("district", "percent", "area", "outside")

DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
POPULATION_COLUMNS = ("area", "residents")
MOST_BUS_STOPS = 10_000
MOST_RESIDENTS = 100_000_000
ROUNDING_PERCENT = 0.5

ROW_TWICE = Fault("'{value}' has a row already", "delete one of the two, or rename it")
BAD_DISTRICT = Fault("'{value}' is no postcode district", "write it like SG1: the part before the space")
AREA_OR_OUTSIDE = Fault("this row needs an area or a place outside, and not both", "fill in one of the two")
NOT_WHOLE = Fault(
    "the percentages of {district} add up to {sum:.1f}", "correct its rows so that they make 100"
)
NO_RESIDENTS = Fault("area '{area}' has no row", "add it, or delete the area from areas.yml")
NO_PLACE = Fault("no place is in area '{area}'", "add its places, or delete the area from areas.yml")


class Kind(StrEnum):
    """What sort of place a place is."""

    DISTRICT = "district"
    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    NEIGHBOURHOOD = "neighbourhood"
    HAMLET = "hamlet"
    WARD = "ward"


@dataclass(frozen=True, slots=True)
class Area:
    """A community safety partnership, by the name that residents know."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the county, or an area under its own name (`Kind.DISTRICT`).

    Args:
        id: its name in the data.
        name: as people write it.
        area: the id of the area that it is in, or mostly in.
        kind: what sort of place it is.
        aliases: other names and frequent misspellings.
        also: ids of areas that hold part of it, or another place of the same name.
        outside: names of places outside the county of which the same is true.
        bus_stops: how many it has, which stands in for its size; 0 where not known.
    """

    id: str
    name: str
    area: str
    kind: Kind
    aliases: tuple[str, ...]
    also: tuple[str, ...]
    outside: tuple[str, ...]
    bus_stops: int

    @property
    def areas(self) -> tuple[str, ...]:
        """The ids of all areas that it may be in, the likeliest first."""
        return (self.area, *self.also)


@dataclass(frozen=True, slots=True)
class OutsidePlace:
    """A place outside the county, the police force there, and the postcode districts that it is in."""

    name: str
    force: str
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What percentage of a postcode district's postcodes is in an area (by id), or else in a place outside."""

    percent: float
    area: str
    outside: str


def read_areas(folder: Folder) -> dict[str, Area]:
    """Return the areas of `areas.yml`, by id."""
    return {area: Area(area, text_of(node)) for area, node in folder.entries("areas.yml")}


def read_population(folder: Folder, areas: Collection[str]) -> dict[str, int]:
    """Return how many people live in each area, by `population.csv`; every area must be in it."""
    population = {}
    for row in _once(folder.rows("population.csv", POPULATION_COLUMNS), "area"):
        row.check_known("area", areas)
        population[row.text("area")] = int(row.number("residents", MOST_RESIDENTS))
    if population:
        file = (folder.path / "population.csv").relative_to(folder.path.parent).as_posix()
        for area in [area for area in areas if area not in population]:
            folder.problems.add(NO_RESIDENTS.at(file, 1, area=area))
    return population


def read_outside_places(folder: Folder) -> dict[str, OutsidePlace]:
    """Return the places of `outside_places.csv`, by name."""
    rows = _once(folder.rows("outside_places.csv", OUTSIDE_COLUMNS), "name")
    return {
        row.text("name"): OutsidePlace(row.text("name"), row.text("force"), row.texts("districts"))
        for row in rows
    }


def read_places(folder: Folder, areas: Collection[str], outside: Collection[str]) -> dict[str, Place]:
    """Return the places of `places.csv`, by id, in the order of the file; every area must have one."""
    places = {}
    for row in _once(folder.rows("places.csv", PLACE_COLUMNS), "id"):
        place = row.text("id")
        if not ID.fullmatch(place):
            row.note(BAD_ID, id=place)
        row.check_known("area", areas)
        row.check_known("also", areas)
        row.check_known("outside", outside)
        row.check_known("kind", tuple(Kind))
        places[place] = Place(
            id=place,
            name=row.text("name"),
            area=row.text("area"),
            kind=Kind(row.cells["kind"]) if row.cells["kind"] in tuple(Kind) else Kind.HAMLET,
            aliases=row.texts("aliases"),
            also=row.texts("also"),
            outside=row.texts("outside"),
            bus_stops=int(row.number("bus_stops", MOST_BUS_STOPS)),
        )
    for area in set(areas) - {place.area for place in places.values()}:
        folder.problems.add(NO_PLACE.at(f"{folder.path.name}/places.csv", 1, area=area))
    return places


def read_districts(
    folder: Folder, areas: Collection[str], outside: Collection[str]
) -> dict[str, tuple[Share, ...]]:
    """Return the shares of each postcode district of `postcode_districts.csv`, the largest first."""
    shares: dict[str, list[Share]] = {}
    last: dict[str, Row] = {}
    for row in folder.rows("postcode_districts.csv", DISTRICT_COLUMNS):
        district = row.text("district")
        if not DISTRICT.fullmatch(district):
            row.note(BAD_DISTRICT, value=district)
        if bool(row.cells["area"]) == bool(row.cells["outside"]):
            row.note(AREA_OR_OUTSIDE)
        row.check_known("area", areas)
        row.check_known("outside", outside)
        share = Share(row.number("percent", most=100), row.cells["area"], row.cells["outside"])
        shares.setdefault(district, []).append(share)
        last[district] = row
    for district, parts in shares.items():
        whole = sum(part.percent for part in parts)
        if abs(whole - 100) > ROUNDING_PERCENT:
            last[district].note(NOT_WHOLE, district=district, sum=whole)
    return {
        district: tuple(sorted(parts, key=lambda part: -part.percent)) for district, parts in shares.items()
    }


def _once(rows: Iterator[Row], column: str) -> Iterator[Row]:
    """Give the rows, and note each whose first cell another row had."""
    seen: set[str] = set()
    for row in rows:
        if row.cells[column] in seen:
            row.note(ROW_TWICE, value=row.cells[column])
        seen.add(row.cells[column])
        yield row
