"""`action_validate_slot_mappings`: what an answer means for the others, and what typed words become."""

from functools import cache
from typing import Any, ClassVar

from flows.actions.own_words import fit_to_keep
from flows.actions.places import area_from, town_from
from flows.actions.receipt import in_groups, number_from
from flows.actions.scene import NO_CONCERN, Scene
from flows.domain import SOMETHING_ELSE
from flows.rasa import CollectingDispatcher, Tracker, ValidationAction

Outcome = dict[str, str | None]


class ValidateAnswers(ValidationAction):
    """Validate the slots that a reply has just filled."""

    says: ClassVar = (
        "utter_too_long",
        "utter_nothing_said",
        "utter_taken_out",
        "utter_urgent_in_comment",
        "utter_receipt",
        "utter_not_a_receipt",
    )

    def domain_slots(self, domain: dict[str, Any]) -> list[str]:
        """Return the slots that this class validates."""
        return validated()

    def validate_begin(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Forget what else typed words may have meant; and where and when, if no concern that they named was meant.

        Who has come back here from the check page has answers, and keeps them.
        """
        if Scene.of(tracker).was_checked:
            return {"begin": value}
        changes: Outcome = {"begin": value, "concern_2": None, "concern_3": None}
        if tracker.slots.get("concern_1") is None:
            changes |= {"place": None, "time": None}
        if tracker.slots.get("concern_1") is None or tracker.slots.get("area") is None:
            changes["town"] = None
        return changes

    def validate_area(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Forget a town that lies in another area."""
        town = Scene.of(tracker).county.places.get(tracker.slots.get("town") or "")
        return {"area": value} | ({"town": None} if town and value not in town.areas else {})

    def validate_concern_1(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Forget the words for "something else" if it is no longer chosen."""
        return {"concern_1": value} | _without_other(tracker)

    def validate_concern_2(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Let no third concern stand without a second; do not ask for one when only the second is changed."""
        changes: Outcome = {"concern_2": value}
        if value == NO_CONCERN:
            changes["concern_3"] = None
        elif tracker.slots.get("check") == "second" and not tracker.slots.get("concern_3"):
            changes["concern_3"] = NO_CONCERN
        tracker.slots.update(changes)
        return changes | _without_other(tracker)

    def validate_concern_3(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Forget the words for "something else" if it is no longer chosen."""
        return {"concern_3": value} | _without_other(tracker)

    def validate_comment(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Take out what could tell who someone is."""
        return {"comment": fit_to_keep("comment", value, Scene.of(tracker), dispatcher)}

    def validate_other(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Take out what could tell who someone is."""
        return {"other": fit_to_keep("other", value, Scene.of(tracker), dispatcher)}

    def validate_typed_place(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Turn a typed place into a town of the chosen area, or into an area."""
        scene = Scene.of(tracker)
        if scene.script.understanding.alarm(value):
            dispatcher.utter_message(response="utter_urgent")
        found = (
            town_from(value, scene, dispatcher)
            if tracker.slots.get("check")
            else area_from(value, scene, dispatcher)
        )
        return {"typed_place": None} | found

    def validate_receipt(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Show the receipt, in an alert that nothing remains of."""
        dispatcher.utter_message(response="utter_receipt", code=in_groups(tracker.slots["ballot_number"]))
        return {"receipt": value}

    def validate_receipt_code(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Outcome:
        """Take whatever could be a receipt; whether it is one, nobody is told."""
        number = number_from(value)
        if number is None and Scene.of(tracker).script.understanding.alarm(value):
            dispatcher.utter_message(response="utter_urgent")
        elif number is None:
            dispatcher.utter_message(response="utter_not_a_receipt")
        return {"receipt_code": number}


@cache
def validated() -> list[str]:
    """Return the slots that have a validation."""
    return [name.removeprefix("validate_") for name in vars(ValidateAnswers) if name.startswith("validate_")]


def _without_other(tracker: Tracker) -> Outcome:
    return {} if SOMETHING_ELSE in Scene.of(tracker).chosen else {"other": None}
