"""`action_show_page`: what can be read beside the questions: who deals with what, about, privacy, help."""

from collections.abc import Iterable, Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from flows.actions.say import Says, as_json
from flows.actions.scene import SOMETHING_ELSE, Scene
from flows.conversation import Reply
from flows.turn import Button


class ShowPage(Says):
    """Show the page that was asked for, with a way back."""

    called = "action_show_page"
    says = (
        "utter_page_who",
        "utter_page_who_line",
        "utter_page_issues",
        "utter_page_issue",
        "utter_page_way",
        "utter_page_helpers",
        "utter_page_no_helpers",
        "utter_page_report",
        "utter_page_issue_else",
        "utter_page_about",
        "utter_about_trial",
        "utter_about_open",
        "utter_about_paused",
        "utter_about_closed",
        "utter_page_privacy",
        "utter_privacy_controller",
        "utter_privacy_trial",
        "utter_page_help",
        "utter_page_back",
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Show the page that the slot `page` names."""
        scene = Scene.of(tracker)
        PAGES[scene.slots["page"]](scene, dispatcher)
        dispatcher.utter_message(response="utter_page_back")
        return []


def _who(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    teams = (
        scene.named("utter_page_who_line", team=words.name, does=words.does)
        for words in scene.words.county.teams.values()
    )
    dispatcher.utter_message(response="utter_page_who", teams="\n\n".join(teams))


def _issues(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    buttons = [
        Button(words.label, Reply(sets=(("page", "issue"), ("topic", issue))).payload)
        for issue, words in scene.words.county.issues.items()
    ]
    dispatcher.utter_message(buttons=[as_json(button) for button in buttons])
    dispatcher.utter_message(response="utter_page_issues")


def _issue(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    topic = scene.slots["topic"]
    if topic == SOMETHING_ELSE:
        dispatcher.utter_message(response="utter_page_issue_else")
        return
    issue, words = scene.county.issues[topic], scene.words.county.issues[topic]
    dispatcher.utter_message(
        response="utter_page_issue",
        issue=words.label,
        deals=words.deals,
        lead=scene.words.full_name(issue.lead),
        helpers=_helpers(scene, issue.helpers),
        report=_ways(scene, issue.report),
    )


def _helpers(scene: Scene, helpers: Sequence[str]) -> str:
    if not helpers:
        return scene.named("utter_page_no_helpers")
    named = ", ".join(scene.words.full_name(helper) for helper in helpers)
    return scene.named("utter_page_helpers", helpers=named)


def _report(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    dispatcher.utter_message(response="utter_page_report", report=_ways(scene, scene.county.ways))


def _ways(scene: Scene, ways: Iterable[str]) -> str:
    words = (scene.words.county.ways[way] for way in ways)
    return "\n".join(scene.named("utter_page_way", way=way.label, when=way.when) for way in words)


def _about(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    closes = scene.named(f"utter_about_{scene.slots['round']}")
    trial = scene.named("utter_about_trial") if scene.slots.get("trial") else ""
    dispatcher.utter_message(response="utter_page_about", round=closes, trial=trial)


def _privacy(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    who = "utter_privacy_trial" if scene.slots.get("trial") else "utter_privacy_controller"
    dispatcher.utter_message(response="utter_page_privacy", controller=scene.named(who))


def _help(_: Scene, dispatcher: CollectingDispatcher) -> None:
    dispatcher.utter_message(response="utter_page_help")


PAGES = {
    "who": _who,
    "issues": _issues,
    "issue": _issue,
    "report": _report,
    "about": _about,
    "privacy": _privacy,
    "help": _help,
}
