"""The responses: every sentence and button that a resident reads, from the files in `words/`."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ruamel.yaml.scalarstring import LiteralScalarString

from flows.conditions import Condition, NotUnderstood, read
from flows.conversation import Reply
from flows.domain import Slots, check_change, check_value
from flows.faults import (
    ALERT_NOT_ALONE,
    ALERT_TOO_LONG,
    ALONE_FOR_NOTHING,
    BAD_BRACES,
    BAD_CONDITION,
    BAD_PAYLOAD,
    BUTTONS_AT_HINT,
    HINT_TOO_LONG,
    NO_SUCH_PLACEHOLDER,
    NO_SUCH_WEIGHT,
    NO_TEXT,
    SECOND_TEXT,
    TITLE_TOO_LONG,
    Fault,
    nearest,
)
from flows.turn import Button, Weight
from flows.yaml_file import Node
from storage.errors import LocalViewsError

COMMANDS = ("/start", "/who", "/results", "/about", "/privacy", "/help", "/withdraw", "/assist")
BACK = "/Back"
MOST_SETS = 2
LONGEST_TITLE = 36
LONGEST_HINT = 64
"""Telegram's own limit. Source: Bot API, "ForceReply"."""
LONGEST_ALERT = 200
"""Telegram's own limit. Source: Bot API, "answerCallbackQuery"."""
LETTERS_OF_A_FILLING = 20
"""What a placeholder of an alert is counted as: a receipt has 19 letters."""
QUESTION = "utter_ask_"

_BRACES = re.compile(r"\{\{|\}\}|\{(?P<name>[A-Za-z_]\w*)\}|(?P<stray>[{}])")


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
        alert: whether it is shown in a box that has to be closed, and never stands in the chat.
        alone: for a question, whether nothing stands below its own buttons: no Back, no way to read something.
        leaves: whether the resident leaves with it, and what stood in the chat goes.
    """

    name: str
    file: str
    line: int
    text: str
    choices: tuple[Choice, ...] = ()
    placeholder: str = ""
    alert: bool = False
    alone: bool = False
    leaves: bool = False

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


def read_responses(
    file: Node, slots: Slots, filled: Mapping[str, Collection[str]], head: Collection[str] = ()
) -> Iterator[Response]:
    """Read the responses of a file of `words/`.

    Args:
        file: the file.
        slots: which buttons set, conditions compare and placeholders quote.
        filled: the other placeholders of responses, which actions fill.
        head: what else the file says at its top.
    """
    file.only(*head, "version", "responses")
    for name, variations in file.required("responses").items():
        texts = list(variations.elements())
        for node in texts[:1]:
            yield _response(name, node, slots, filled.get(name, ()))
        for node in texts[1:]:
            node.problems.add(SECOND_TEXT.at(node.file, node.line, response=name))


def read_condition(node: Node, slots: Slots) -> Condition:
    """Read the condition under `if`; one that is not understood is a problem and never holds."""
    text = node.text("if")
    try:
        condition = read(text)
    except NotUnderstood as wrong:
        node.problems.add(BAD_CONDITION.at(node.file, node.get("if").line, condition=text, why=wrong))
        return Condition(text, (), lambda _: False)
    for slot, value in condition.compared:
        check_value(node.get("if"), slot, value, slots)
    return condition


def _response(name: str, node: Node, slots: Slots, filled: Collection[str]) -> Response:
    node.only("text", "buttons", "metadata")
    text = node.text("text", default="").rstrip("\n")
    choices = tuple(_choice(button, slots) for button in node.get("buttons").elements())
    if not text and not choices:
        node.problems.add(NO_TEXT.at(node.file, node.line, response=name))
    _check_braces(name, node.get("text"), slots, filled)
    node.get("metadata").only("placeholder", "alert", "alone", "leaves")
    placeholder = node.get("metadata").text("placeholder", default="")
    if len(placeholder) > LONGEST_HINT:
        line, length = node.get("metadata").get("placeholder").line, len(placeholder)
        fault = HINT_TOO_LONG.at(node.file, line, response=name, length=length, limit=LONGEST_HINT)
        node.problems.add(fault)
    if placeholder and choices:
        node.problems.add(BUTTONS_AT_HINT.at(node.file, node.get("buttons").line, response=name))
    alert, alone = node.get("metadata").flag("alert"), node.get("metadata").flag("alone")
    if alert:
        _check_alert(name, node, text, others=bool(choices or placeholder))
    if alone and (not name.startswith(QUESTION) or placeholder):
        _note(node.get("metadata"), "alone", ALONE_FOR_NOTHING, response=name)
    leaves = node.get("metadata").flag("leaves")
    return Response(name, node.file, node.line, text, choices, placeholder, alert, alone, leaves)


def _check_alert(response: str, node: Node, text: str, *, others: bool) -> None:
    """Note an alert that Telegram would not take, or of which it would show a part only."""
    length = len(_BRACES.sub("_" * LETTERS_OF_A_FILLING, text))
    if length > LONGEST_ALERT:
        _note(node, "text", ALERT_TOO_LONG, response=response, length=length, limit=LONGEST_ALERT)
    if others:
        _note(node.get("metadata"), "alert", ALERT_NOT_ALONE, response=response)


def _check_braces(response: str, text: Node, slots: Slots, filled: Collection[str]) -> None:
    for brace in _BRACES.finditer(text.value if isinstance(text.value, str) else ""):
        line = text.line
        if isinstance(text.value, LiteralScalarString):
            line += 1 + text.value.count("\n", 0, brace.start())
        if brace["stray"]:
            text.problems.add(BAD_BRACES.at(text.file, line, response=response))
        elif brace["name"] and slots and brace["name"] not in {*slots, *filled}:
            known = ", ".join(filled) or nearest(brace["name"], slots)
            fault = NO_SUCH_PLACEHOLDER.at(
                text.file, line, response=response, placeholder=brace["name"], known=known
            )
            text.problems.add(fault)


def _choice(node: Node, slots: Slots) -> Choice:
    node.only("title", "payload", "if", "weight")
    title, payload = node.text("title"), node.text("payload")
    if len(title) > LONGEST_TITLE:
        _note(node, "title", TITLE_TOO_LONG, title=title, length=len(title), limit=LONGEST_TITLE)
    if payload and payload not in {*COMMANDS, BACK}:
        _check_payload(node, title, payload, slots)
    weight = node.text("weight", default=Weight.PLAIN)
    if weight not in tuple(Weight):
        _note(node, "weight", NO_SUCH_WEIGHT, weight=weight, known=", ".join(Weight))
        weight = Weight.PLAIN
    condition = read_condition(node, slots) if node.has("if") else None
    return Choice(Button(title, payload, Weight(weight)), condition)


def _check_payload(node: Node, title: str, payload: str, slots: Slots) -> None:
    """Note a payload that is none, and slots and values in it that do not exist."""
    reply = Reply.parse(payload)
    if reply is None or len(reply.sets) > MOST_SETS:
        _note(node, "payload", BAD_PAYLOAD, title=title, payload=payload, known=" ".join(COMMANDS))
        return
    for slot, value in reply.sets:
        check_change(node.get("payload"), slot, value, slots)


def _note(node: Node, key: str, fault: Fault, **names: object) -> None:
    node.problems.add(fault.at(node.file, node.get(key).line, **names))
