"""Whether a language says everything that English says: the same responses, with buttons that do the same."""

from collections.abc import Collection

from flows.faults import Fault, Problems
from flows.language import Language
from flows.responses import Choice, Response
from flows.unchanged import check_text
from flows.yaml_file import Node

NOT_TRANSLATED = Fault(
    "response '{response}' is missing, which English has", "translate it from words/en.yml"
)
TRANSLATES_NOTHING = Fault("English has no response '{response}'", "delete it, or correct its name")
OTHER_BUTTONS = Fault(
    "the buttons of response '{response}' do not do what the English ones do",
    "copy `payload`, `if` and `weight` of each from words/en.yml, in their order",
)
OTHER_METADATA = Fault(
    "response '{response}' has not the metadata of the English one",
    "copy it from words/en.yml, and translate nothing of it but `placeholder`",
)


def check_translation(
    language: Language, english: Language, official_names: Collection[str], problems: Problems
) -> None:
    """Note every response that a language lacks, or in which something is missing or does something else.

    Args:
        language: the translation.
        english: what it is held against.
        official_names: names that stay as they are wherever English has them.
        problems: where what is wrong is noted.
    """
    file = f"words/{language.code}.yml"
    for name in english.responses.keys() - language.responses.keys():
        problems.add(NOT_TRANSLATED.at(file, 1, response=name))
    for name, response in language.responses.items():
        original = english.responses.get(name)
        if original is None:
            problems.add(TRANSLATES_NOTHING.at(file, response.line, response=name))
            continue
        node = Node(file, None, response.line, problems)
        check_text(node, name, _said(response), _said(original), official_names)
        if _done(response.choices) != _done(original.choices):
            problems.add(OTHER_BUTTONS.at(file, response.line, response=name))
        if _manner(response) != _manner(original):
            problems.add(OTHER_METADATA.at(file, response.line, response=name))


def _said(response: Response) -> str:
    """Return all that a resident reads of a response: its text and its buttons."""
    return "\n".join([response.text, *(choice.button.title for choice in response.choices)])


def _done(choices: tuple[Choice, ...]) -> list[tuple[object, ...]]:
    """Return what each button does and when it is shown, whatever it is called."""
    return [
        (choice.button.payload, choice.button.weight, choice.condition and choice.condition.text)
        for choice in choices
    ]


def _manner(response: Response) -> tuple[bool, ...]:
    return response.alert, response.alone, response.leaves, bool(response.placeholder), bool(response.text)
