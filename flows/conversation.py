"""A conversation: what a resident has said so far, and a reply to it. Nothing else is state."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_PAYLOAD = re.compile(r"/SetSlots\(([^()]*)\)")
_ASSIGNMENT = re.compile(r"(\w+)=(\w+)")
_NOTHING = "null"

MOST_PAYLOADS = 4096
"""So many are kept as read: all buttons that there can be, and of what is said nothing, since no button holds words."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The slots that are filled; a slot that is absent has not been answered.

    Printing one prints nothing of it: a conversation in a log would be a leak.
    """

    slots: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(self, slot: str) -> str | None:
        """Return what a slot holds, or None while it is open."""
        return self.slots.get(slot)

    def having(self, changes: Mapping[str, str | None]) -> "Conversation":
        """Return this conversation with some slots set, or cleared where the new value is None."""
        merged = {**self.slots, **changes}
        return Conversation({name: value for name, value in merged.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Reply:
    """What a resident did: set slots by tapping a button, or said something in their own words.

    Args:
        sets: the slots that a button sets, in the order its payload names them; None clears one.
        said: typed words, or None for a tap.
    """

    sets: tuple[tuple[str, str | None], ...] = ()
    said: str | None = field(default=None, repr=False)

    @property
    def payload(self) -> str:
        """The reply as the payload of a button, as `Reply.parse` reads it."""
        return f"/SetSlots({', '.join(f'{slot}={value or _NOTHING}' for slot, value in self.sets)})"

    @classmethod
    def parse(cls, payload: str) -> "Reply | None":
        """Read a button's payload in Rasa's syntax, `/SetSlots(slot=value, other=null)`.

        Returns:
            The reply, or None if the payload is not of that form.

        Source: Rasa documentation, "Responses", section "Payload syntax".
        """
        sets = _assignments(payload)
        return None if sets is None else cls(sets=sets)


@lru_cache(MOST_PAYLOADS)
def _assignments(payload: str) -> tuple[tuple[str, str | None], ...] | None:
    whole = _PAYLOAD.fullmatch(payload)
    if whole is None:
        return None
    sets = []
    for part in filter(None, (part.strip() for part in whole[1].split(","))):
        assignment = _ASSIGNMENT.fullmatch(part)
        if assignment is None:
            return None
        sets.append((assignment[1], None if assignment[2] == _NOTHING else assignment[2]))
    return tuple(sets)
