"""An action of this dialogue: what it may say is declared, so that a missing sentence fails at start-up."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from flows.rasa import Action, CollectingDispatcher, EventType, Tracker
from flows.turn import Button


class Says(Action, ABC):
    """An action that declares its responses.

    Attributes:
        called: the action's name in the flows.
        says: the responses that it may say.
    """

    called: ClassVar[str]
    says: ClassVar[tuple[str, ...]] = ()

    def name(self) -> str:
        """Return the action's name in the flows."""
        return self.called

    @abstractmethod
    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say and set what follows from the slots."""


def as_json(button: Button) -> dict[str, str]:
    """Return a button as an action's message holds it."""
    return {"title": button.title, "payload": button.payload, "weight": button.weight.value}
