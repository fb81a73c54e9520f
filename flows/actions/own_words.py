"""`action_ask_comment` and `action_ask_other`: a resident's own words, and what may be kept of them."""

from typing import Any

from flows.actions.say import Says
from flows.actions.scene import Scene
from flows.rasa import CollectingDispatcher, EventType, Tracker
from flows.redaction import plain, redact

LONGEST = {"comment": 500, "other": 80}
"""In letters. With both at their longest, the check page stays well below Telegram's 4,096."""


class AskComment(Says):
    """Ask for a comment."""

    called = "action_ask_comment"
    says = ("utter_ask_comment", "utter_quote_comment")

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask, and warn before anything is typed."""
        dispatcher.utter_message(response="utter_ask_comment", longest=LONGEST["comment"])
        return []


class AskOther(Says):
    """Ask what "something else" is."""

    called = "action_ask_other"
    says = ("utter_ask_other", "utter_quote_other")

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask, and warn before anything is typed."""
        dispatcher.utter_message(response="utter_ask_other", longest=LONGEST["other"])
        return []


def fit_to_keep(slot: str, words: str, scene: Scene, dispatcher: CollectingDispatcher) -> str | None:
    """Return words as they may be kept; too long or empty ones are refused, and the question is asked again.

    Args:
        slot: the slot that they are for.
        words: as they were typed.
        scene: of the conversation.
        dispatcher: says what was done to them.
    """
    cleaned = " ".join(plain(words).split())
    if not cleaned:
        dispatcher.utter_message(response="utter_nothing_said")
        return None
    if len(cleaned) > LONGEST[slot]:
        dispatcher.utter_message(response="utter_too_long", length=len(cleaned))
        return None
    redacted = redact(cleaned)
    if scene.script.understanding.alarm(cleaned):
        dispatcher.utter_message(response="utter_urgent_in_comment")
    if redacted != cleaned:
        dispatcher.utter_message(response="utter_taken_out")
    return redacted
