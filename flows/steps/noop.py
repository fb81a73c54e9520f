"""`noop` does nothing: a place to branch.

- noop: true
  next:
    - if: slots.area is null
      then: END
    - else: END
"""

from dataclasses import dataclass

from flows.steps.step import Step, Walk


@dataclass(frozen=True, slots=True)
class Noop(Step):
    """A crossroads."""

    async def take(self, walk: Walk) -> bool:  # noqa: ARG002 - every step is taken alike
        """Go on."""
        return True

    @property
    def label(self) -> str:
        """The id, since there is nothing else to name it by."""
        return self.id
