"""`action_understand`: an answer to words that were typed when no question asked for any."""

from typing import Any

from flows import places
from flows.actions.say import Says, as_json
from flows.actions.scene import CONCERNS, Scene
from flows.actions.welcome import naming
from flows.conversation import Reply
from flows.gazetteer import Kind
from flows.rasa import CollectingDispatcher, EventType, SlotSet, Tracker
from flows.turn import Button, Weight
from flows.understanding import Concern, Question, Understood

FEW_WORDS = 4
"""Of so few words, a place that is named is what they are about, unless the concern in them is sure."""

Slots = dict[str, str]


class Understand(Says):
    """Answer typed words: what sounds urgent first, then a question, a concern, a place, else what to tap."""

    called = "action_understand"
    says = (
        "utter_urgent",
        "utter_typed_also",
        "utter_typed_also_yes",
        "utter_typed_not_kept",
        "utter_typed_earlier",
        "utter_page_who_line",
        "utter_typed_team",
        "utter_typed_split",
        "utter_typed_place",
        "utter_typed_begin",
        "utter_typed_several",
        "utter_typed_outside",
        "utter_typed_perhaps",
        "utter_typed_abuse",
        "utter_typed_other",
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say what the words lead to, and set what is to be agreed to. Nothing of them is kept."""
        scene, words = Scene.of(tracker), tracker.latest_message["text"]
        understood = scene.script.understanding.of(words)
        slots = _answer(understood, words, scene, dispatcher)
        earlier = scene.named("utter_typed_earlier")
        if understood.alarm is None:
            earlier = f"{scene.named('utter_typed_not_kept')} {earlier}"
        dispatcher.utter_message(text=earlier)
        return [SlotSet(slot, value) for slot, value in slots.items()]


def _answer(understood: Understood, words: str, scene: Scene, dispatcher: CollectingDispatcher) -> Slots:
    """Say what was understood; returns the slots that lead on to a page or to a concern to be agreed to."""
    if understood.alarm:
        return _alarmed(understood.concern, scene, dispatcher)
    if understood.question:
        return _asked(understood.question, scene, dispatcher)
    if understood.concern and not _is_rather_a_place(understood, words):
        return _concerned(understood.concern, understood.place, words, scene, dispatcher)
    if not isinstance(understood.place, places.Unknown):
        _placed(understood.place, scene, dispatcher)
        return {}
    dispatcher.utter_message(response="utter_typed_abuse" if understood.is_abuse else "utter_typed_other")
    return {}


def _alarmed(concern: Concern | None, scene: Scene, dispatcher: CollectingDispatcher) -> Slots:
    """Say whom to call; what was stolen or damaged can be named as a concern besides, if that is sure."""
    if concern and concern.is_sure and concern.choices[0] in scene.county.issues:
        name = scene.words.label("concern_1", concern.choices[0])
        title = scene.named("utter_typed_also_yes", concern=name)
        dispatcher.utter_message(buttons=[as_json(naming(title, concern.choices[0]))])
        dispatcher.utter_message(response="utter_urgent")
        dispatcher.utter_message(response="utter_typed_also")
    else:
        dispatcher.utter_message(response="utter_urgent")
    return {}


def _asked(question: Question, scene: Scene, dispatcher: CollectingDispatcher) -> Slots:
    if question.team:
        team = scene.words.county.teams[question.team]
        dispatcher.utter_message(response="utter_page_who_line", team=team.name, does=team.does)
        dispatcher.utter_message(response="utter_typed_team")
        return {}
    return {"page": question.page} | ({"topic": question.topic} if question.topic else {})


def _is_rather_a_place(understood: Understood, words: str) -> bool:
    """Tell whether words name a place in the first place."""
    if understood.concern is None or isinstance(understood.place, places.Unknown):
        return False
    short = len(words.split()) <= FEW_WORDS
    return short and (not understood.concern.is_sure or isinstance(understood.place, places.Outside))


def _concerned(
    concern: Concern, place: places.Found, words: str, scene: Scene, dispatcher: CollectingDispatcher
) -> Slots:
    """Offer the concern for a yes, with where and when it happens; or two or three to choose from, if it is not sure.

    If something is asked about it, the page about it comes first.
    """
    happening = {"place": concern.place, "time": concern.time}
    where = _where(place, words, scene) | {slot: value for slot, value in happening.items() if value}
    if isinstance(place, places.SeveralAreas):
        dispatcher.utter_message(response="utter_typed_split", place=place.place_name)
    if not concern.is_sure:
        return dict(zip(CONCERNS, concern.choices, strict=False)) | where
    issue = concern.choices[0]
    if scene.slots["round"] != "open" and issue in scene.county.issues:
        return {"page": "issue", "topic": issue}
    if concern.is_asked_about and issue in scene.county.issues:
        title = scene.named("utter_typed_also_yes", concern=scene.words.label("concern_1", issue))
        after_reading = Button(title, Reply(sets=(("page", None),)).payload, Weight.PRIMARY)
        dispatcher.utter_message(buttons=[as_json(after_reading)])
        return {"page": "issue", "topic": issue, "concern_1": issue, **where}
    return {"concern_1": issue, **where}


def _where(place: places.Found, words: str, scene: Scene) -> Slots:
    """Return the area that words name, and the town in it, if they name one."""
    if not isinstance(place, places.InArea):
        return {}
    match scene.script.understanding.place_in(words, place.area):
        case places.Here(town) if town.kind is not Kind.DISTRICT:
            return {"area": place.area, "town": town.id}
        case _:
            return {"area": place.area}


def _placed(place: places.Found, scene: Scene, dispatcher: CollectingDispatcher) -> None:
    """Answer with the area of a place, or ask which is meant."""
    match place:
        case places.InArea(place_name, area):
            name = scene.county.areas[area].name
            dispatcher.utter_message(response="utter_typed_place", place=place_name, area=name)
            dispatcher.utter_message(buttons=[as_json(_begin(scene, area, Weight.PRIMARY))])
        case places.SeveralAreas(place_name, areas):
            dispatcher.utter_message(response="utter_typed_several", place=place_name)
            dispatcher.utter_message(buttons=[as_json(_begin(scene, area, Weight.PLAIN)) for area in areas])
        case places.Outside(place_name, force):
            force = force or scene.named("utter_place_force_unknown")
            dispatcher.utter_message(response="utter_typed_outside", place=place_name, force=force)
        case places.Perhaps(suggestions):
            there = dict.fromkeys(place.area for place in suggestions)
            dispatcher.utter_message(buttons=[as_json(_begin(scene, area, Weight.PLAIN)) for area in there])
            dispatcher.utter_message(response="utter_typed_perhaps")


def _begin(scene: Scene, area: str, weight: Weight) -> Button:
    title = scene.named("utter_typed_begin", area=scene.county.areas[area].name)
    return Button(title, Reply(sets=(("begin", "yes"), ("area", area))).payload, weight)
