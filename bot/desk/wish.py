"""A wish: the event that an officer has typed, with the language that its papers are to be in."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from flows.locales import ENGLISH

IN_LANGUAGE = re.compile(r"(?P<name>.*?)[\s,;.:(]*\bin\s+(?P<language>\w+)[\s.!)]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer wants.

    Args:
        name: what the event is called; empty if nothing was typed that could be read out.
        language: two letters, of a language that the papers need not have.
    """

    name: str
    language: str = ENGLISH

    @classmethod
    def parse(cls, typed: str, languages: Mapping[str, str]) -> "Wish":
        """Read what was typed, such as "Market Square, Stevenage, in Polish".

        Args:
            typed: without the command.
            languages: what each language is called in English, by its two letters.
        """
        name = _clean(typed)
        codes = {called.lower(): code for code, called in languages.items()}
        found = IN_LANGUAGE.fullmatch(name)
        if found is not None and found["language"].lower() in codes:
            return cls(_unless_mute(found["name"]), codes[found["language"].lower()])
        return cls(_unless_mute(name))


def _clean(typed: str) -> str:
    """Return a text on one line, without marks and what cannot be seen, such as what turns the direction round."""
    words = unicodedata.normalize("NFC", typed).replace("*", "").split()
    return " ".join("".join(letter for letter in word if letter.isprintable()) for word in words).strip()


def _unless_mute(name: str) -> str:
    """Return a name, or nothing if it has no letter and no digit."""
    return name if any(letter.isalnum() for letter in name) else ""
