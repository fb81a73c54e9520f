"""A resident who types what stands on a button, or a command's name, instead of tapping it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flows.script import installed
from tests.town import TOKEN, Town, town_in

SCRIPT = installed("hertfordshire")
ENGLISH = SCRIPT.languages["en"]
TITLES = sorted(
    {
        choice.button.title
        for response in ENGLISH.responses.values()
        for choice in response.choices
        if choice.button.title not in {issue.label for issue in ENGLISH.county.issues.values()}
        and choice.button.title not in {area.name for area in SCRIPT.county.areas.values()}
    }
)
NOT_UNDERSTOOD = "works with buttons"


@pytest.fixture
async def polish_town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town that offers Polish besides English."""
    async with town_in(tmp_path, telegram_bot_token=TOKEN, languages="pl") as running:
        yield running


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Give my views", "Which area do you live in?"),
        ("  give my views. ", "Which area do you live in?"),
        ("start", "Tell your neighbourhood police"),
        ("Start again!", "Tell your neighbourhood police"),
        ("Language", "Choose the language of this chat"),
        ("About", "every four months"),
        ("privacy", "How this stays anonymous"),
        ("Screen reader on", "Chosen: Screen reader on"),
        ("withdraw", "What is on your receipt?"),
    ],
)
async def test_it_does_what_the_button_does(town: Town, typed: str, said: str) -> None:
    """Capitals, blanks around it and a full stop do not matter."""
    eve = town.resident()
    await eve.says(typed)
    assert said in eve.text
    assert NOT_UNDERSTOOD not in eve.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Oddaję swój głos", "Na jakim obszarze mieszkasz?"),
        ("O TYM BOCIE", "O Local Views"),
        ("Polski", "Powiedz policji w swojej okolicy"),
        ("about", "every four months"),
    ],
)
async def test_it_does_so_in_the_language_of_its_words(polish_town: Town, typed: str, said: str) -> None:
    """Whatever the telephone is set to; a command's name says no language."""
    eve = polish_town.resident()
    await eve.says(typed)
    assert said in eve.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("stop", "Stopped."),
        ("Stop and delete", "Stopped."),
        ("STOP.", "Stopped."),
        ("Zakończ i usuń", "Zatrzymano."),
    ],
)
async def test_stop_deletes(polish_town: Town, typed: str, said: str) -> None:
    """The last messages go, as with the command."""
    eve = polish_town.resident()
    await eve.starts()
    await eve.says(typed)
    assert len(eve.messages) == 1
    assert eve.text.startswith(said)


async def test_begun_by_typing_goes_on_by_tapping(polish_town: Town) -> None:
    """What follows is the main way, in the language typed, to an answer that is kept."""
    eve = polish_town.resident()
    await eve.says("Oddaję swój głos")
    await eve.taps("Watford", "Narkotyki", "To wszystko", "Wyślij mój głos")
    (kept,) = await polish_town.kept()
    assert (kept.area, kept.first) == ("watford", "drugs")


@pytest.mark.parametrize("typed", ["help", "Help!", "Pomoc"])
async def test_a_call_for_help_is_no_button(polish_town: Town, typed: str) -> None:
    """Whoever types it may be in danger: 999 comes first."""
    eve = polish_town.resident()
    await eve.says(typed)
    assert "999" in eve.text.splitlines()[0]


@pytest.mark.parametrize("typed", ["send", "Send!", "add", "choose"])
async def test_a_buttons_first_word_says_that_buttons_are_tapped(town: Town, typed: str) -> None:
    """It is no call for help, and no question: whoever looks at *Send my views* may type as little as that."""
    eve = town.resident()
    await eve.says(typed)
    assert NOT_UNDERSTOOD in eve.text
    assert "999" not in eve.text.splitlines()[0]


async def test_names_of_areas_and_issues_are_understood(town: Town) -> None:
    """They stand on buttons too, but say where and what."""
    eve = town.resident()
    await eve.says("Stevenage")
    assert "Give my views on Stevenage" in eve.buttons
    await eve.says("Speeding")
    assert "Do you mean" in eve.text


async def test_only_an_officers_device_is_handed_on(town: Town) -> None:
    """The words of a command for staff do nothing for others."""
    eve = town.resident()
    for typed in ("assist", "Next person"):
        await eve.says(typed)
        assert NOT_UNDERSTOOD in eve.text


async def test_no_button_is_guessed_at(town: Town) -> None:
    """Every title does what it says, or is not understood: none is taken for a concern, a question or a place."""
    eve = town.resident()
    within = {
        "Back",
        "That's all",
        "Send my views",
        "Skip",
        "Outside Hertfordshire",
        "Yes",
        "Try again",
        "Night",
    }
    assert within < set(TITLES)
    for title in TITLES:
        titled = SCRIPT.titles.of(title, "en", ["en"])
        assert titled is not None, title
        await eve.says(title)
        if SCRIPT.understanding.alarm(title):
            assert "999" in eve.text, title
        elif not titled.payload or title == "Next person":
            assert NOT_UNDERSTOOD in eve.text, title
        else:
            assert title not in within
            assert "What you typed has not been kept" not in eve.text, title
