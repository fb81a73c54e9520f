"""The conditions of branches and buttons: what an author can write, what it means, and what is refused."""

import pytest

from flows.conditions import NotUnderstood, read

SLOTS = {"area": "stevenage", "page": "who", "concern_2": "none"}
TRUE, FALSE = 'slots.area is "stevenage"', 'slots.area is "watford"'


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("slots.area", True),
        ("slots.event", False),
        ("not slots.event", True),
        ("not not slots.event", False),
        ('slots.area is "stevenage"', True),
        ("slots.area is 'stevenage'", True),
        ("slots.area is stevenage", True),
        ('slots.area = "stevenage"', True),
        ('slots.area="stevenage"', True),
        ('slots.area is "watford"', False),
        ('slots.area is "Stevenage"', False),
        ('slots.area is not "watford"', True),
        ('slots.area != "stevenage"', False),
        ('slots.event is "AB12C"', False),
        ('slots.event is not "AB12C"', True),
        ("slots.event is null", True),
        ("slots.area is null", False),
        ("slots.area is not null", True),
        ("slots.event != null", False),
        ('slots.concern_2 is "none"', True),
        ('slots.area is "stevenage" and slots.page', True),
        ('slots.area is "stevenage" and slots.event', False),
        ("slots.event or slots.page", True),
        ("slots.event or slots.closes", False),
        ("(slots.area)", True),
        ("  slots.area   is\tstevenage ", True),
    ],
)
def test_a_condition_holds_or_not(condition: str, holds: bool) -> None:
    """Slots are compared with a value or with null; a slot alone asks whether it is filled."""
    assert read(condition).holds(SLOTS) is holds


@pytest.mark.parametrize(
    ("condition", "same_as"),
    [
        ("{a} or {b} and {c}", "{a} or ({b} and {c})"),
        ("{a} and {b} or {c}", "({a} and {b}) or {c}"),
        ("not {a} and {b}", "(not {a}) and {b}"),
        ("not {a} or {b}", "(not {a}) or {b}"),
        ("not ({a} or {b}) and {c}", "(not ({a} or {b})) and {c}"),
        ("{a} or not {b} and {c} or {a}", "({a} or ((not {b}) and {c})) or {a}"),
    ],
)
def test_not_binds_before_and_and_and_before_or(condition: str, same_as: str) -> None:
    """Without brackets it is as in Python: whichever of the parts hold, both ways of writing agree."""
    for number in range(8):
        parts = {name: TRUE if number >> place & 1 else FALSE for place, name in enumerate("abc")}
        wordy, plain = read(same_as.format(**parts)), read(condition.format(**parts))
        assert plain.holds(SLOTS) is wordy.holds(SLOTS), plain.text


def test_precedence_can_be_seen() -> None:
    """A case for each pair of words in which the other order would give another answer."""
    assert read(f"{TRUE} or {FALSE} and {FALSE}").holds(SLOTS)
    assert not read(f"not {TRUE} and {FALSE}").holds(SLOTS)
    assert read(f"not {FALSE} or {TRUE}").holds(SLOTS)
    assert not read(f"({TRUE} or {FALSE}) and {FALSE}").holds(SLOTS)


def test_every_value_compared_is_known_for_checks() -> None:
    """A condition tells which slots it compares with what, so that misspelt ones are found at start-up."""
    condition = read('slots.page is not null and not (slots.round = "open" or slots.event)')
    assert condition.compared == (("page", None), ("round", "open"), ("event", None))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("", "it ends too early"),
        ("slots.area is", "it ends too early"),
        ("slots.area and", "it ends too early"),
        ("not", "it ends too early"),
        ("(slots.area", "it ends too early"),
        ("slots.area is not", "it ends too early"),
        ("slots.area)", "not understood from ')'"),
        ("area is stevenage", "not understood from 'area is stevenage'"),
        ("slots.area stevenage", "not understood from 'stevenage'"),
        ("slots.area is slots.event", "not understood from 'slots.event'"),
        ("slots.area is not and", "not understood from 'and'"),
        ("slots.area or or slots.page", "not understood from 'or slots.page'"),
        ("slots.area == stevenage", "not understood from '= stevenage'"),
        ('slots.area is "stevenage', "not understood from '\"stevenage'"),
        ("slots.area > 3", "not understood from '> 3'"),
        ("slots. is null", "not understood from"),
        ("true", "not understood from 'true'"),
    ],
)
def test_anything_else_is_refused_from_where_it_goes_wrong(condition: str, said: str) -> None:
    """What is not understood is quoted from the first word that does not fit."""
    with pytest.raises(NotUnderstood) as refused:
        read(condition)
    assert said in str(refused.value)
    assert refused.value.at in condition
