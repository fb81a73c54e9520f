"""Coverage: how much was heard from each area, beside how many people live there."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.county import County
from storage.figures import Figures


@dataclass(frozen=True, slots=True)
class Covered:
    """An area's share of the views of all areas that are told of, and of the county's residents.

    Args:
        area: its id.
        views: from 0 to 100, of rounded numbers.
        people: from 0 to 100.
    """

    area: str
    views: int
    people: int


def coverage(told: Mapping[str, Figures], county: County) -> tuple[Covered, ...]:
    """Return the coverage of each area that is told of, the best covered first.

    Args:
        told: the figures of each area, and perhaps of the county.
        county: knows the areas and how many live there.
    """
    areas = [area for area in county.areas if area in told]
    views = sum(told[area].answers for area in areas)
    people = sum(county.population.values())
    return tuple(
        Covered(
            area,
            views=round(100 * told[area].answers / views),
            people=round(100 * county.population[area] / people),
        )
        for area in sorted(areas, key=lambda area: (-told[area].answers / county.population[area], area))
    )
