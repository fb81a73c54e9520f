"""The titles: what somebody means who types a button's own words, or a command's name, instead of tapping."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from flows.commands import ASSIST, COMMANDS
from flows.conversation import Reply
from flows.county import County
from flows.language import Language
from flows.responses import COMMANDS as ON_BUTTONS
from flows.responses import QUESTION
from flows.spelling import ALIKE, APOSTROPHES

WELCOME = f"{QUESTION}begin"
"""What its buttons do, they do from nothing."""
NOTHING = ""
ENDS = ".!\u06d4\u0964 "
"""What may end a sentence: exclamation marks and full stops, those of Urdu and of India too."""
DOT = "\u0307"
"""What is left in small letters of the dot on a capital I of Turkish."""


@dataclass(frozen=True, slots=True)
class Titled:
    """What a title does.

    Args:
        language: whose title it is.
        payload: a command, such as `/stop`, or `/SetSlots(…)` of a button below the welcome; empty where the title
            makes sense within a conversation only.
    """

    language: str
    payload: str


class Titles:
    """Knows the titles of all buttons in all languages, but for the names of the county's areas, places and issues.

    Args:
        languages: by two-letter code.
        county: whose areas, places and issues are meant by their names, and no button.
    """

    def __init__(self, languages: Mapping[str, Language], county: County) -> None:
        areas = [area.name for area in county.areas.values()]
        places = [place.name for place in county.places.values()]
        issues = [issue.label for words in county.words.values() for issue in words.issues.values()]
        names = {_plain(name) for name in (*areas, *places, *issues)}
        self._titles = {code: _titles(language, names) for code, language in languages.items()}
        self._begun = {code: {title.partition(" ")[0] for title in of} for code, of in self._titles.items()}
        self._commands = {name: f"/{name}" for name in (*COMMANDS, ASSIST)}

    def of(self, text: str, usual: str, offered: Iterable[str]) -> Titled | None:
        """Return what typed words do that are a title, but for capitals and what ends them; else None.

        The first word of a title in their own language, such as "send", says which button is meant, and does nothing.

        Args:
            text: the typed words.
            usual: the language of whoever typed them: its titles come first, and a command's name is taken to be in it.
            offered: the two letters of each language that is offered.
        """
        words = _plain(text)
        own = self._titles[usual].get(words, self._commands.get(words))
        if own is not None:
            return Titled(usual, own)
        if words in self._begun[usual]:
            return Titled(usual, NOTHING)
        abroad = ((code, self._titles[code].get(words)) for code in offered)
        return next((Titled(code, payload) for code, payload in abroad if payload is not None), None)


def _titles(language: Language, names: Collection[str]) -> dict[str, str]:
    """Return what each title does: what it does below the welcome, or else what all buttons of that title do."""
    payloads: dict[str, set[str]] = {}
    for response in language.responses.values():
        for choice in response.choices:
            payload = _from_nothing(choice.button.payload)
            payloads.setdefault(_plain(choice.button.title), set()).add(payload)
    titles = {title: done.pop() if len(done) == 1 else NOTHING for title, done in payloads.items()}
    for choice in language.responses[WELCOME].choices:
        title, payload = choice.button.title, choice.button.payload
        titles[_plain(title)] = _from_nothing(payload) or payload
    titles[_plain(language.name)] = "/start"
    return {title: payload for title, payload in titles.items() if title not in names}


def _from_nothing(payload: str) -> str:
    """Return the command that a button is, or whose page it shows; nothing if it is neither."""
    if payload in ON_BUTTONS:
        return payload
    reply = Reply.parse(payload)
    page = dict(reply.sets).get("page") if reply else None
    return f"/{page}" if page in COMMANDS else NOTHING


def _plain(text: str) -> str:
    """Return a text as it compares: without capitals, blanks around it and what ends it, and kinds of apostrophes."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()).rstrip(ENDS))
    return composed.translate(APOSTROPHES).casefold().replace(DOT, "").translate(ALIKE)
