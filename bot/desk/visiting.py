"""Where to go next: the area from which the least was heard for its size, and a place in it."""

from collections.abc import Mapping
from datetime import date

from flows.county import County
from flows.gazetteer import Kind, Place
from storage.figures import Figures

TO_VISIT = {Kind.CITY, Kind.TOWN, Kind.VILLAGE, Kind.NEIGHBOURHOOD}
IN_TURN = 7
"""So many places are named in turn, one a day: whoever reads the same every morning stops reading."""


def area_to_visit(told: Mapping[str, Figures], county: County) -> str:
    """Return the area with the fewest views for each inhabitant; of those without figures, the largest."""
    population = county.population
    silent = [area for area in county.areas if area not in told]
    if silent:
        return max(silent, key=lambda area: population[area])
    return min(county.areas, key=lambda area: told[area].answers / population[area])


def place_to_visit(area: str, told: Mapping[str, Figures], county: County, day: date) -> Place | None:
    """Return one of the places in an area that lack the most views to be heard as much as others of their size.

    Args:
        area: the area.
        told: the latest figures of each area.
        county: knows the places; bus stops stand in for their size.
        day: on which somebody wants to go.
    """
    places = [
        place
        for place in county.places.values()
        if place.area == area and place.kind in TO_VISIT and place.name != county.areas[area].name
    ]
    heard = told[area].town if area in told else {}
    views = sum(heard.get(place.id, 0) for place in places)
    stops = sum(place.bus_stops for place in places) or 1

    def lacks(place: Place) -> tuple[float, int]:
        return views * place.bus_stops / stops - heard.get(place.id, 0), place.bus_stops

    quietest = sorted(places, key=lacks, reverse=True)[:IN_TURN]
    return quietest[day.toordinal() % len(quietest)] if quietest else None
