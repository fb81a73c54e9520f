"""`action_ask_begin`: the welcome, with what a trial, an event or typed words add to it."""

from typing import Any

from flows.actions.check_answers import row
from flows.actions.say import Says, as_json
from flows.actions.scene import Scene
from flows.conversation import Reply
from flows.domain import SOMETHING_ELSE
from flows.rasa import CollectingDispatcher, EventType, Tracker
from flows.turn import Button

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
        "utter_typed_which",
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say what this is; whether it is a trial or an officer's device; and the area, if a link named one.

        Where typed words named a concern already, ask whether it is meant; or which, where they named several: as
        long as nothing was agreed to, these are a choice and no answers.
        """
        scene = Scene.of(tracker)
        if scene.slots.get("trial"):
            dispatcher.utter_message(response="utter_trial")
        if scene.chosen:
            ask = _mean if scene.was_checked or len(scene.chosen) == 1 else _which
            ask(scene, dispatcher)
            dispatcher.utter_message(text="\n".join(_picked_up(scene)))
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
    """Ask whether a concern is meant."""
    concern = scene.chosen[0]
    if concern == SOMETHING_ELSE:
        dispatcher.utter_message(response="utter_typed_else")
    else:
        name = scene.words.label("concern_1", concern)
        dispatcher.utter_message(response="utter_typed_mean", concern=name)


def _which(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    """Ask which of several concerns is meant."""
    named = [naming(scene.words.label("concern_1", issue), issue) for issue in scene.chosen]
    dispatcher.utter_message(buttons=[as_json(button) for button in named])
    dispatcher.utter_message(response="utter_typed_which")


def naming(title: str, issue: str) -> Button:
    """Return the button that begins with a concern."""
    return Button(title, Reply(sets=(("begin", "yes"), ("concern_1", issue))).payload)


def _picked_up(scene: Scene) -> list[str]:
    """Return a line for each thing that typed words have named besides a concern: where and when it happens."""
    return row(scene, {slot: scene.slots[slot] for slot in PICKED_UP if scene.slots.get(slot)})
