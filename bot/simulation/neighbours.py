"""Made-up neighbours: each lives in an area as likely as people do, and answers as its habits say."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

from flows.county import County, Kind
from flows.domain import SOMETHING_ELSE
from flows.neighbours import Habits, Weights
from storage import crockford
from storage.ballot import NUMBER_LETTERS, Answers, Ballot, Comment

Value = TypeVar("Value")


class Neighbours:
    """Says what a neighbour answers.

    Args:
        county: where they live.
        habits: what they are like.
        chance: decides.
    """

    def __init__(self, county: County, habits: Habits, chance: Random) -> None:
        self._habits = habits
        self._chance = chance
        self._population = county.population
        self._towns = {area: dict(_towns(county, area)) for area in county.areas}

    def ballot(self, events: Mapping[str, Sequence[str]]) -> Ballot:
        """Return what one neighbour sends.

        Args:
            events: the codes of the events in each area.
        """
        area = self._one_of(self._population)
        concerns = self._concerns(self._habits.concerns.of(area))
        is_assisted = self._does("assisted")
        return Ballot(
            number=self._number(),
            answers=self._answers(area, concerns),
            comments=tuple(self._comments(concerns)),
            event=self._chance.choice(events[area]) if events.get(area) and self._does("event") else None,
            receipt=not is_assisted and self._does("receipt"),
            assisted=is_assisted,
        )

    def ballot_of_the_round_before(self) -> Ballot:
        """Return what one neighbour sent in the round before, when other things weighed."""
        area, then = self._one_of(self._population), self._habits.round_before
        weights = {
            issue: weight * then.get(issue, 100) for issue, weight in self._habits.concerns.of(area).items()
        }
        return Ballot(self._number(), self._answers(area, self._concerns(weights)))

    def hands_back_its_receipt(self) -> bool:
        """Tell whether a neighbour who took a receipt hands it back."""
        return self._does("withdrawn")

    def account(self) -> int:
        """Return the id of an account that nobody has."""
        return 2**63 + self._chance.getrandbits(63)

    def _number(self) -> str:
        return crockford.encode(self._chance.getrandbits(5 * NUMBER_LETTERS), NUMBER_LETTERS)

    def _answers(self, area: str, concerns: Sequence[str]) -> Answers:
        first, *others = concerns
        second, third = (*others, None, None)[:2]
        habits, is_asked_how_safe = self._habits, self._does("safe")
        return Answers(
            area=area,
            first=first,
            second=second,
            third=third,
            place=self._one_of(habits.places.of(first)) if self._does("place") else None,
            town=self._one_of(self._towns[area]) if self._towns[area] and self._does("town") else None,
            time=self._one_of(habits.times.of(first)) if self._does("time") else None,
            safe_by_day=self._one_of(habits.safe_by_day.of(area)) if is_asked_how_safe else None,
            safe_after_dark=self._one_of(habits.safe_after_dark.of(area)) if is_asked_how_safe else None,
        )

    def _concerns(self, weights: Weights) -> list[str]:
        """Return one to three issues, the one that weighs most on this neighbour first."""
        concerns = [self._one_of(weights)]
        for further in ("second", "third"):
            others = {issue: weight for issue, weight in weights.items() if issue not in concerns}
            if not any(others.values()) or not self._does(further):
                break
            concerns.append(self._one_of(others))
        return concerns

    def _comments(self, concerns: Sequence[str]) -> Iterator[Comment]:
        """Give a comment on the first concern, and what *Something else* is, as the check page asks for them."""
        first, *others = concerns
        for issue in [first, *(issue for issue in others if issue == SOMETHING_ELSE)]:
            if (texts := self._habits.comments.get(issue)) and self._does("comment"):
                yield Comment(issue, self._chance.choice(texts))

    def _does(self, share: str) -> bool:
        return self._chance.random() * 100 < self._habits.shares[share]

    def _one_of(self, weights: Mapping[Value, int]) -> Value:
        (value,) = self._chance.choices(list(weights), list(weights.values()))
        return value


def _towns(county: County, area: str) -> Iterator[tuple[str, int]]:
    """Give the places of an area with their sizes; bus stops stand in for these."""
    for place in county.places.values():
        if place.area == area and place.kind is not Kind.DISTRICT and place.bus_stops:
            yield place.id, place.bus_stops
