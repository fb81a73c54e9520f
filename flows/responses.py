"""The responses: every sentence and button that a resident reads, from the files in `words/`."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.conditions import Condition, NotUnderstood, read
from flows.conversation import Reply
from flows.domain import Slots
from flows.faults import (
    BAD_CONDITION,
    BAD_PAYLOAD,
    NO_SUCH_SLOT,
    NO_SUCH_VALUE,
    NO_TEXT,
    TITLE_TOO_LONG,
    Problems,
)
from flows.turn import Button, Weight
from flows.yaml_file import Node
from storage.errors import LocalViewsError

COMMANDS = ("/start", "/who", "/about", "/privacy", "/help")
BACK = "/Back"
MOST_SETS = 2
LONGEST_TITLE = 36


class ResponseLacksValue(LocalViewsError):
    """A response has a placeholder for which nobody gave a value."""

    def __init__(self, response: str, placeholder: str) -> None:
        super().__init__(
            f"Response '{response}' has the placeholder {{{placeholder}}}, which has no value where it is used. "
            "Correct the placeholder's name in words/."
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a response, shown while its condition holds.

    Args:
        button: what is shown.
        condition: when, or None for always.
    """

    button: Button
    condition: Condition | None

    def is_offered(self, slots: Mapping[str, str]) -> bool:
        """Tell whether the button is shown for these slots."""
        return self.condition is None or self.condition.holds(slots)


@dataclass(frozen=True, slots=True)
class Response:
    """What the bot says on one occasion.

    Args:
        name: `utter_…`.
        file: where it stands.
        line: the line it starts in.
        text: with placeholders in braces and `*bold*` marks.
        choices: its buttons.
        placeholder: the hint in the input field where words are to be typed.
    """

    name: str
    file: str
    line: int
    text: str
    choices: tuple[Choice, ...] = ()
    placeholder: str = ""

    def fill(self, values: Mapping[str, object]) -> str:
        """Return the text with its placeholders filled.

        Raises:
            ResponseLacksValue: if a placeholder has no value.
        """
        if "{" not in self.text:
            return self.text
        try:
            return self.text.format_map(values)
        except KeyError as lacking:
            raise ResponseLacksValue(self.name, str(lacking.args[0])) from None

    def buttons(self, slots: Mapping[str, str]) -> tuple[Button, ...]:
        """Return the buttons that are shown for these slots."""
        return tuple(choice.button for choice in self.choices if choice.is_offered(slots))

    @property
    def placeholders(self) -> frozenset[str]:
        """The names in braces."""
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.text) if name)


def read_responses(file: Node) -> Iterator[Response]:
    """Read the responses of a file of `words/`."""
    file.only("version", "responses")
    for name, variations in file.get("responses").items():
        for node in list(variations.elements())[:1]:
            yield _response(name, node)


def _response(name: str, node: Node) -> Response:
    node.only("text", "buttons", "metadata")
    text = node.text("text", default="").rstrip("\n")
    choices = tuple(_choice(button) for button in node.get("buttons").elements())
    if not text and not choices:
        node.problems.add(NO_TEXT.at(node.file, node.line, response=name))
    placeholder = node.get("metadata").text("placeholder", default="")
    return Response(name, node.file, node.line, text, choices, placeholder)


def _choice(node: Node) -> Choice:
    node.only("title", "payload", "if", "weight")
    title, payload = node.text("title"), node.text("payload")
    if len(title) > LONGEST_TITLE:
        node.problems.add(
            TITLE_TOO_LONG.at(node.file, node.line, title=title, length=len(title), limit=LONGEST_TITLE)
        )
    weight = Weight(node.text("weight", default="plain"))
    button = Button(title, payload, weight)
    return Choice(button, read_condition(node, "if") if node.get("if").value else None)


def read_condition(node: Node, key: str) -> Condition | None:
    """Read the condition under a key; one that is not understood is a problem and reads as none."""
    text = node.text(key)
    try:
        return read(text)
    except NotUnderstood as wrong:
        node.problems.add(BAD_CONDITION.at(node.file, node.get(key).line, condition=text, why=wrong))
        return None


def check_response(response: Response, problems: Problems, slots: Slots) -> None:
    """Note what is wrong with a response's buttons: unknown payloads, slots and values."""
    for choice in response.choices:
        payload = choice.button.payload
        if payload in COMMANDS or payload == BACK:
            continue
        reply = Reply.parse(payload)
        if reply is None or len(reply.sets) > MOST_SETS:
            fault = BAD_PAYLOAD.at(
                response.file,
                response.line,
                title=choice.button.title,
                payload=payload,
                known=" ".join(COMMANDS),
            )
            problems.add(fault)
            continue
        for slot, value in reply.sets:
            check_value(slot, value, response.file, response.line, problems, slots)
        for slot, value in choice.condition.compared if choice.condition else ():
            check_value(slot, value, response.file, response.line, problems, slots)


def check_value(slot: str, value: str | None, file: str, line: int, problems: Problems, slots: Slots) -> None:
    """Note a slot that does not exist, or a value that it cannot hold."""
    if slot not in slots:
        problems.add(NO_SUCH_SLOT.at(file, line, slot=slot, known=", ".join(sorted(slots))))
    elif value is not None and not slots[slot].allows(value):
        known = ", ".join(slots[slot].values)
        problems.add(NO_SUCH_VALUE.at(file, line, slot=slot, value=value, known=known))
