"""`action` runs an action, or says a response.

    - action: utter_welcome
      next: END

Custom actions live in `flows/actions/`; what they say and set is part of the turn.
"""

from dataclasses import dataclass

from flows.steps.step import Step, Walk


@dataclass(frozen=True, slots=True)
class Act(Step):
    """An action.

    Args:
        action: the name of an action, or of a response (`utter_…`).
    """

    action: str

    async def take(self, walk: Walk) -> bool:
        """Run the action and go on."""
        await walk.perform(self.action)
        return True

    @property
    def label(self) -> str:
        """The action's name."""
        return self.action
