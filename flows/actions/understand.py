"""`action_understand`: an answer to words that were typed when no question asked for any."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from flows import places
from flows.actions.say import Says, as_json
from flows.actions.scene import Scene
from flows.conversation import Reply
from flows.turn import Button, Weight
from flows.urgent import sounds_urgent


class Understand(Says):
    """Answer typed words: what sounds urgent first, then a place, else what to tap."""

    called = "action_understand"
    says = (
        "utter_urgent",
        "utter_typed_place",
        "utter_typed_begin",
        "utter_typed_several",
        "utter_typed_other",
        "utter_typed_outside",
        "utter_typed_perhaps",
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say what the words lead to. Nothing of them is kept."""
        scene, words = Scene.of(tracker), tracker.latest_message["text"]
        if sounds_urgent(words):
            dispatcher.utter_message(response="utter_urgent")
            return []
        match places.find(words, scene.county):
            case places.InArea(place_name, area):
                name = scene.county.areas[area].name
                dispatcher.utter_message(response="utter_typed_place", place=place_name, area=name)
                dispatcher.utter_message(buttons=[as_json(_begin(scene, area, Weight.PRIMARY))])
            case places.SeveralAreas(place_name, areas):
                dispatcher.utter_message(response="utter_typed_several", place=place_name)
                dispatcher.utter_message(
                    buttons=[as_json(_begin(scene, area, Weight.PLAIN)) for area in areas]
                )
            case places.Outside(place_name, force):
                force = force or scene.named("utter_place_force_unknown")
                dispatcher.utter_message(response="utter_typed_outside", place=place_name, force=force)
            case places.Perhaps(suggestions):
                there = dict.fromkeys(place.area for place in suggestions)
                dispatcher.utter_message(
                    buttons=[as_json(_begin(scene, area, Weight.PLAIN)) for area in there]
                )
                dispatcher.utter_message(response="utter_typed_perhaps")
            case _:
                dispatcher.utter_message(response="utter_typed_other")
        return []


def _begin(scene: Scene, area: str, weight: Weight) -> Button:
    title = scene.named("utter_typed_begin", area=scene.county.areas[area].name)
    return Button(title, Reply(sets=(("begin", "yes"), ("area", area))).payload, weight)
