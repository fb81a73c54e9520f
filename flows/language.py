"""A language: what the bot says in it, and what the county's things are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cached_property
from itertools import chain

from flows import locales
from flows.conversation import Reply
from flows.county import County, CountyWords
from flows.domain import Slots
from flows.responses import QUESTION, Response
from flows.turn import Button, Message, Weight

FILLED: Mapping[str, tuple[str, ...]] = {
    "utter_ask_comment": ("longest",),
    "utter_ask_other": ("longest",),
    "utter_check": ("answers", "who"),
    "utter_check_line": ("name", "answer"),
    "utter_chosen": ("answer",),
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
    "utter_page_settings": ("state",),
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
        name: what it is called by those who speak it.
        is_reviewed: whether somebody who grew up with it has read all of it.
        responses: by name.
        county: the words for the county's issues, teams and ways to report.
        labels: what each value of each slot is called.
    """

    code: str
    name: str
    is_reviewed: bool
    responses: Mapping[str, Response]
    county: CountyWords
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def text(self, response: str, /, **values: object) -> str:
        """Return what a response says, with its placeholders filled."""
        said = self.responses[response]
        if "{" not in said.text:
            return said.text
        return said.fill(
            {name: self.number(of) if isinstance(of, int) else of for name, of in values.items()}
        )

    def only(self, beginning: str) -> "Language":
        """Return it with no responses but those whose names begin so: as much as another process needs."""
        said = {name: of for name, of in self.responses.items() if name.startswith(beginning)}
        return replace(self, responses=said, labels={})

    def label(self, slot: str, value: str) -> str:
        """Return what a slot's value is called: the county's name for it, or its button in the question.

        What is no longer in the data, but was when residents named it, is called as it stands in the figures.
        """
        return self.labels.get((slot, value), value)

    def title(self, slot: str, value: str, slots: Mapping[str, str]) -> str:
        """Return what the button was called that set a slot to a value; its label, if no question had one.

        Args:
            slot: that was asked for.
            value: that was tapped.
            slots: when it was asked for: some buttons have another title for the same.
        """
        payload = Reply(sets=((slot, value),)).payload
        questions = (of for name, of in self.responses.items() if name.startswith(QUESTION))
        offered = chain.from_iterable(question.buttons(slots) for question in questions)
        titles = (button.title for button in offered if button.payload == payload)
        return next(titles, self.label(slot, value))

    def day(self, day: date) -> str:
        """Return a day in words."""
        return locales.written_day(self.code, day)

    def time(self, moment: time) -> str:
        """Return a time of day."""
        return locales.written_time(self.code, moment)

    def number(self, number: int) -> str:
        """Return a whole number."""
        return locales.written_number(self.code, number)

    def listed(self, names: Iterable[str]) -> str:
        """Return names one after the other."""
        return locales.listed(self.code, names)

    @property
    def runs_right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return locales.runs_right_to_left(self.code)

    def as_shown(self, message: Message) -> Message:
        """Return a message as it can be shown: in a language from right to left, with Latin names set apart."""
        if not self.runs_right_to_left:
            return message
        return replace(
            message,
            text=locales.isolated(message.text),
            quotes=tuple(replace(of, label=locales.isolated(of.label)) for of in message.quotes),
            buttons=tuple(map(_set_apart, message.buttons)),
            footer=tuple(map(_set_apart, message.footer)),
            placeholder=message.placeholder and locales.isolated(message.placeholder),
            one_to_a_row=True,
        )

    def full_name(self, who: str) -> str:
        """Return the name of a team or another body."""
        return self.county.teams[who].name if who in self.county.teams else self.county.bodies[who]

    def short_name(self, who: str) -> str:
        """Return the short name of a team, or the name of another body."""
        return self.county.teams[who].short if who in self.county.teams else self.county.bodies[who]

    def button(self, slot: str, value: str) -> Button:
        """Return the button that sets a slot to a value."""
        return self._buttons[slot, value]

    @cached_property
    def _buttons(self) -> dict[tuple[str, str], Button]:
        return {
            (slot, value): Button(title, Reply(sets=((slot, value),)).payload, Weight.PLAIN)
            for (slot, value), title in self.labels.items()
        }


def _set_apart(button: Button) -> Button:
    return replace(button, title=locales.isolated(button.title))


def labels(
    responses: Mapping[str, Response],
    slots: Slots,
    county: County,
    words: CountyWords,
    languages: Mapping[str, str],
) -> dict[tuple[str, str], str]:
    """Return what each value is called: the title of the button that sets it alone, or the county's name.

    Args:
        responses: of one language.
        slots: those of the domain.
        county: whose areas and places have names.
        words: the county's words in that language.
        languages: the own name of each language, by its two letters.
    """
    lists = {
        "areas": {area.id: area.name for area in county.areas.values()},
        "issues": {issue: of.label for issue, of in words.issues.items()},
        "places": {place.id: place.name for place in county.places.values()},
        "words": languages,
    }
    found = {}
    for response in responses.values():
        for choice in response.choices:
            reply = Reply.parse(choice.button.payload)
            if reply and len(reply.sets) == 1 and response.name.startswith(QUESTION):
                name, value = reply.sets[0]
                found[name, value or ""] = choice.button.title
    for slot in slots.values():
        for value, title in lists.get(slot.county_list, {}).items():
            found[slot.name, value] = title
    return found
