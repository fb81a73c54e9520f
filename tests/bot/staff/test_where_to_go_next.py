"""Where to go next: to whom least was heard of for their number, and not to the same place every morning."""

from datetime import date, timedelta

import pytest

from bot.desk.visiting import IN_TURN, area_to_visit, place_to_visit
from storage.figures import Figures
from tests.counties import hertfordshire

COUNTY = hertfordshire()
DAY = date(2026, 6, 16)


def told_of(area: str, answers: int, **town: int) -> Figures:
    """Return figures with so many views, and so many from places."""
    return Figures("2026-2", area, answers, (), {}, town, {}, {}, {}, None)


def places_in_turn(area: str, told: dict[str, Figures]) -> list[str]:
    """Return the places that are named on the days of two turns."""
    days = [DAY + timedelta(days=number) for number in range(2 * IN_TURN)]
    return [place.id for day in days if (place := place_to_visit(area, told, COUNTY, day))]


@pytest.mark.parametrize(
    ("views", "area"),
    [
        ({}, "dacorum"),
        ({"dacorum": 10}, "east_herts"),
        (dict.fromkeys(COUNTY.areas, 100), "dacorum"),
        (dict.fromkeys(COUNTY.areas, 100) | {"dacorum": 200, "watford": 10}, "watford"),
    ],
)
def test_the_area_is_one_without_figures_or_with_the_fewest_for_its_people(
    views: dict[str, int], area: str
) -> None:
    """The largest goes first: Dacorum has the most people, East Herts the second most."""
    assert area_to_visit({one: told_of(one, answers) for one, answers in views.items()}, COUNTY) == area


def test_the_largest_places_take_turns() -> None:
    """Before anything was told of any of them; the area's own name, of which half is Stevenage, says nothing."""
    named = places_in_turn("stevenage", {})
    assert len(set(named)) == IN_TURN
    assert named[:IN_TURN] == named[IN_TURN:]
    assert "stevenage" not in named
    largest = [COUNTY.places[place].bus_stops for place in named]
    others = [place.bus_stops for place in COUNTY.places.values() if place.area == "stevenage"]
    assert min(largest) >= sorted(others, reverse=True)[IN_TURN]


def test_a_place_that_was_heard_more_than_others_of_its_size_is_passed_over() -> None:
    """Tring and Berkhamsted have been heard; and a village is not named before a town, only since it is small."""
    assert {"tring", "berkhamsted"} & set(places_in_turn("dacorum", {}))
    heard = {"dacorum": told_of("dacorum", 800, tring=200, berkhamsted=300)}
    named = set(places_in_turn("dacorum", heard))
    assert not {"tring", "berkhamsted"} & named
    assert "hemel_hempstead" in named
