"""Everything that can be wrong with a flows folder: what to say about it, and the remedy."""

from dataclasses import dataclass

from flows.problems import Problem


class Problems:
    """The problems of a folder, collected so that all are reported at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

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


NOT_YAML = Fault("this is not YAML: {why}", "check the indentation, colons and quotes around this line")
NOT_A_MAPPING = Fault("keys with values are expected here", "write each as `key: value` on a line of its own")
NOT_A_LIST = Fault("a list is expected here", "write each element on a line of its own, starting with `- `")
NOT_TEXT = Fault("'{key}' must be text", "put its value in quotes")
NOT_A_NUMBER = Fault("'{key}' must be a whole number", "write it without quotes")
MISSING_KEY = Fault("'{key}' is missing", "add a line `{key}: …`")
KEY_TWICE = Fault("the key '{key}' stands twice in one place", "delete or rename one of the two")
UNKNOWN_KEY = Fault("'{key}' is not known here", "use one of: {known}")
FILE_MISSING = Fault("this file is missing", "restore it; a flows folder cannot do without it")
NO_FLOWS = Fault("no file of this folder has a flow '{flow}'", "add it under `flows:` in one of the files")
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
NO_SUCH_FLOW = Fault("step '{step}' goes to flow '{flow}', which does not exist", "use one of: {known}")
NO_SUCH_SLOT = Fault(
    "'{slot}' is not a slot", "declare it under `slots:` in domain.yml, or use one of: {known}"
)
NO_SUCH_VALUE = Fault(
    "slot '{slot}' has no value '{value}'", "add it to the slot's values, or use one of: {known}"
)
NO_SUCH_ACTION = Fault(
    "'{action}' is neither a response nor an action",
    "add a response of that name to words/, or use one of: {known}",
)
NOT_ASKED = Fault(
    "nothing asks for slot '{slot}'", "add a response `utter_ask_{slot}` to words/, or an action of that name"
)
CANNOT_COLLECT = Fault(
    "slot '{slot}' holds a code or a fact of the moment and cannot be asked for",
    "collect a slot with values or words instead",
)
BAD_CONDITION = Fault(
    "the condition `{condition}` is not understood: {why}",
    'write it like `slots.area is "unsure"`, joined with and, or, not',
)
NO_ELSE = Fault("the branches of this `next` do not end with `else`", "add a last line `- else: …`")
BAD_BRANCH = Fault("a branch needs `if` with `then`, or `else`", "write `- if: …`, `then: …`, or `- else: …`")
ENDLESS = Fault(
    "flow '{flow}' goes round from step '{step}' without asking anything",
    "lead `next` to a step that collects, or to END",
)
BAD_PAYLOAD = Fault(
    "the button '{title}' has the payload `{payload}`",
    "write /SetSlots(slot=value), at most two slots, or one of the commands {known}",
)
TITLE_TOO_LONG = Fault("the button '{title}' has {length} letters", "shorten it to {limit} or fewer")
NO_SUCH_RESPONSE = Fault("response '{response}' is missing", "add it; an action says it")
NO_TEXT = Fault("response '{response}' says nothing", "add `- text: …` below it")
SLOT_DECLARED_TWICE = Fault("slot '{slot}' is declared twice", "delete one of the two")
SLOT_WITHOUT_VALUES = Fault(
    "slot '{slot}' has no values", "list them under `values:`, or name the county's list in travel.yml"
)
UNKNOWN_SLOT_TYPE = Fault("slot '{slot}' has the type '{type}'", "use categorical, or text")
VALUE_NOT_A_WORD = Fault(
    "value '{value}' of slot '{slot}' has other signs than letters, digits and _", "rename the value"
)
VALUE_RESERVED = Fault(
    "slot '{slot}' cannot have a value 'null'", "null means not answered; use another word"
)
NO_SUCH_LIST = Fault("the county has no list '{list}'", "use one of: {known}")
NOT_DECLARED = Fault(
    "travel.yml names slot '{slot}', which is not in domain.yml", "declare it there, or delete it here"
)
UNUSED_RESPONSE = Fault(
    "nothing uses response '{response}'", "delete it, or correct the name where it should be used"
)
