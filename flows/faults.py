"""Everything that can be wrong with a flows folder: what to say about it, and the remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from flows.problems import Problem


class Problems:
    """The problems of a folder, collected so that all are reported at once.

    Attributes:
        found: the problems.
        unread: the names of the files that could not be read at all.
    """

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.unread: set[str] = set()

    def add(self, problem: Problem) -> None:
        """Note a problem; the same one twice is noted once."""
        if problem not in self.found:
            self.found.append(problem)


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of problem.

    Args:
        what: the sentence that says what is wrong, with names in braces.
        remedy: the sentence that says what to do.
    """

    what: str
    remedy: str

    def at(self, file: str, line: int, **names: object) -> Problem:
        """Return the problem of this kind at a place, its sentences filled with these names."""
        return Problem(file, line, self.what.format(**names), self.remedy.format(**names))


MOST_NAMED = 20
NEAREST = 5


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the names to choose from for a remedy: all, or of many those that look most like a wrong one."""
    names = list(known)
    if len(names) > MOST_NAMED:
        names = get_close_matches(name, names, NEAREST, cutoff=0)
    return ", ".join(names)


NOT_YAML = Fault("this is not YAML: {why}", "check the indentation, colons and quotes around this line")
NOT_A_MAPPING = Fault("keys with values are expected here", "write each as `key: value` on a line of its own")
NOT_A_LIST = Fault("a list is expected here", "write each element on a line of its own, starting with `- `")
NOT_TEXT = Fault("'{key}' must be text", "put its value in quotes")
NOT_A_NUMBER = Fault("'{key}' must be a whole number", "write it without quotes")
MISSING_KEY = Fault("'{key}' is missing", "add a line `{key}: …`")
KEY_TWICE = Fault("the key '{key}' stands twice in one place", "delete or rename one of the two")
EMPTY_KEY = Fault("'{key}' is empty", "write what it holds after the colon, or delete the line")
UNKNOWN_KEY = Fault("'{key}' is not known here", "use one of: {known}")
FILE_MISSING = Fault("this file is missing", "restore it; a flows folder cannot do without it")
NOT_TRUE_OR_FALSE = Fault("'{key}' must be true or false", "write true or false, without quotes")

NO_FLOW = Fault(
    "no file of this folder has a flow '{flow}', which the bot starts",
    "add it under `flows:` in one of the files, or correct its name",
)
FLOW_TWICE = Fault("a flow '{flow}' stands in another file already", "rename one of them, or delete it")
NO_STEPS = Fault("flow '{flow}' has no steps", "add at least one step under `steps:`")
NOT_A_STEP = Fault(
    "a step of flow '{flow}' has none of the keys that make a step", "give it exactly one of: {known}"
)
STEP_TWO_KINDS = Fault(
    "a step of flow '{flow}' has the keys {keys} at once", "split it into one step for each of them"
)
STEP_TWICE = Fault("flow '{flow}' has two steps with id '{step}'", "give one of them another id")
NO_SUCH_STEP = Fault(
    "'next' of flow '{flow}' leads to '{step}', which is no step of it", "use END or one of: {known}"
)
NEVER_REACHED = Fault(
    "no way through flow '{flow}' leads to step '{step}'",
    "correct the `next` that should, or delete the step",
)
NO_SUCH_FLOW = Fault("step '{step}' goes to flow '{flow}', which does not exist", "use one of: {known}")
ENDLESS = Fault(
    "flow '{flow}' goes round from step '{step}' without asking anything",
    "lead `next` to a step that collects, or to END",
)
NO_ELSE = Fault("the branches of this `next` do not end with `else`", "add a last line `- else: …`")
ELSE_TOO_SOON = Fault("what follows this `else` is never reached", "move it to the end of its `next`")
BAD_BRANCH = Fault("a branch needs `if` with `then`, or `else`", "write `- if: …`, `then: …`, or `- else: …`")
BAD_CONDITION = Fault(
    "the condition `{condition}` is not understood: {why}",
    'write it like `slots.area is "unsure"`, joined with and, or, not',
)

NO_SUCH_SLOT = Fault(
    "'{slot}' is not a slot", "declare it under `slots:` in domain.yml, or use one such as: {known}"
)
NO_SUCH_VALUE = Fault(
    "slot '{slot}' has no value '{value}'", "add it to the slot's values, or use one such as: {known}"
)
CANNOT_SET = Fault(
    "slot '{slot}' cannot be set here, since its kind is {kind}",
    "set a slot that has a list of values; own words and codes can only be cleared, with null",
)
CANNOT_COLLECT = Fault(
    "slot '{slot}' holds a code or a fact of the moment and cannot be asked for",
    "collect a slot with values or words instead",
)
SLOT_WITHOUT_VALUES = Fault(
    "slot '{slot}' has no values", "list them under `values:`, or name the county's list in travel.yml"
)
UNKNOWN_SLOT_TYPE = Fault("slot '{slot}' has the type '{type}'", "use categorical, or text")
VALUE_NOT_TEXT = Fault("value {value} of slot '{slot}' is not text", "put it in quotes")
VALUE_NOT_A_WORD = Fault(
    "value '{value}' of slot '{slot}' has other signs than letters, digits and _", "rename the value"
)
VALUE_RESERVED = Fault(
    "slot '{slot}' cannot have a value 'null'", "null means not answered; use another word"
)
VALUE_TWICE = Fault("slot '{slot}' has the value '{value}' twice", "delete one of the two")
NO_SUCH_LIST = Fault("the county has no list '{list}'", "use one of: {known}")
NOT_DECLARED = Fault("slot '{slot}' is not in domain.yml", "declare it there, or use one such as: {known}")

NO_SUCH_ACTION = Fault(
    "'{action}' is neither a response nor an action",
    "add a response of that name to words/, or use one such as: {known}",
)
NOT_ASKED = Fault(
    "nothing asks for slot '{slot}'", "add a response `utter_ask_{slot}` to words/, or an action of that name"
)
NO_SUCH_RESPONSE = Fault("response '{response}' is missing", "add it; the bot says it")
UNUSED_RESPONSE = Fault(
    "nothing uses response '{response}'", "delete it, or correct the name where it should be used"
)
NO_TEXT = Fault("response '{response}' says nothing", "add `- text: …` below it")
SECOND_TEXT = Fault("only the first text of response '{response}' is ever said", "delete the others")
BAD_BRACES = Fault(
    "the text of response '{response}' has a brace that does not belong to a {{placeholder}}",
    "write a placeholder as a name in braces, and a brace itself as {{{{ or }}}}",
)
NO_SUCH_PLACEHOLDER = Fault(
    "response '{response}' has the placeholder {{{placeholder}}}, which nothing fills",
    "use one such as: {known}",
)
BAD_PAYLOAD = Fault(
    "the button '{title}' has the payload `{payload}`",
    "write /SetSlots(slot=value), at most two slots, or one of the commands {known}",
)
TITLE_TOO_LONG = Fault("the button '{title}' has {length} letters", "shorten it to {limit} or fewer")
NO_SUCH_WEIGHT = Fault("a button has the weight '{weight}'", "use one of: {known}")
NO_HINT = Fault(
    "response '{response}' asks for words, but has no hint for the input field",
    "add `metadata: {{placeholder: …}}` to it",
)
HINT_FOR_NOTHING = Fault(
    "response '{response}' has a hint for the input field, but asks for no words",
    "delete its `placeholder`, or collect a slot of type text with it",
)
HINT_TOO_LONG = Fault(
    "the placeholder of response '{response}' has {length} letters", "shorten it to {limit} or fewer"
)
ALERT_TOO_LONG = Fault("the alert '{response}' can have {length} letters", "shorten it to {limit} or fewer")
ALERT_NOT_ALONE = Fault(
    "response '{response}' is an alert, which shows neither buttons nor an input field",
    "delete its buttons and its `placeholder`, or its `alert`",
)
ALONE_FOR_NOTHING = Fault(
    "response '{response}' is `alone`, but nothing would stand below it",
    "delete its `alone`; only a question with buttons has others below it",
)
BUTTONS_AT_HINT = Fault(
    "response '{response}' asks for words, and its buttons would not be shown",
    "delete its buttons, or its `placeholder`",
)
