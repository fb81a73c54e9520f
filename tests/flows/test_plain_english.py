"""Every English message can be read by somebody of thirteen, or by somebody who is learning English."""

import re
from functools import cache

import pytest
from rich.console import Console
from rich.table import Table

from flows.responses import QUESTION
from flows.script import installed
from tests.flows.readability import HIGHEST_GRADE, grade

HIGHEST_ON_AVERAGE = 5.0
SHOWN = 10

NOT_GOV_UK = re.compile(
    r"\b(please|click|e\.g|i\.e|etc|via|regarding|whilst|upon|commence|sorry|oops)\b|!|&", re.IGNORECASE
)
"""Words and signs that the GOV.UK style guide does without."""

WHY = re.compile(r"\b(helps officers|tells officers|has its own|only used to|to find your|We show)\b")
"""How a question says why it is asked."""

NOT_QUESTIONS = {"begin", "check", "outcome", "withdrawal"}
"""Slots whose "question" is a page with buttons: the welcome, a last look, the wait for the box."""


@cache
def messages() -> dict[str, str]:
    """Return every English message for residents, by name: the dialogue's and the county's."""
    words = installed("hertfordshire").languages["en"]
    county = words.county
    said = {of.name: of.text for of in words.responses.values() if of.name != "utter_months"}
    said |= {
        f"the button {choice.button.title}": choice.button.title
        for response in words.responses.values()
        for choice in response.choices
    }
    said |= {f"the hint {of.placeholder}": of.placeholder for of in words.responses.values()}
    said |= {f"the issue {of.label}": f"{of.label}\n{of.deals}" for of in county.issues.values()}
    said |= {f"the team {of.name}": f"{of.name}\n{of.does}" for of in county.teams.values()}
    said |= {f"the body {name}": name for name in county.bodies.values()}
    return said | {f"the way {of.label}": f"{of.label}. {of.when}" for of in county.ways.values()}


def test_every_message_is_in_plain_english(capsys: pytest.CaptureFixture[str]) -> None:
    """Grade 8 at the most, 5 on average; the ten hardest are listed."""
    graded = {name: of for name, text in messages().items() if (of := grade(text)) is not None}
    hardest = sorted(graded, key=lambda name: -graded[name])[:SHOWN]
    average = sum(graded.values()) / len(graded)
    table = Table(
        "the hardest", "grade", title=f"English: grade {average:.1f} on average of {len(graded)} messages"
    )
    for name in hardest:
        table.add_row(name, f"{graded[name]:.1f}")
    with capsys.disabled():
        Console().print("", table)
    assert len(graded) > 150
    assert graded[hardest[0]] <= HIGHEST_GRADE
    assert average <= HIGHEST_ON_AVERAGE


def test_the_grade_is_a_grade() -> None:
    """A child's sentence and a lawyer's are told apart; a name does not count, and a label has no grade."""
    assert (grade("The cat sat on the mat. It was a nice day.") or 99) < 1
    hard = grade("Notwithstanding subsequent administrative determinations, liability remains unaffected.")
    assert hard is not None
    assert hard > 15
    assert grade("You can tell the Information Commissioner's Office.") == grade("You can tell the Name.")
    assert grade("Safety after dark") is None


def test_every_message_is_in_gov_uk_style() -> None:
    """No begging, no exclamation marks, no Latin."""
    assert [name for name, text in messages().items() if NOT_GOV_UK.search(text)] == []


def test_every_question_says_why_it_is_asked() -> None:
    """Nobody has to guess what an answer is for."""
    questions = {name: text for name, text in messages().items() if name.startswith(QUESTION)}
    silent = [
        name
        for name, text in questions.items()
        if name.removeprefix(QUESTION) not in NOT_QUESTIONS and not WHY.search(text)
    ]
    assert len(questions) > 15
    assert silent == []
