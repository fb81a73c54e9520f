"""`action_number_ballot` and `action_send`: from the answers to the ballot."""

from typing import Any

from flows.actions.say import Says
from flows.actions.scene import Scene
from flows.domain import SKIPPED, SOMETHING_ELSE
from flows.rasa import CollectingDispatcher, EventType, SlotSet, Tracker

DETAILS = ("place", "town", "time", "safe_by_day", "safe_after_dark")


class NumberBallot(Says):
    """Give the ballot its number, once: the same ballot sent twice is then known to be the same."""

    called = "action_number_ballot"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Take the turn's fresh number, unless the ballot has one."""
        if tracker.slots.get("ballot_number"):
            return []
        return [SlotSet("ballot_number", tracker.slots["fresh_number"])]


class Send(Says):
    """Hand the ballot to whoever runs the conversation, who puts it into the ballot box."""

    called = "action_send"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Put exactly what the check page showed into a message of its own."""
        scene = Scene.of(tracker)
        dispatcher.utter_message(
            json_message={
                "ballot": {
                    "number": scene.slots["ballot_number"],
                    "event": scene.slots.get("event"),
                    "answers": kept(scene),
                    "comments": comments(scene),
                    "receipt": scene.has_receipt,
                    "assisted": scene.is_assisted,
                }
            }
        )
        return []


def kept(scene: Scene) -> dict[str, str]:
    """Return the answers as they are kept: what was skipped is not among them."""
    answers = {"area": scene.slots["area"]}
    answers |= dict(zip(("first", "second", "third"), scene.chosen, strict=False))
    for slot in DETAILS:
        value = scene.slots.get(slot)
        if value and value != SKIPPED:
            answers[slot] = value
    return answers


def comments(scene: Scene) -> list[dict[str, str]]:
    """Return the resident's own words as they are kept, each with the issue it is about."""
    texts = []
    if scene.slots.get("comment"):
        texts.append({"issue": scene.chosen[0], "text": scene.slots["comment"]})
    if scene.slots.get("other"):
        texts.append({"issue": SOMETHING_ELSE, "text": scene.slots["other"]})
    return texts
