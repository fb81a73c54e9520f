"""What a resident sends: a ballot, whose repr shows nothing of it, so that no log can."""

from dataclasses import dataclass

NUMBER_LETTERS = 16
MOST_COMMENTS = 4


@dataclass(frozen=True, slots=True, repr=False)
class Answers:
    """The answers to the questions, each a name from the county's data or a closed list of the flows.

    `time` is when it happens, as a choice such as "evenings": never a time of the clock.
    """

    area: str
    first: str
    second: str | None = None
    third: str | None = None
    place: str | None = None
    town: str | None = None
    time: str | None = None
    safe_by_day: str | None = None
    safe_after_dark: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Comment:
    """A resident's own words about one issue, already redacted and agreed to."""

    issue: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Ballot:
    """All that one resident sends at once.

    `number` is 16 Crockford letters, 80 random bits, drawn once for a conversation: the same number is the
    same ballot sent again. `event` is the code of the event whose link was used. `receipt` tells that the resident
    has taken the number as a receipt, `assisted` that the ballot was filled in on an officer's tablet. There are at
    most `MOST_COMMENTS` comments.
    """

    number: str
    answers: Answers
    comments: tuple[Comment, ...] = ()
    event: str | None = None
    receipt: bool = False
    assisted: bool = False

    def __post_init__(self) -> None:
        """Refuse more comments than a receipt can withdraw: ValueError."""
        if len(self.comments) > MOST_COMMENTS:
            raise ValueError(f"a ballot has {MOST_COMMENTS} comments at most")
