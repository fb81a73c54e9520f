"""The slots: what a conversation can hold, and how much room each takes in a button."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.county import County
from flows.faults import (
    CANNOT_SET,
    NO_SUCH_LIST,
    NO_SUCH_SLOT,
    NO_SUCH_VALUE,
    NOT_A_NUMBER,
    NOT_DECLARED,
    SLOT_WITHOUT_VALUES,
    UNKNOWN_SLOT_TYPE,
    VALUE_NOT_A_WORD,
    VALUE_NOT_TEXT,
    VALUE_RESERVED,
    VALUE_TWICE,
    nearest,
)
from flows.yaml_file import Node

COUNTY_LISTS = ("areas", "issues", "places", "words")
LANGUAGE = "language"
"""The slot that no conversation can be without."""
READER = "reader"
"""The slot that tells that a screen reader is used, to which an edit is silent."""
SKIPPED = "skipped"
"""The value of a question that was passed over."""
SOMETHING_ELSE = "something_else"
"""The concern that is none of the county's issues."""


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
        values: the closed list, or empty where any value will do.
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
        return not self.values or value in self.values


Slots = Mapping[str, Slot]


def read_slots(domain: Node, travel: Node, county: County) -> dict[str, Slot]:
    """Read the slots of a domain file, with how they travel and what the county adds to their lists.

    Args:
        domain: `domain.yml`, in Rasa's format.
        travel: `travel.yml`, which names the county's lists, the codes and the facts of the moment.
        county: the county whose areas, issues and places fill lists.
    """
    domain.only("version", "slots")
    travel.only("county_lists", "codes", "given")
    declared = dict(domain.required("slots").items())
    lists = dict(_county_lists(travel.get("county_lists")))
    letters = dict(_codes(travel.get("codes")))
    given = {str(node.value) for node in travel.get("given").elements()}
    for name, node in _named(travel):
        if declared and name not in declared:
            known = nearest(name, declared)
            travel.problems.add(NOT_DECLARED.at(node.file, node.line, slot=name, known=known))
    return {
        name: _slot(name, node, lists.get(name, ""), county, letters.get(name, 0), name in given)
        for name, node in declared.items()
    }


def check_value(node: Node, slot: str, value: str | None, slots: Slots) -> None:
    """Note a slot that does not exist, or a value that it cannot hold; where no slots are known, nothing.

    Args:
        node: where they are named.
        slot: the slot.
        value: what it is compared with or set to; None is what an open slot holds.
        slots: those of the domain file, none if it could not be read.
    """
    if slots and slot not in slots:
        node.problems.add(NO_SUCH_SLOT.at(node.file, node.line, slot=slot, known=nearest(slot, slots)))
    elif slots and value is not None and not slots[slot].allows(value):
        known = nearest(value, slots[slot].values)
        node.problems.add(NO_SUCH_VALUE.at(node.file, node.line, slot=slot, value=value, known=known))


def check_change(node: Node, slot: str, value: str | None, slots: Slots) -> None:
    """Note a slot that cannot be set to a value; words and codes can only be cleared, facts not even that."""
    check_value(node, slot, value, slots)
    kind = slots[slot].kind if slot in slots else Kind.CLOSED
    if kind is Kind.GIVEN or (value is not None and kind is not Kind.CLOSED):
        node.problems.add(CANNOT_SET.at(node.file, node.line, slot=slot, kind=kind))


def _slot(name: str, node: Node, county_list: str, county: County, letters: int, given: bool) -> Slot:
    kind = node.text("type")
    initial = None
    if name == LANGUAGE or node.get("initial_value").value is not None:
        initial = node.text("initial_value") or None
    if kind == "text":
        node.only("type", "initial_value", "mappings")
        travels = Kind.GIVEN if given else Kind.CODE if letters else Kind.WORDS
        return Slot(name, travels, letters=letters, initial=initial)
    node.only("type", "values", "initial_value", "mappings")
    if kind not in {"categorical", ""}:
        node.problems.add(UNKNOWN_SLOT_TYPE.at(node.file, node.get("type").line, slot=name, type=kind))
    values = _values(name, node, county_list, county) if kind == "categorical" else ()
    travels = Kind.GIVEN if given else Kind.CLOSED
    slot = Slot(name, travels, values, initial=initial, county_list=county_list)
    check_value(node.get("initial_value"), name, initial, {name: slot})
    return slot


def _values(slot: str, node: Node, county_list: str, county: County) -> tuple[str, ...]:
    """Return all values of a slot, or none if the county's part of them could not be read."""
    own = tuple(_own_values(slot, node.get("values")))
    if county_list:
        of_county = tuple(getattr(county, county_list))
        return own + of_county if of_county else ()
    if not own:
        node.problems.add(SLOT_WITHOUT_VALUES.at(node.file, node.line, slot=slot))
    return own


def _own_values(slot: str, values: Node) -> Iterator[str]:
    seen = set()
    for node in values.elements():
        value = str(node.value)
        if not isinstance(node.value, str):
            node.problems.add(VALUE_NOT_TEXT.at(node.file, node.line, slot=slot, value=value))
        elif value == "null":
            node.problems.add(VALUE_RESERVED.at(node.file, node.line, slot=slot))
        elif not value.replace("_", "").isalnum():
            node.problems.add(VALUE_NOT_A_WORD.at(node.file, node.line, slot=slot, value=value))
        if value in seen:
            node.problems.add(VALUE_TWICE.at(node.file, node.line, slot=slot, value=value))
        else:
            seen.add(value)
            yield value


def _named(travel: Node) -> Iterator[tuple[str, Node]]:
    """Give every slot that `travel.yml` names, with where it does."""
    yield from travel.get("county_lists").items()
    yield from travel.get("codes").items()
    yield from ((str(node.value), node) for node in travel.get("given").elements())


def _county_lists(node: Node) -> Iterator[tuple[str, str]]:
    for slot, named in node.items():
        if named.value in COUNTY_LISTS:
            yield slot, str(named.value)
        else:
            known = ", ".join(COUNTY_LISTS)
            node.problems.add(NO_SUCH_LIST.at(named.file, named.line, list=named.value, known=known))


def _codes(node: Node) -> Iterator[tuple[str, int]]:
    for slot, length in node.items():
        if isinstance(length.value, int) and length.value > 0:
            yield slot, int(length.value)
        else:
            node.problems.add(NOT_A_NUMBER.at(length.file, length.line, key=slot))
