"""`action_show_page`: what can be read beside the questions: who deals with what, about, privacy, help."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from flows.actions.ballot import kept
from flows.actions.check_answers import marks, row
from flows.actions.say import Says, as_json
from flows.actions.scene import Scene
from flows.conversation import Reply
from flows.domain import LANGUAGE, READER, SOMETHING_ELSE
from flows.rasa import CollectingDispatcher, EventType, SlotSet, Tracker
from flows.turn import Button

ROUNDS_SHOWN = 2
"""Of an area's priorities: those of now, and those before them with what was done about them."""


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
        "utter_page_results",
        "utter_page_result",
        "utter_page_result_none",
        "utter_page_result_round",
        "utter_page_result_line",
        "utter_page_result_done",
        "utter_page_issue_else",
        "utter_page_about",
        "utter_about_trial",
        "utter_about_open",
        "utter_about_paused",
        "utter_about_closed",
        "utter_page_privacy",
        "utter_page_privacy_row",
        "utter_privacy_own_row",
        "utter_privacy_made_up_row",
        "utter_page_privacy_limits",
        "utter_page_privacy_rights",
        "utter_privacy_controller",
        "utter_privacy_trial",
        "utter_page_help",
        "utter_page_language",
        "utter_language_unreviewed",
        "utter_page_settings",
        "utter_reader_on",
        "utter_reader_off",
        "utter_page_back",
    )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Show the page that the slot `page` names; the page of languages leads back to the one before it."""
        scene = Scene.of(tracker)
        page = scene.slots["page"]
        PAGES[page](scene, dispatcher)
        dispatcher.utter_message(response="utter_page_back")
        return [] if page == LANGUAGE else [SlotSet("read", page)]


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
    named = scene.words.listed(scene.words.full_name(helper) for helper in helpers)
    return scene.named("utter_page_helpers", helpers=named)


def _report(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    dispatcher.utter_message(response="utter_page_report", report=_ways(scene, scene.county.ways))


def _ways(scene: Scene, ways: Iterable[str]) -> str:
    words = (scene.words.county.ways[way] for way in ways)
    return "\n".join(scene.named("utter_page_way", way=way.label, when=way.when) for way in words)


def _results(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    buttons = [
        Button(area.name, Reply(sets=(("page", "result"), ("result_area", area.id))).payload)
        for area in scene.county.areas.values()
    ]
    dispatcher.utter_message(buttons=[as_json(button) for button in buttons])
    dispatcher.utter_message(response="utter_page_results")


def _result(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    area = scene.slots["result_area"]
    agreed = [one for one in json.loads(scene.slots["priorities"]) if one["area"] == area]
    place = scene.county.areas[area].name
    if not agreed:
        dispatcher.utter_message(response="utter_page_result_none", place=place)
        return
    rounds = dict.fromkeys(one["round"] for one in agreed)
    parts = [
        "\n".join(_result_lines(scene, name, [one for one in agreed if one["round"] == name]))
        for name in list(rounds)[:ROUNDS_SHOWN]
    ]
    dispatcher.utter_message(response="utter_page_result", place=place, results="\n\n".join(parts))


def _result_lines(scene: Scene, name: str, agreed: Sequence[dict[str, Any]]) -> Iterable[str]:
    yield scene.named("utter_page_result_round", name=name)
    for one in agreed:
        yield scene.named("utter_page_result_line", number=one["place"], text=one["text"])
        if one["done"]:
            yield scene.named("utter_page_result_done", done=one["done"])


def _about(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    closes = scene.named(f"utter_about_{scene.slots['round']}")
    trial = scene.named("utter_about_trial") if scene.slots.get("trial") else ""
    dispatcher.utter_message(response="utter_page_about", round=closes, trial=trial)


def _privacy(_: Scene, dispatcher: CollectingDispatcher) -> None:
    dispatcher.utter_message(response="utter_page_privacy")


def _privacy_row(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    has_begun = scene.slots.get("begin") is not None
    has_answered = has_begun and scene.slots.get("area") in scene.county.areas and scene.chosen
    example = {"area": next(iter(scene.county.areas)), "first": next(iter(scene.county.issues))}
    lines = [*row(scene, kept(scene)), *marks(scene)] if has_answered else row(scene, example)
    whose = scene.named("utter_privacy_own_row" if has_answered else "utter_privacy_made_up_row")
    dispatcher.utter_message(response="utter_page_privacy_row", whose=whose, row="\n".join(lines))


def _privacy_limits(_: Scene, dispatcher: CollectingDispatcher) -> None:
    dispatcher.utter_message(response="utter_page_privacy_limits")


def _privacy_rights(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    who = "utter_privacy_trial" if scene.slots.get("trial") else "utter_privacy_controller"
    dispatcher.utter_message(response="utter_page_privacy_rights", who=scene.named(who))


def _help(_: Scene, dispatcher: CollectingDispatcher) -> None:
    dispatcher.utter_message(response="utter_page_help")


def _language(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    offered = [scene.script.languages[code] for code in scene.slots["languages"].split()]
    sets = ((LANGUAGE, of.code) for of in offered)
    payloads = (Reply(sets=(one, ("page", scene.slots.get("read")))).payload for one in sets)
    buttons = [Button(of.name, payload) for of, payload in zip(offered, payloads, strict=True)]
    dispatcher.utter_message(buttons=[as_json(button) for button in buttons])
    dispatcher.utter_message(response="utter_page_language")
    if unreviewed := [of.name for of in offered if not of.is_reviewed]:
        names = scene.words.listed(unreviewed)
        dispatcher.utter_message(response="utter_language_unreviewed", languages=names)


def _settings(scene: Scene, dispatcher: CollectingDispatcher) -> None:
    state = scene.named("utter_reader_on" if scene.slots.get(READER) else "utter_reader_off")
    dispatcher.utter_message(response="utter_page_settings", state=state)


PAGES = {
    "who": _who,
    "issues": _issues,
    "issue": _issue,
    "report": _report,
    "results": _results,
    "result": _result,
    "about": _about,
    "privacy": _privacy,
    "privacy_row": _privacy_row,
    "privacy_limits": _privacy_limits,
    "privacy_rights": _privacy_rights,
    "help": _help,
    "language": _language,
    "settings": _settings,
}
