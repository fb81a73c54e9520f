"""`action_ask_concern_…`: the issues not yet chosen, in an order that the conversation's seed shuffles."""

import hashlib
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from flows.actions.say import Says, as_json
from flows.actions.scene import CONCERNS, Scene


class AskConcern1(Says):
    """Ask what concerns a resident most."""

    called = "action_ask_concern_1"
    says = ("utter_ask_concern_1",)

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer the issues."""
        return _ask(self.called, dispatcher, tracker)


class AskConcern2(Says):
    """Ask what comes second."""

    called = "action_ask_concern_2"
    says = ("utter_ask_concern_2",)

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer the issues that are left."""
        return _ask(self.called, dispatcher, tracker)


class AskConcern3(Says):
    """Ask what comes third."""

    called = "action_ask_concern_3"
    says = ("utter_ask_concern_3",)

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer the issues that are left."""
        return _ask(self.called, dispatcher, tracker)


def _ask(action: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    scene = Scene.of(tracker)
    slot = action.removeprefix("action_ask_")
    taken = {scene.slots.get(other) for other in CONCERNS if other != slot}
    offered = [
        issue for issue in shuffled(tuple(scene.county.issues), scene.slots["seed"]) if issue not in taken
    ]
    buttons = [as_json(scene.words.button(slot, issue)) for issue in offered]
    dispatcher.utter_message(buttons=buttons)
    dispatcher.utter_message(response=f"utter_ask_{slot}")
    return []


def shuffled(issues: tuple[str, ...], seed: str) -> tuple[str, ...]:
    """Return the issues in the order that a seed gives, the same on every machine and version of Python.

    Args:
        issues: their ids.
        seed: the conversation's random letters.
    """
    return tuple(sorted(issues, key=lambda issue: hashlib.sha256(f"{seed} {issue}".encode()).digest()))
