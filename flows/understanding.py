"""What is understood of words typed out of the blue: an alarm, a place, a question, a concern, or nothing.

It all happens in the process, and nothing is kept of it. What is not sure is told as not sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows import places
from flows.county import County
from flows.domain import SKIPPED
from flows.intents import Guess, Intents
from flows.nlu import (
    ABUSE,
    ASKING,
    CHAT,
    CONCERN,
    FOR_AN_ANSWER,
    HOME,
    PLACE,
    QUESTION,
    TEAM,
    TIME,
    WHOSE_ISSUE,
    Training,
)
from flows.place_signs import Signs
from flows.spelling import words_of
from flows.urgent import Alarm, Urgency

MOST_WORDS, MOST_LETTERS = 60, 400
"""Of a longer text only so much tells of anything but an alarm."""
KNOWN_ENOUGH = 0.4
"""Of a text of which less stands in any example, nothing is understood."""
KNOWN_QUESTION = 0.7
"""Of a question more has to be known: most of what can be asked has no answer here."""
SURE = 0.8
LIKELY = 0.35
POSSIBLE = 0.05
FEWEST_CHOICES, MOST_CHOICES = 2, 3
MORE_IF_ASKED, LESS_IF_NOT = 100.0, 0.5
"""How much more a question is likely where a text begins like one, and how much less where it does not."""
FEW_WORDS = 3
KNOWN_WELL = 0.8
"""A few words that nearly name a place are rather taken for its name than for something less known than this."""
COMMAND = "/"
OPEN_QUESTIONS = frozenset({WHOSE_ISSUE, f"{QUESTION}who", f"{QUESTION}report"})
"""Questions that an issue named in them narrows down."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the page that answers it, and the issue (by id) that the page is about; or else a team (by id)."""

    page: str
    topic: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """What concerns somebody.

    Args:
        choices: ids of issues: one if it is sure, up to three, the likeliest first, if it is not.
        place: the kind of place where it happens, as the slot `place` holds it, or None if that is not said.
        time: when it happens, as the slot `time` holds it, or None.
        is_asked_about: whether the words ask something about it.
    """

    choices: tuple[str, ...]
    place: str | None = None
    time: str | None = None
    is_asked_about: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether there is but one choice."""
        return len(self.choices) == 1


@dataclass(frozen=True, slots=True)
class Understood:
    """What is understood of a text; everything that is not in it is None.

    Args:
        alarm: what it sounds like; nothing else counts then, but what was stolen or damaged.
        place: where it says that somebody lives, or something happens.
        question: what it asks.
        concern: what it names as a concern.
        is_abuse: whether it is abuse.
    """

    alarm: Alarm | None
    place: places.Found
    question: Question | None = None
    concern: Concern | None = None
    is_abuse: bool = False


class Understanding:
    """Understands words.

    Args:
        training: the examples to learn from.
        county: whose places, issues and teams are meant.
    """

    def __init__(self, training: Training, county: County) -> None:
        self._county = county
        self._signs = Signs.of(training)
        self._urgency = Urgency(training, county.all_names)
        self._intents = Intents(training, (CONCERN, QUESTION, ABUSE, CHAT, HOME))
        self._places = _spaced(training.looked_up(f"{PLACE}/"))
        self._times = _spaced(training.looked_up(f"{TIME}/"))
        self._teams = _spaced(training.looked_up(TEAM))
        asking = _spaced({name: training.lookups[name] for name in (ASKING, FOR_AN_ANSWER)})
        self._asking, self._for_an_answer = asking[ASKING], asking[FOR_AN_ANSWER]

    def alarm(self, text: str) -> Alarm | None:
        """Return what a text sounds like, or None if like no alarm."""
        return self._urgency.alarm(text)

    def place(self, text: str) -> places.Found:
        """Return the area that a text names."""
        return places.find(text, self._county, self._signs)

    def place_in(self, text: str, area: str) -> places.Here | places.Perhaps | places.Unknown:
        """Return the place of an area (by id) that a text names."""
        return places.find_in_area(text, area, self._county, self._signs)

    def of(self, text: str) -> Understood:
        """Return what is understood of a text; a command that nobody knows is not."""
        if text.startswith(COMMAND):
            return Understood(None, places.Unknown())
        beginning = " ".join(text[:MOST_LETTERS].split()[:MOST_WORDS])
        place = self.place(beginning)
        words = places.without_names(beginning, self._county, self._signs)
        if alarm := self.alarm(text):
            concern = self._concern(words, 1.0) if alarm is Alarm.CRIME_REPORT else None
            return Understood(alarm, place, concern=concern)
        return self._calmly(words, place)

    def _calmly(self, words: Sequence[str], place: places.Found) -> Understood:
        """Return what is understood of words that are no alarm, beside the place that they name."""
        if question := self._of_a_team(words):
            return Understood(None, place, question)
        guess = self._intents.guess(words, "")
        if isinstance(place, places.Perhaps) and len(words) <= FEW_WORDS and guess.known < KNOWN_WELL:
            return Understood(None, place)
        match self._about(words, guess):
            case "question":
                return Understood(None, place, self._question(words))
            case "concern":
                return Understood(None, place, concern=self._concern(words, guess.of(CONCERN)))
            case about:
                return Understood(None, place, is_abuse=about == ABUSE)

    def _about(self, words: Sequence[str], guess: Guess) -> str:
        """Return what a text is about; nothing if too little of it is known."""
        if guess.known < KNOWN_ENOUGH:
            return ""
        asked = MORE_IF_ASKED if self._begins_like_a_question(words) else LESS_IF_NOT
        likely = {
            "concern": guess.of(CONCERN),
            "question": guess.of(QUESTION) * asked,
            ABUSE: guess.of(ABUSE),
            CHAT: guess.of(CHAT) + guess.of(HOME),
        }
        about = max(likely, key=lambda about: likely[about])
        return "" if about == "question" and guess.known < KNOWN_QUESTION else about

    def _begins_like_a_question(self, words: Sequence[str]) -> bool:
        begun = f" {' '.join(words)} "
        return begun.startswith(self._asking)

    def _of_a_team(self, words: Sequence[str]) -> Question | None:
        """Return the question about a team that a text names and asks about."""
        team = _first(f" {' '.join(words)} ", self._teams)
        if team and (len(words) <= FEW_WORDS or self._begins_like_a_question(words)):
            return Question("who", team=team)
        return None

    def _question(self, words: Sequence[str]) -> Question | None:
        """Return the question that a text asks; none if it might as well be any."""
        guess = self._intents.guess(words, QUESTION)
        if guess.share < LIKELY:
            return None
        page = guess.best
        if page not in OPEN_QUESTIONS:
            return Question(page.removeprefix(QUESTION))
        topic = self._intents.guess(words, CONCERN)
        issue = topic.best.removeprefix(CONCERN)
        if issue in self._county.issues and topic.share >= SURE:
            return Question("issue", issue)
        return Question("report" if page == WHOSE_ISSUE else page.removeprefix(QUESTION))

    def _concern(self, words: Sequence[str], share: float) -> Concern:
        """Return the concern in a text, of which so large a share speaks for one."""
        guess = self._intents.guess(words, CONCERN)
        sure = min(guess.share, share) >= SURE
        possible = sum(each >= POSSIBLE for each in guess.shares.values())
        most = 1 if sure else min(max(possible, FEWEST_CHOICES), MOST_CHOICES)
        choices = [issue.removeprefix(CONCERN) for issue in guess.shares]
        said = f" {' '.join(words)} "
        return Concern(
            tuple(choices[:most]),
            _first(said, self._places),
            _first(said, self._times),
            said.startswith(self._for_an_answer),
        )


def _spaced(listed: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return phrases between spaces, so that they are found as whole words only."""
    return {
        name: tuple(f" {' '.join(words_of(phrase))} " for phrase in phrases)
        for name, phrases in listed.items()
    }


def _first(said: str, listed: Mapping[str, Sequence[str]]) -> str | None:
    """Return the name under which the phrase stands that comes first in a text, of those the longest.

    What stands under `skipped` only keeps shorter phrases from being found in it: a car park is no park.
    """
    for phrase in listed.get(SKIPPED, ()):
        said = said.replace(phrase, " | ")
    found = [
        (said.index(phrase), -len(phrase), name)
        for name, phrases in listed.items()
        for phrase in phrases
        if phrase in said and name != SKIPPED
    ]
    return min(found)[-1] if found else None
