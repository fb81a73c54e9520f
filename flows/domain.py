"""The slots: what a conversation can hold, and how much room each takes in a button."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from flows.county import County
from flows.faults import (
    NO_SUCH_LIST,
    NOT_A_NUMBER,
    NOT_DECLARED,
    SLOT_DECLARED_TWICE,
    SLOT_WITHOUT_VALUES,
    UNKNOWN_SLOT_TYPE,
    VALUE_NOT_A_WORD,
    VALUE_RESERVED,
)
from flows.yaml_file import Node

COUNTY_LISTS = ("areas", "issues", "places")


class Kind(StrEnum):
    """How a slot travels: the one thing that Rasa's domain format does not say."""

    CLOSED = "closed"
    """One of a closed list of values."""
    CODE = "code"
    """A fixed number of letters of Crockford's base 32, such as a ballot number."""
    WORDS = "words"
    """A resident's own words: they stay in the message, a button carries only their digest."""
    GIVEN = "given"
    """A fact of the moment, handed to each turn; no button carries it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of the domain.

    Args:
        name: as the flows name it.
        kind: how it travels.
        values: the closed list, empty for other kinds.
        letters: the length of a code, 0 for other kinds.
        initial: what it holds at the start, or None.
        county_list: the list of the county that its values come from, besides its own; or empty.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    letters: int = 0
    initial: str | None = None
    county_list: str = ""

    def allows(self, value: str) -> bool:
        """Tell whether the slot may hold this value."""
        return self.kind is not Kind.CLOSED or value in self.values


Slots = Mapping[str, Slot]


def read_slots(domain: Node, travel: Node, county: County) -> dict[str, Slot]:
    """Read the slots of a domain file, with how they travel and what the county adds to their lists.

    Args:
        domain: `domain.yml`, in Rasa's format.
        travel: `travel.yml`, which names the county's lists, the codes and the facts of the moment.
        county: the county whose areas, issues and places fill lists.
    """
    travel.only("county_lists", "codes", "given")
    lists = _county_lists(travel.get("county_lists"))
    letters = _codes(travel.get("codes"))
    given = {str(node.value) for node in travel.get("given").elements()}
    slots: dict[str, Slot] = {}
    for name, node in domain.get("slots").items():
        if name in slots:
            domain.problems.add(SLOT_DECLARED_TWICE.at(node.file, node.line, slot=name))
        of_county = lists.get(name, "")
        added = tuple(getattr(county, of_county)) if of_county else ()
        slots[name] = _slot(name, node, added, letters.get(name, 0), name in given)
        slots[name] = replace(slots[name], county_list=of_county)
    for name in {*lists, *letters, *given} - slots.keys():
        domain.problems.add(NOT_DECLARED.at(travel.file, travel.line, slot=name))
    return slots


def _slot(name: str, node: Node, added: tuple[str, ...], letters: int, given: bool) -> Slot:
    node.only("type", "values", "initial_value", "mappings")
    kind = node.text("type")
    initial = node.text("initial_value", default="") or None
    if kind == "categorical":
        values = tuple(str(value.value) for value in node.get("values").elements())
        _check_values(name, node, values)
        if not values + added:
            node.problems.add(SLOT_WITHOUT_VALUES.at(node.file, node.line, slot=name))
        travels = Kind.GIVEN if given else Kind.CLOSED
        return Slot(name, travels, values + added, initial=initial)
    if kind != "text":
        node.problems.add(UNKNOWN_SLOT_TYPE.at(node.file, node.line, slot=name, type=kind))
    if given:
        return Slot(name, Kind.GIVEN, initial=initial)
    return Slot(name, Kind.CODE if letters else Kind.WORDS, letters=letters, initial=initial)


def _check_values(slot: str, node: Node, values: tuple[str, ...]) -> None:
    for value in values:
        if value == "null":
            node.problems.add(VALUE_RESERVED.at(node.file, node.line, slot=slot, value=value))
        elif not value.replace("_", "").isalnum():
            node.problems.add(VALUE_NOT_A_WORD.at(node.file, node.line, slot=slot, value=value))


def _county_lists(node: Node) -> dict[str, str]:
    chosen = {}
    for slot, named in node.items():
        if named.value in COUNTY_LISTS:
            chosen[slot] = str(named.value)
        else:
            known = ", ".join(COUNTY_LISTS)
            node.problems.add(NO_SUCH_LIST.at(named.file, named.line, list=named.value, known=known))
    return chosen


def _codes(node: Node) -> dict[str, int]:
    letters = {}
    for slot, length in node.items():
        if not isinstance(length.value, int):
            node.problems.add(NOT_A_NUMBER.at(length.file, length.line, key=slot))
            continue
        letters[slot] = length.value
    return letters
