"""`link` goes over to another flow for good.

- link: reading
"""

from dataclasses import dataclass

from flows.steps.step import Step, Walk


@dataclass(frozen=True, slots=True)
class Link(Step):
    """A flow that takes over.

    Args:
        flow: the flow to go over to.
    """

    flow: str

    async def take(self, walk: Walk) -> bool:
        """Walk through the other flow; this one is over."""
        await walk.follow(self.flow)
        return False

    @property
    def label(self) -> str:
        """The flow's name."""
        return f"go to {self.flow}"
