"""Where a place is: the area of the county that somebody's own words name.

A postcode names its district only; the rest of it is dropped before anything else is looked at. Nothing is
guessed silently: where words may mean several areas, or nearly name a place, the answer is a question.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from flows.county import County, Kind, OutsidePlace, Place
from flows.place_signs import NEAR, PLAIN, Signs
from flows.spelling import FULL_POSTCODE

ASK_FROM_PERCENT = 1.0
"""The least share that makes an area a possible one of a district. Asking costs a tap, a wrong area an answer."""

SHORT_TEXT_WORDS = 4
DISTINCT_LETTERS = 5
LONGEST_NAME_WORDS = 5
LONGEST_MISSPELT_WORDS = 3
SHORTEST_MISSPELT = 5
MOST_PHRASES = 30
MOST_SUGGESTIONS = 3
MOST_BUTTONS = 8
CLOSE = 0.81
CLOSE_IN_SENTENCE = 0.85
VERY_CLOSE = 0.9

DISTRICT = re.compile(r"([a-z]{1,2})[0-9][0-9a-z]?")


@dataclass(frozen=True, slots=True)
class InArea:
    """The words name a place in one area (its id)."""

    place_name: str
    area: str


@dataclass(frozen=True, slots=True)
class SeveralAreas:
    """The words may mean any of these areas (their ids, the likeliest first) or places outside the county."""

    place_name: str
    areas: tuple[str, ...]
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """The words name a place outside the county, of this police force where it is known."""

    place_name: str
    force: str | None


@dataclass(frozen=True, slots=True)
class Here:
    """The words name this place."""

    place: Place


@dataclass(frozen=True, slots=True)
class Perhaps:
    """The words nearly name these places, the nearest first, or name one that is an everyday word too.

    From `find`, each is in one area only.
    """

    suggestions: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The words name no place that is known."""


Found = InArea | SeveralAreas | Outside | Perhaps | Unknown


def find(text: str, county: County, signs: Signs) -> Found:
    """Return the area that somebody's words name.

    Args:
        text: a town, village, ward, postcode district or area, alone or in a sentence, in any spelling.
        county: whose places are looked for.
        signs: what tells of places without being a name.
    """
    index = _index(county, signs)
    mentions = tuple(_mentions(text, index))
    if mentions:
        meaning = _together(mentions)
        longer = _nearly_longer(text, meaning, index)
        return _guess(longer) if longer else _answer(meaning)
    return _guess(_nearly(text, index))


def find_in_area(text: str, area: str, county: County, signs: Signs) -> Here | Perhaps | Unknown:
    """Return the place of an area that somebody's words name.

    Args:
        text: a town, village or ward, alone or in a sentence, in any spelling.
        area: the id of the area that holds it, or a part of it.
        county: whose places are looked for.
        signs: what tells of places without being a name.
    """
    index = _index(county, signs)
    mentions = sorted(_mentions(text, index), key=lambda mention: -mention.nearness)
    meanings = [mention.meaning for mention in mentions] or _nearly(text, index)
    places = chain.from_iterable(meaning.places for meaning in meanings)
    there = _unlike(place for place in places if area in place.areas and place.kind is not Kind.DISTRICT)
    if mentions and there:
        return Here(there[0])
    return Perhaps(there[:MOST_SUGGESTIONS]) if there else Unknown()


def without_names(text: str, county: County, signs: Signs) -> list[str]:
    """Return the words of a text but for those that name a place, or lead to its name: what else it says."""
    words = signs.words(FULL_POSTCODE.sub(" ", text))
    named: set[int] = set()
    for mention in _mentions(text, _index(county, signs)):
        start = mention.words.start
        while start and signs.leads_to_a_name(words[start - 1]):
            start -= 1
        named.update(range(start, mention.words.stop))
    return [word for at, word in enumerate(words) if at not in named]


@cache
def towns_of(area: str, county: County) -> tuple[Place, ...]:
    """Return at most eight places of an area to offer first, by the alphabet.

    All its towns, then its villages and neighbourhoods with the most bus stops, which stand in for size.
    """
    there = [place for place in county.places.values() if place.area == area]
    towns = [place for place in there if place.kind in {Kind.CITY, Kind.TOWN}]
    others = [place for place in there if place.kind in {Kind.VILLAGE, Kind.NEIGHBOURHOOD}]
    others.sort(key=lambda place: -place.bus_stops)
    return tuple(sorted((towns + others)[:MOST_BUTTONS], key=lambda place: place.name))


class _Meaning(NamedTuple):
    """What one name stands for."""

    name: str
    areas: tuple[str, ...]
    outside: tuple[OutsidePlace, ...]
    places: tuple[Place, ...] = ()
    ask: bool = False

    @property
    def is_one_area(self) -> bool:
        return len(self.areas) == 1 and not self.outside

    @property
    def forces(self) -> set[str]:
        return {place.force for place in self.outside}


class _Mention(NamedTuple):
    """A name found in a text, how near the words before it say that it is meant, and which words it is."""

    meaning: _Meaning
    nearness: int
    words: range = range(0)


class _Index(NamedTuple):
    """All names of a county, by their letters alone."""

    names: dict[str, _Meaning]
    districts: dict[str, _Meaning]
    postcode_areas: frozenset[str]
    county_names: frozenset[str]
    signs: Signs

    def district(self, word: str) -> _Meaning | None:
        """Return what a postcode district stands for: outside, if districts with its letters are known but not it."""
        if word in self.districts:
            return self.districts[word]
        form = DISTRICT.fullmatch(word)
        return _elsewhere(word) if form and form[1] in self.postcode_areas else None


@cache
def _index(county: County, signs: Signs) -> _Index:
    _key = signs.key
    places: dict[str, list[tuple[str, Place]]] = {}
    for place in county.places.values():
        for name in (place.name, _without_bracket(place.name), *place.aliases):
            places.setdefault(_key(name), []).append((name, place))
    outside = {_key(place.name): place for place in county.outside_places.values()}
    ask = {_key(name) for name in county.ask_about}
    names = {
        key: _meaning(places.get(key, ()), outside.get(key), key in ask, county)
        for key in chain(places, outside)
    }
    own = frozenset({_key(county.name), _key(county.short_name)})
    letters = frozenset(district.rstrip("0123456789").lower() for district in county.districts)
    return _Index(names, _districts(county), letters, own, signs)


def _meaning(
    named: Sequence[tuple[str, Place]], outside: OutsidePlace | None, ask: bool, county: County
) -> _Meaning:
    places = tuple(dict.fromkeys(place for _, place in named))
    elsewhere = [county.outside_places[name] for place in places for name in place.outside]
    if outside:
        elsewhere.append(outside)
    official = {_without_bracket(place.name) for place in places}
    name = official.pop() if len(official) == 1 else named[0][0] if named else elsewhere[0].name
    areas = tuple(dict.fromkeys(chain.from_iterable(place.areas for place in places)))
    return _Meaning(name, areas, tuple(elsewhere), places, ask)


def _districts(county: County) -> dict[str, _Meaning]:
    outside: dict[str, list[OutsidePlace]] = {}
    for place in county.outside_places.values():
        for district in place.districts:
            outside.setdefault(district, []).append(place)
    meanings = {district: _Meaning(district, (), tuple(places)) for district, places in outside.items()}
    for district, shares in county.districts.items():
        parts = [share for share in shares if share.percent >= ASK_FROM_PERCENT]
        areas = tuple(share.area for share in parts if share.area)
        elsewhere = tuple(county.outside_places[share.outside] for share in parts if share.outside)
        meanings[district] = _Meaning(district, areas, elsewhere)
    return {district.lower(): meaning for district, meaning in meanings.items()}


def _elsewhere(district: str) -> _Meaning:
    return _Meaning(district.upper(), (), (OutsidePlace(district.upper(), "", ()),))


def _mentions(text: str, index: _Index) -> Iterator[_Mention]:
    """Give the names in a text, the longest wherever several start at the same word."""
    districts = [found.lower() for found in FULL_POSTCODE.findall(text)]
    for district in districts:
        yield _Mention(index.districts.get(district) or _elsewhere(district), PLAIN)
    words = index.signs.words(FULL_POSTCODE.sub(" ", text))
    start = 0
    while start < len(words):
        length, meaning = _name_at(words, start, index)
        follower = words[start + length] if start + length < len(words) else ""
        if meaning and follower not in index.signs.streets:
            cue = _cue(words, start, index.signs)
            whole = length == len(words)
            letters = sum(map(len, words[start : start + length]))
            distinct = not meaning.ask and (len(words) <= SHORT_TEXT_WORDS or letters >= DISTINCT_LETTERS)
            if distinct or whole or cue is not None or words[start] in index.districts:
                yield _Mention(meaning, PLAIN if cue is None else cue, range(start, start + length))
        start += length


def _name_at(words: Sequence[str], start: int, index: _Index) -> tuple[int, _Meaning | None]:
    for length in range(min(LONGEST_NAME_WORDS, len(words) - start), 0, -1):
        key = "".join(words[start : start + length])
        meaning = index.names.get(key) or index.names.get(key.removesuffix("s"))
        if meaning:
            return length, meaning
    return 1, index.district(words[start])


def _cue(words: Sequence[str], start: int, signs: Signs) -> int | None:
    """Return what the words before a name say of how near it is, or None if they say nothing."""
    nearest = words[max(0, start - 2) : start]
    if not signs.away.isdisjoint(nearest):
        return NEAR
    before = [word for word in nearest if word not in signs.around]
    return signs.before.get(before[-1]) if before else None


def _together(mentions: Sequence[_Mention]) -> _Meaning:
    """Return what all mentions mean together: what the surest share, or else any of what they mean."""
    sure = [mention for mention in mentions if not mention.meaning.ask] or mentions
    nearest = max(mention.nearness for mention in sure)
    meanings = [mention.meaning for mention in sure if mention.nearness == nearest]
    narrowest = min(meanings, key=lambda each: (len(each.areas) + len(each.outside), not each.places))
    areas = tuple(area for area in narrowest.areas if all(area in each.areas for each in meanings))
    outside = tuple(
        place for place in narrowest.outside if all(place.force in each.forces for each in meanings)
    )
    if areas or outside:
        return narrowest._replace(areas=areas, outside=outside)
    return _Meaning(
        name=", ".join(dict.fromkeys(each.name for each in meanings)),
        areas=tuple(dict.fromkeys(chain.from_iterable(each.areas for each in meanings))),
        outside=tuple(dict.fromkeys(chain.from_iterable(each.outside for each in meanings))),
    )


def _answer(meaning: _Meaning) -> Found:
    if not meaning.areas:
        force = meaning.forces.pop() if len(meaning.forces) == 1 else ""
        return Outside(meaning.name, force or None)
    if not meaning.is_one_area:
        return SeveralAreas(meaning.name, meaning.areas, tuple(place.name for place in meaning.outside))
    if meaning.ask:
        return Perhaps(meaning.places[:MOST_SUGGESTIONS])
    return InArea(meaning.name, meaning.areas[0])


def _phrases(text: str, index: _Index) -> Iterator[str]:
    """Give what may be a misspelt name: all of a short text, or what follows "in" or "near" in a longer one."""
    signs = index.signs
    words = [word for word in signs.words(FULL_POSTCODE.sub(" ", text)) if word not in index.county_names]
    if len(words) <= SHORT_TEXT_WORDS:
        while words and signs.leads_to_a_name(words[0]):
            words = words[1:]
        if words and words[0] not in signs.never:
            yield "".join(words)
        return
    for start in range(1, len(words)):
        if words[start] not in signs.never and _cue(words, start, signs) is not None:
            for length in range(min(LONGEST_MISSPELT_WORDS, len(words) - start), 0, -1):
                yield "".join(words[start : start + length])


def _nearly(text: str, index: _Index) -> list[_Meaning]:
    """Return what the names mean that a text comes close to, or in a sentence very close, the nearest first."""
    long = len(index.signs.words(text)) > SHORT_TEXT_WORDS
    for phrase in islice(_phrases(text, index), MOST_PHRASES):
        names = [name for name in index.names if name[0] == phrase[:1]] if long else index.names
        cutoff = CLOSE_IN_SENTENCE if long else CLOSE
        near = get_close_matches(phrase, names, n=2 * MOST_SUGGESTIONS, cutoff=cutoff)
        if near and len(phrase) >= SHORTEST_MISSPELT:
            return [index.names[name] for name in near]
    return []


def _nearly_longer(text: str, meaning: _Meaning, index: _Index) -> list[_Meaning]:
    """Return the name that a short text comes very close to as a whole, if what was found is but a part of it."""
    if len(index.signs.words(text)) > SHORT_TEXT_WORDS or meaning.is_one_area or not meaning.places:
        return []
    part = index.signs.key(meaning.name)
    for whole in _phrases(text, index):
        names = [name for name in index.names if part in name != part]
        near = get_close_matches(whole, names, n=1, cutoff=VERY_CLOSE)
        if whole not in index.names and near:
            return [index.names[name] for name in near]
    return []


def _guess(nearly: Sequence[_Meaning]) -> Found:
    """Return the answer to a text that only comes near to names; it always asks, or says what it took them for."""
    if not nearly:
        return Unknown()
    best = nearly[0]
    if not best.places or not best.is_one_area:
        return _answer(best)
    return Perhaps(
        _unlike(chain.from_iterable(each.places for each in nearly if each.is_one_area))[:MOST_SUGGESTIONS]
    )


def _unlike(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return one place of each name and area: rather the town than the area of its name."""
    found: dict[tuple[str, str], Place] = {}
    for place in places:
        known = found.get((place.name, place.area))
        if known is None or known.kind is Kind.DISTRICT:
            found[place.name, place.area] = place
    return tuple(found.values())


def _without_bracket(name: str) -> str:
    return name.partition(" (")[0]
