"""`action_withdraw`, and the receipt: a ballot's number, shown once, with which its answer can be taken back."""

import re
from typing import Any

from flows.actions.say import Says
from flows.rasa import CollectingDispatcher, EventType, SlotSet, Tracker
from storage import crockford
from storage.ballot import NUMBER_LETTERS
from storage.errors import NotCrockford

GROUP = 4
BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
"""What people, and their keyboards, put between groups of letters."""


class Withdraw(Says):
    """Hand a receipt to whoever runs the conversation, who passes it to the ballot box."""

    called = "action_withdraw"
    says = ("utter_withdrawal_sealing",)

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say that it is being sealed; the conversation does not hold it from here on."""
        dispatcher.utter_message(json_message={"withdrawal": tracker.slots["receipt_code"]})
        dispatcher.utter_message(response="utter_withdrawal_sealing")
        return [SlotSet("receipt_code", None)]


def in_groups(number: str) -> str:
    """Return a ballot's number as it is read out and written down: four groups of four letters."""
    return " ".join(number[at : at + GROUP] for at in range(0, NUMBER_LETTERS, GROUP))


def number_from(words: str) -> str | None:
    """Return the ballot's number that typed words are, or None if they cannot be one.

    Args:
        words: with or without spaces, hyphens and capitals; O is read as 0, I and L as 1.
    """
    letters = BETWEEN.sub("", words)
    if len(letters) != NUMBER_LETTERS:
        return None
    try:
        return crockford.encode(crockford.decode(letters), NUMBER_LETTERS)
    except NotCrockford:
        return None
