"""`action_ask_area`, `action_ask_town`, `action_ask_typed_place`: places by button, and what typed places become."""

from typing import Any

from flows import places
from flows.actions.say import Says, as_json
from flows.actions.scene import Scene
from flows.conversation import Reply
from flows.gazetteer import Place
from flows.rasa import CollectingDispatcher, EventType, Tracker
from flows.turn import Button, Weight


class AskArea(Says):
    """Ask for the area."""

    called = "action_ask_area"
    says = (
        "utter_ask_area",
        "utter_place_found",
        "utter_place_yes",
        "utter_place_in_several",
        "utter_place_outside",
        "utter_place_force_unknown",
        "utter_place_perhaps",
        "utter_place_perhaps_line",
        "utter_place_unknown",
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer the county's areas."""
        scene = Scene.of(tracker)
        dispatcher.utter_message(
            buttons=[as_json(scene.words.button("area", area)) for area in scene.county.areas]
        )
        dispatcher.utter_message(response="utter_ask_area")
        return []


class AskTown(Says):
    """Ask where in the area it happens."""

    called = "action_ask_town"
    says = ("utter_ask_town", "utter_town_unknown", "utter_town_perhaps")

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer the area's largest towns; others can be typed."""
        scene = Scene.of(tracker)
        towns = places.towns_of(scene.slots["area"], scene.county)
        dispatcher.utter_message(buttons=[as_json(scene.words.button("town", town.id)) for town in towns])
        dispatcher.utter_message(response="utter_ask_town", area=scene.area_name)
        return []


class AskTypedPlace(Says):
    """Ask for a place to be typed: where a resident lives, or, from the check page, where it happens."""

    called = "action_ask_typed_place"
    says = ("utter_ask_typed_place", "utter_ask_typed_town")

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask."""
        scene = Scene.of(tracker)
        if scene.slots.get("check"):
            dispatcher.utter_message(response="utter_ask_typed_town", area=scene.area_name)
        else:
            dispatcher.utter_message(response="utter_ask_typed_place")
        return []


def area_from(words: str, scene: Scene, dispatcher: CollectingDispatcher) -> dict[str, str | None]:
    """Say which area typed words are in, and offer it; nothing is taken without a tap.

    Returns:
        The slots to set: none, since the tap sets the area.
    """
    match scene.script.understanding.place(words):
        case places.InArea(place_name, area):
            name = scene.county.areas[area].name
            yes = Button(scene.named("utter_place_yes", area=name), _choosing(area), Weight.PRIMARY)
            dispatcher.utter_message(buttons=[as_json(yes)])
            dispatcher.utter_message(response="utter_place_found", place=place_name, area=name)
        case places.SeveralAreas(place_name, areas):
            buttons = [as_json(scene.words.button("area", area)) for area in areas]
            dispatcher.utter_message(buttons=buttons)
            dispatcher.utter_message(response="utter_place_in_several", place=place_name)
        case places.Outside(place_name, force):
            force = force or scene.named("utter_place_force_unknown")
            dispatcher.utter_message(response="utter_place_outside", place=place_name, force=force)
        case places.Perhaps(suggestions):
            dispatcher.utter_message(buttons=[as_json(_perhaps(scene, place)) for place in suggestions])
            dispatcher.utter_message(response="utter_place_perhaps")
        case _:
            dispatcher.utter_message(response="utter_place_unknown")
    return {}


def town_from(words: str, scene: Scene, dispatcher: CollectingDispatcher) -> dict[str, str | None]:
    """Take typed words as a town of the chosen area, or ask again.

    Returns:
        The slots to set: the town, if there is exactly one of that name.
    """
    match scene.script.understanding.place_in(words, scene.slots["area"]):
        case places.Here(place):
            return {"town": place.id, "check": None}
        case places.Perhaps(suggestions):
            buttons = [Button(place.name, _with_town(place.id)) for place in suggestions]
            dispatcher.utter_message(buttons=[as_json(button) for button in buttons])
            dispatcher.utter_message(response="utter_town_perhaps")
        case _:
            dispatcher.utter_message(response="utter_town_unknown", area=scene.area_name)
    return {}


def _choosing(area: str) -> str:
    return Reply(sets=(("area", area),)).payload


def _with_town(town: str) -> str:
    return Reply(sets=(("town", town), ("check", None))).payload


def _perhaps(scene: Scene, place: Place) -> Button:
    area = scene.county.areas[place.area].name
    return Button(scene.named("utter_place_perhaps_line", place=place.name, area=area), _choosing(place.area))
