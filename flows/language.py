"""A language: what the bot says in it, and what the county's things are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.conversation import Reply
from flows.county import County, CountyWords
from flows.domain import Slots
from flows.responses import QUESTION, Response
from flows.turn import Button, Weight

FILLED: Mapping[str, tuple[str, ...]] = {
    "utter_ask_comment": ("longest",),
    "utter_ask_other": ("longest",),
    "utter_check": ("answers", "who"),
    "utter_day": ("day", "month", "year"),
    "utter_check_line": ("name", "answer"),
    "utter_check_words_line": ("issue",),
    "utter_check_who_line": ("team", "issues"),
    "utter_page_helpers": ("helpers",),
    "utter_page_privacy_rights": ("who",),
    "utter_page_privacy_row": ("whose", "row"),
    "utter_page_issue": ("issue", "deals", "lead", "helpers", "report"),
    "utter_page_report": ("report",),
    "utter_page_result": ("place", "results"),
    "utter_page_result_none": ("place",),
    "utter_page_result_round": ("name",),
    "utter_page_result_line": ("number", "text"),
    "utter_page_result_done": ("done",),
    "utter_page_way": ("way", "when"),
    "utter_page_who": ("teams",),
    "utter_page_who_line": ("team", "does"),
    "utter_place_outside": ("place", "force"),
    "utter_place_found": ("place",),
    "utter_place_in_several": ("place",),
    "utter_place_perhaps_line": ("place",),
    "utter_receipt": ("code",),
    "utter_too_long": ("length",),
    "utter_typed_also_yes": ("concern",),
    "utter_typed_mean": ("concern",),
    "utter_typed_outside": ("place", "force"),
    "utter_typed_place": ("place",),
    "utter_typed_several": ("place",),
    "utter_typed_split": ("place",),
}
"""The placeholders that an action fills, by response; a response may quote any slot besides."""


@dataclass(frozen=True)
class Language:
    """Everything that a resident reads in one language.

    Args:
        code: its two letters.
        responses: by name.
        county: the words for the county's issues, teams and ways to report.
        labels: what each value of each slot is called.
    """

    code: str
    responses: Mapping[str, Response]
    county: CountyWords
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def text(self, response: str, /, **values: object) -> str:
        """Return what a response says, with its placeholders filled."""
        return self.responses[response].fill(values)

    def label(self, slot: str, value: str) -> str:
        """Return what a slot's value is called: the county's name for it, or its button in the question."""
        return self.labels[slot, value]

    def day(self, day: date) -> str:
        """Return a day in words."""
        months = self.text("utter_months").split()
        return self.text("utter_day", day=day.day, month=months[day.month - 1], year=day.year)

    def full_name(self, who: str) -> str:
        """Return the name of a team or another body."""
        return self.county.teams[who].name if who in self.county.teams else self.county.bodies[who]

    def short_name(self, who: str) -> str:
        """Return the short name of a team, or the name of another body."""
        return self.county.teams[who].short if who in self.county.teams else self.county.bodies[who]

    def button(self, slot: str, value: str) -> Button:
        """Return the button that sets a slot to a value."""
        return Button(self.label(slot, value), Reply(sets=((slot, value),)).payload, Weight.PLAIN)


def labels(
    responses: Mapping[str, Response], slots: Slots, county: County, words: CountyWords
) -> dict[tuple[str, str], str]:
    """Return what each value is called: the title of the button that sets it alone, or the county's name."""
    names = {
        "areas": {area.id: area.name for area in county.areas.values()},
        "issues": {issue: of.label for issue, of in words.issues.items()},
        "places": {place.id: place.name for place in county.places.values()},
    }
    found = {}
    for response in responses.values():
        for choice in response.choices:
            reply = Reply.parse(choice.button.payload)
            if reply and len(reply.sets) == 1 and response.name.startswith(QUESTION):
                name, value = reply.sets[0]
                found[name, value or ""] = choice.button.title
    for slot in slots.values():
        for value, title in names.get(slot.county_list, {}).items():
            found[slot.name, value] = title
    return found
