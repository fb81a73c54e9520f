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
        controller: the police force answerable for the data, or None in a trial.
        contact: where to write about one's data, or None.
        official_page: where a resident can check that the bot is genuine, or None.
    """

    round: RoundState
    county: str
    number: str = field(repr=False)
    link: str
    controller: str | None = None
    contact: str | None = None
    official_page: str | None = None

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
            "controller": self.controller,
            "contact": self.contact,
            "official_page": self.official_page,
        }
        return {name: value for name, value in facts.items() if value is not None}
