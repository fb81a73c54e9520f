"""The scene in which an action runs: the slots, and the script they belong to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.county import County
from flows.language import Language
from flows.rasa import Tracker

if TYPE_CHECKING:
    from flows.script import Script

CONCERNS = ("concern_1", "concern_2", "concern_3")
NO_CONCERN = "none"


@dataclass(frozen=True, slots=True)
class Scene:
    """What an action may see. There is no sender in it.

    Args:
        script: the script of the conversation's county.
        slots: what is filled.
    """

    script: "Script"
    slots: dict[str, Any]

    @classmethod
    def of(cls, tracker: Tracker) -> "Scene":
        """Return the scene that a tracker describes."""
        from flows.script import installed  # noqa: PLC0415 - the script's checks need the actions' names

        return cls(installed(tracker.slots["county"]), tracker.slots)

    @property
    def county(self) -> County:
        """The county of the conversation."""
        return self.script.county

    @property
    def words(self) -> Language:
        """The language of the conversation."""
        return self.script.languages[self.slots["language"]]

    @property
    def area_name(self) -> str:
        """The name of the chosen area."""
        return self.county.areas[self.slots["area"]].name

    @property
    def chosen(self) -> tuple[str, ...]:
        """The concerns so far, the most important first."""
        concerns = (self.slots.get(slot) for slot in CONCERNS)
        return tuple(concern for concern in concerns if concern and concern != NO_CONCERN)

    @property
    def was_checked(self) -> bool:
        """Whether the check page has been shown: what is filled are answers then, and not what words may have meant."""
        return self.slots.get("ballot_number") is not None

    @property
    def has_receipt(self) -> bool:
        """Whether the ballot's number is to be a receipt."""
        return self.slots.get("receipt") is not None

    @property
    def is_assisted(self) -> bool:
        """Whether this is an officer's device, handed from one resident to the next."""
        return self.slots.get("assisted") is not None

    def named(self, response: str, /, **values: object) -> str:
        """Return what a response says with these values and the slots."""
        return self.words.text(response, **{**self.slots, **values})
