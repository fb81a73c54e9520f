"""`action_ask_check`: the check page, which shows the row that will be kept and who deals with it."""

from collections.abc import Iterator
from typing import Any

from flows.actions.ballot import DETAILS, comments, kept
from flows.actions.say import Says
from flows.actions.scene import CONCERNS, Scene
from flows.domain import SOMETHING_ELSE
from flows.rasa import CollectingDispatcher, EventType, Tracker

COLUMNS = dict(zip(("first", "second", "third"), CONCERNS, strict=True))
SLOTS = ("area", *CONCERNS, *DETAILS)


class AskCheck(Says):
    """Show the answers for a last look."""

    called = "action_ask_check"
    says = (
        "utter_check",
        "utter_check_line",
        "utter_check_words_line",
        "utter_check_receipt_line",
        "utter_check_assisted_line",
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
        answers = "\n".join([*row(scene, kept(scene)), *_words_lines(scene), *marks(scene)])
        who = "\n".join(_who(scene))
        dispatcher.utter_message(response="utter_check", answers=answers, who=who)
        dispatcher.utter_message(response="utter_ask_check")
        return []


def row(scene: Scene, answers: dict[str, str]) -> list[str]:
    """Return a line for each answer, by the name of its column.

    Args:
        scene: whose words they are said in.
        answers: as they are kept.
    """
    return [_line(scene, column, value) for column, value in answers.items()]


def _line(scene: Scene, column: str, value: str) -> str:
    slot = COLUMNS.get(column, column)
    name = scene.named(f"utter_name_{slot}")
    return scene.named("utter_check_line", name=name, answer=scene.words.label(slot, value))


def _words_lines(scene: Scene) -> Iterator[str]:
    """Give a line for each text: under which issue it is kept."""
    for comment in comments(scene):
        issue = scene.words.label("concern_1", comment["issue"])
        yield scene.named("utter_check_words_line", issue=issue)


def marks(scene: Scene) -> Iterator[str]:
    """Give a line for what is kept with the answers besides them: a receipt's mark, that a device was an officer's."""
    if scene.has_receipt:
        yield scene.named("utter_check_receipt_line")
    if scene.is_assisted:
        yield scene.named("utter_check_assisted_line")


def _who(scene: Scene) -> Iterator[str]:
    """Give a line for each team or council that leads on what was chosen."""
    leading: dict[str, list[str]] = {}
    for issue in scene.chosen:
        if issue != SOMETHING_ELSE:
            lead = scene.words.short_name(scene.county.issues[issue].lead)
            leading.setdefault(lead, []).append(scene.words.label("concern_1", issue))
    for team, issues in leading.items():
        yield scene.named("utter_check_who_line", team=team, issues=scene.words.listed(issues))
    if SOMETHING_ELSE in scene.chosen:
        yield scene.named("utter_check_who_else")
