"""`collect` asks a question and waits, unless its slot is filled already.

    - id: area
      collect: area
      next: END

With `ask_before_filling: true` it asks although the slot is filled, until this turn's reply filled it: so an
answer can be changed, and going back leaves it as it was.

The question is the action `action_ask_area` if there is one, else the response `utter_ask_area`.
"""

from dataclasses import dataclass

from flows.steps.step import Step, Walk


@dataclass(frozen=True, slots=True)
class Collect(Step):
    """A question.

    Args:
        slot: what the answer fills.
        ask_before_filling: whether to ask for a slot that is filled already.
    """

    slot: str
    ask_before_filling: bool = False

    async def take(self, walk: Walk) -> bool:
        """Pass over a filled slot; ask for an open one and wait."""
        wanted = walk.answers if self.ask_before_filling else walk.slots
        if self.slot in wanted:
            walk.pass_over(self.slot)
            return True
        await walk.ask(self.slot)
        return False

    @property
    def label(self) -> str:
        """The question's slot."""
        return f"{self.slot}?"
