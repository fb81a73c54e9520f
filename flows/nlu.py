"""What residents may type, written down for the bot to learn from: `nlu.yml`, and `words/kinds.en.yml`.

The format is Rasa's training data, so that staff can add a line, and a force that runs Rasa can load it. A file for
another language is called `nlu.ro.yml` and the like, and is read beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.county import County
from flows.domain import SOMETHING_ELSE, Slots
from flows.faults import Fault, Problems, nearest
from flows.spelling import words_of
from flows.yaml_file import Node, read

FILES = "nlu*.yml"
KINDS = "words/kinds.??.yml"
ENGLISH_KINDS = "words/kinds.en.yml"
FEWEST_EXAMPLES = 5

CONCERN, QUESTION, TEAM = "concern/", "question/", "team/"
WHOSE_ISSUE = f"{QUESTION}issue"
URGENT, HARM, CRIME, CALM = "urgent", "harm_report", "crime_report", "calm"
ABUSE, CHAT, HOME = "abuse", "chat", "place"
PLACE, TIME = "place", "time"
ASKING, FOR_AN_ANSWER = "asking", "asking_for_an_answer"
BEFORE_A_PLACE, AROUND_A_PLACE, NEVER_A_PLACE = "before_a_place/", "around_a_place", "never_a_place"
STREET, SHORT_FOR, AWAY = "street", "short_for/", "away_from_home"

NO_SUCH_INTENT = Fault("nothing follows from the intent '{intent}'", "use one such as: {known}")
NO_SUCH_LOOKUP = Fault("nothing looks up '{lookup}'", "use one such as: {known}")
FEW_EXAMPLES = Fault(
    "intent '{intent}' has {count} examples", "add lines as residents might type them, {fewest} at least"
)
NOT_AN_EXAMPLE = Fault("'{example}' has no words", "delete it, or write what somebody might type")
NEITHER = Fault(
    "this has neither an intent nor a lookup", "write `- intent: …` or `- lookup: …` above `examples:`"
)


@dataclass(frozen=True, slots=True)
class Training:
    """The examples, each in its own words.

    Args:
        intents: what somebody may type, by what it means.
        lookups: the words for something, by what it is.
        kinds: the kind of each word or phrase that has one, by its words with a space between.
        little_words: those that only hold others together.
        endings: by which words of no kind are told apart.
    """

    intents: Mapping[str, tuple[str, ...]]
    lookups: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    little_words: frozenset[str]
    endings: tuple[str, ...]

    def below(self, prefix: str) -> dict[str, tuple[str, ...]]:
        """Return the examples of all intents that begin with a prefix, by what follows it."""
        return {
            intent.removeprefix(prefix): examples
            for intent, examples in self.intents.items()
            if intent.startswith(prefix)
        }

    def looked_up(self, prefix: str) -> dict[str, tuple[str, ...]]:
        """Return the words of all lookups that begin with a prefix, by what follows it."""
        return {
            lookup.removeprefix(prefix): words
            for lookup, words in self.lookups.items()
            if lookup.startswith(prefix)
        }


def read_training(folder: Path, county: County, slots: Slots, problems: Problems) -> Training:
    """Read the examples of a flows folder; what is wrong with them is noted.

    Args:
        folder: holds `nlu.yml` and `words/`.
        county: whose issues and teams the examples name.
        slots: the answers that can be picked up, and the pages that can be shown.
        problems: where what is wrong is noted.
    """
    known = Known(county, slots)
    intents: dict[str, list[str]] = {intent: [] for intent in known.intents}
    lookups: dict[str, list[str]] = {lookup: [] for lookup in known.lookups}
    main = read(folder / "nlu.yml", folder, problems)
    others = [read(path, folder, problems) for path in sorted(folder.glob(FILES)) if path.name != "nlu.yml"]
    for file in (main, *others):
        file.only("version", "nlu")
        for entry in file.get("nlu").elements():
            entry.only("intent", "lookup", "examples")
            if entry.has("intent"):
                _gather(entry, "intent", intents, NO_SUCH_INTENT)
            elif entry.has("lookup"):
                _gather(entry, "lookup", lookups, NO_SUCH_LOOKUP)
            else:
                problems.add(NEITHER.at(entry.file, entry.line))
    for intent, examples in intents.items():
        if len(examples) < FEWEST_EXAMPLES and county.issues and slots and main.value is not None:
            few = FEW_EXAMPLES.at(
                main.file, main.line, intent=intent, count=len(examples), fewest=FEWEST_EXAMPLES
            )
            problems.add(few)
    return Training(
        {intent: tuple(examples) for intent, examples in intents.items()},
        {lookup: tuple(words) for lookup, words in lookups.items()},
        **_words(folder, problems),
    )


class Known:
    """The names under which examples can stand.

    Args:
        county: whose issues and teams some of them are.
        slots: whose values others are.
    """

    def __init__(self, county: County, slots: Slots) -> None:
        self.intents = (
            *(URGENT, HARM, CRIME, CALM, ABUSE, CHAT, HOME),
            *(f"{CONCERN}{issue}" for issue in (*county.issues, SOMETHING_ELSE)),
            *(f"{QUESTION}{page}" for page in (*ANSWERS, "issue")),
        )
        self.lookups = (
            *(URGENT, ASKING, FOR_AN_ANSWER, AROUND_A_PLACE, NEVER_A_PLACE, STREET, AWAY),
            *(f"{BEFORE_A_PLACE}{cue}" for cue in ("in", "from", "near")),
            *(f"{SHORT_FOR}{word}" for word in ("st", "great", "little")),
            *(f"{TEAM}{team}" for team in county.teams),
            *(f"{slot}/{value}" for slot in (PLACE, TIME) if slot in slots for value in slots[slot].values),
        )


ANSWERS = (
    "who",
    "report",
    "results",
    "about",
    "privacy",
    "privacy_row",
    "privacy_limits",
    "privacy_rights",
    "help",
)
"""The pages that answer questions."""


def _gather(entry: Node, kind: str, into: Mapping[str, list[str]], fault: Fault) -> None:
    """Add the examples of an entry to those of its intent or lookup."""
    name = entry.text(kind)
    if name not in into:
        known = nearest(name, into)
        entry.problems.add(fault.at(entry.file, entry.get(kind).line, **{kind: name, "known": known}))
        return
    first = entry.get("examples").line + 1
    for line, example in enumerate(entry.text("examples").splitlines(), first):
        words = example.removeprefix("-").strip()
        if any(map(str.isalnum, words)):
            into[name].append(words)
        else:
            entry.problems.add(NOT_AN_EXAMPLE.at(entry.file, line, example=words))


def _words(folder: Path, problems: Problems) -> dict[str, Any]:
    """Return the kinds of words, the little ones and the endings of all languages."""
    files = [read(path, folder, problems) for path in sorted({folder / ENGLISH_KINDS, *folder.glob(KINDS)})]
    for file in files:
        file.only("kinds", "little_words", "endings")
    return {
        "kinds": {
            phrase: kind
            for file in files
            for kind, node in reversed(list(file.required("kinds").items()))
            for phrase in _listed(node)
        },
        "little_words": frozenset(word for file in files for word in _listed(file.get("little_words"))),
        "endings": tuple(ending for file in files for ending in _listed(file.get("endings"))),
    }


def _listed(node: Node) -> Iterator[str]:
    """Give the words and phrases of a list that is separated by commas."""
    if isinstance(node.value, str):
        yield from (" ".join(words_of(phrase)) for phrase in node.value.split(","))
