"""`action_ask_begin`: the welcome, with what a trial or an event's link adds to it."""

from collections.abc import Mapping
from typing import Any

from flows.actions.check_answers import row
from flows.actions.say import Says
from flows.actions.scene import Scene
from flows.domain import SOMETHING_ELSE
from flows.rasa import CollectingDispatcher, EventType, Tracker

PICKED_UP = ("area", "town", "place", "time")
"""What typed words may have named besides a concern."""


class AskBegin(Says):
    """Welcome a resident."""

    called = "action_ask_begin"
    says = (
        "utter_welcome",
        "utter_welcome_unreviewed",
        "utter_trial",
        "utter_welcome_event",
        "utter_welcome_assisted",
        "utter_ask_begin",
        "utter_typed_mean",
        "utter_typed_else",
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say what this is; whether it is a trial or an officer's device; and the area, if a link named one.

        Where typed words named a concern already, ask whether it is meant.
        """
        scene = Scene.of(tracker)
        if scene.slots.get("trial"):
            dispatcher.utter_message(response="utter_trial")
        if scene.chosen:
            _mean(scene, dispatcher)
            return []
        dispatcher.utter_message(response="utter_welcome")
        if not scene.words.is_reviewed:
            dispatcher.utter_message(response="utter_welcome_unreviewed")
        if scene.slots.get("area") in scene.county.areas:
            dispatcher.utter_message(response="utter_welcome_event", area=scene.area_name)
        if scene.is_assisted:
            dispatcher.utter_message(response="utter_welcome_assisted")
        dispatcher.utter_message(response="utter_ask_begin")
        return []


def _mean(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    """Ask whether a concern is meant, with where and when it happens."""
    concern = scene.chosen[0]
    if concern == SOMETHING_ELSE:
        dispatcher.utter_message(response="utter_typed_else")
    else:
        name = scene.words.label("concern_1", concern)
        dispatcher.utter_message(response="utter_typed_mean", concern=name)
    dispatcher.utter_message(text="\n".join(picked_up(scene, scene.slots)))


def picked_up(scene: Scene, slots: Mapping[str, str]) -> list[str]:
    """Return a line for each thing that typed words have named besides a concern.

    Args:
        scene: whose words they are said in.
        slots: what was named.
    """
    return row(scene, {slot: slots[slot] for slot in PICKED_UP if slots.get(slot)})
