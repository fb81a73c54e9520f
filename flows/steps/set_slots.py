"""`set_slots` fills or clears slots without asking.

- set_slots:
    - area: stevenage
    - page: null
  next: END
"""

from dataclasses import dataclass

from flows.steps.step import Step, Walk


@dataclass(frozen=True, slots=True)
class SetSlots(Step):
    """Slots to fill or clear.

    Args:
        sets: each slot with its new value, None to clear it.
    """

    sets: tuple[tuple[str, str | None], ...]

    async def take(self, walk: Walk) -> bool:
        """Set the slots and go on."""
        walk.put(dict(self.sets))
        return True

    @property
    def label(self) -> str:
        """The slots with their new values."""
        return ", ".join(f"{slot} = {value or 'null'}" for slot, value in self.sets)
