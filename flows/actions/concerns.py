"""`action_ask_concern_…`: the issues not yet chosen, in an order that the conversation's seed shuffles."""

import hashlib
from typing import Any, ClassVar

from flows.actions.say import Says, as_json
from flows.actions.scene import CONCERNS, Scene
from flows.rasa import CollectingDispatcher, EventType, Tracker


class _ForConcern:
    """Asks for a concern: the first one, the second or the third."""

    called: ClassVar[str]

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer the issues that are not chosen in answer to the other two questions."""
        scene, slot = Scene.of(tracker), self.called.removeprefix("action_ask_")
        taken = {scene.slots.get(other) for other in CONCERNS if other != slot}
        issues = shuffled(tuple(scene.county.issues), scene.slots["seed"])
        buttons = [as_json(scene.words.button(slot, issue)) for issue in issues if issue not in taken]
        dispatcher.utter_message(buttons=buttons)
        dispatcher.utter_message(response=f"utter_ask_{slot}")
        return []


class AskConcern1(_ForConcern, Says):
    """Ask what concerns a resident most."""

    called = "action_ask_concern_1"
    says = ("utter_ask_concern_1",)


class AskConcern2(_ForConcern, Says):
    """Ask what comes second."""

    called = "action_ask_concern_2"
    says = ("utter_ask_concern_2",)


class AskConcern3(_ForConcern, Says):
    """Ask what comes third."""

    called = "action_ask_concern_3"
    says = ("utter_ask_concern_3",)


def shuffled(issues: tuple[str, ...], seed: str) -> tuple[str, ...]:
    """Return the issues in the order that a seed gives, the same on every machine and version of Python.

    Args:
        issues: their ids.
        seed: the conversation's random letters.
    """
    return tuple(sorted(issues, key=lambda issue: hashlib.sha256(f"{seed} {issue}".encode()).digest()))
