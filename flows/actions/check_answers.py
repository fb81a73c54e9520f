"""`action_ask_check`: the check page, which shows the row that will be kept and who deals with it."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from flows.actions.ballot import DETAILS, kept
from flows.actions.say import Says
from flows.actions.scene import CONCERNS, SOMETHING_ELSE, Scene

COLUMNS = dict(zip(("first", "second", "third"), CONCERNS, strict=True))
SLOTS = ("area", *CONCERNS, *DETAILS)


class AskCheck(Says):
    """Show the answers for a last look."""

    called = "action_ask_check"
    says = (
        "utter_check",
        "utter_check_line",
        "utter_check_who_line",
        "utter_check_who_else",
        "utter_ask_check",
        *(f"utter_name_{slot}" for slot in SLOTS),
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Show every answer by the name of its column, and who leads on each concern."""
        scene = Scene.of(tracker)
        answers = "\n".join(_line(scene, column, value) for column, value in kept(scene).items())
        who = "\n".join(_who(scene, issue) for issue in scene.chosen)
        dispatcher.utter_message(response="utter_check", answers=answers, who=who)
        dispatcher.utter_message(response="utter_ask_check")
        return []


def _line(scene: Scene, column: str, value: str) -> str:
    slot = COLUMNS.get(column, column)
    name = scene.named(f"utter_name_{slot}")
    return scene.named("utter_check_line", name=name, answer=scene.words.label(slot, value))


def _who(scene: Scene, issue: str) -> str:
    if issue == SOMETHING_ELSE:
        return scene.named("utter_check_who_else")
    words = scene.words.county
    return scene.named(
        "utter_check_who_line",
        issue=words.issues[issue].label,
        team=scene.words.short_name(scene.county.issues[issue].lead),
    )
