"""`action_ask_begin`: the welcome, with what a trial or an event's link adds to it."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from flows.actions.say import Says
from flows.actions.scene import Scene


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
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say what this is; whether it is a trial or an officer's device; and the area, if a link named one."""
        scene = Scene.of(tracker)
        if scene.slots.get("trial"):
            dispatcher.utter_message(response="utter_trial")
        dispatcher.utter_message(response="utter_welcome")
        if not scene.words.is_reviewed:
            dispatcher.utter_message(response="utter_welcome_unreviewed")
        if scene.slots.get("area") in scene.county.areas:
            dispatcher.utter_message(response="utter_welcome_event", area=scene.area_name)
        if scene.is_assisted:
            dispatcher.utter_message(response="utter_welcome_assisted")
        dispatcher.utter_message(response="utter_ask_begin")
        return []
