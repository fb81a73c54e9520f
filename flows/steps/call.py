"""`call` walks through another flow and comes back.

- call: say_where
  next: END
"""

from dataclasses import dataclass

from flows.steps.step import Step, Walk


@dataclass(frozen=True, slots=True)
class Call(Step):
    """A flow within this one.

    Args:
        flow: the flow to walk through.
    """

    flow: str

    async def take(self, walk: Walk) -> bool:
        """Walk through the flow; go on here once it has nothing left to ask."""
        return await walk.follow(self.flow)

    @property
    def label(self) -> str:
        """The flow's name."""
        return f"call {self.flow}"
