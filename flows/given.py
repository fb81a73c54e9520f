"""What a turn is given to know of the moment: the round, who is answerable, and a random number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

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
    priorities: str = "[]"

    @property
    def is_trial(self) -> bool:
        """Whether no police force answers for this bot yet."""
        return None in (self.controller, self.contact, self.official_page)

    def slots(self, in_words: Callable[[date], str]) -> Mapping[str, str]:
        """Return these facts as slots, for conditions, placeholders and actions.

        Args:
            in_words: writes a day in the language of the conversation.
        """
        facts = {
            "round": self.round.phase,
            "closes": in_words(self.round.closes) if self.round.closes else None,
            "opens": in_words(self.round.opens),
            "county": self.county,
            "fresh_number": self.number,
            "link": self.link,
            "trial": "yes" if self.is_trial else None,
            "opening": self.opening,
            "minimum": str(self.minimum),
            "retention": str(self.retention),
            "priorities": self.priorities,
            "lawful_basis": self.lawful_basis,
            "controller": self.controller,
            "contact": self.contact,
            "official_page": self.official_page,
        }
        return {name: value for name, value in facts.items() if value is not None}
