"""What a turn is given to know of the moment: the round, who is answerable, and a random number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from flows.language import Language
from flows.locales import ENGLISH
from storage.rounds import RoundState


@dataclass(frozen=True, slots=True)
class Given:
    """The facts of the moment. The runner reads no clock and no random source of its own.

    Args:
        round: the round as it stands now.
        county: the folder of the county's data.
        number: 80 fresh random bits as 16 Crockford base-32 letters.
        link: the address of the private chat with the bot.
        opening: when the ballot box is opened each day, such as 07:30.
        minimum: of how many people of an area there must be answers in the box for them to come out.
        retention: how many rounds answers are kept for.
        lawful_basis: on what the controller relies, in a few words.
        controller: the police force answerable for the data, or None in a trial.
        contact: where to write about one's data, or None.
        official_page: where a resident can check that the bot is genuine, or None.
        languages: the two letters of each language that is offered.
        priorities: what was agreed for each area and done about it, as `storage.priorities` writes it in JSON.
    """

    round: RoundState
    county: str
    number: str = field(repr=False)
    link: str
    opening: str
    minimum: int
    retention: int
    lawful_basis: str
    controller: str | None = None
    contact: str | None = None
    official_page: str | None = None
    languages: tuple[str, ...] = (ENGLISH,)
    priorities: str = "[]"

    @property
    def is_trial(self) -> bool:
        """Whether no police force answers for this bot yet."""
        return None in (self.controller, self.contact, self.official_page)

    def slots(self, words: Language) -> Mapping[str, str]:
        """Return these facts as slots, for conditions, placeholders and actions.

        Args:
            words: the language of the conversation, which has its own way to write days, times and numbers.
        """
        facts = {
            "round": self.round.phase,
            "closes": words.day(self.round.closes) if self.round.closes else None,
            "opens": words.day(self.round.opens),
            "county": self.county,
            "fresh_number": self.number,
            "link": self.link,
            "trial": "yes" if self.is_trial else None,
            "opening": words.time(time.fromisoformat(self.opening)),
            "minimum": words.number(self.minimum),
            "retention": words.number(self.retention),
            "languages": " ".join(self.languages),
            "priorities": self.priorities,
            "lawful_basis": self.lawful_basis,
            "controller": self.controller,
            "contact": self.contact,
            "official_page": self.official_page,
        }
        return {name: value for name, value in facts.items() if value is not None}
