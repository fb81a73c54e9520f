"""The privacy pages: plain words, who is answerable, and the resident's own row."""

from dataclasses import replace

import pytest

from flows.commands import flow_of
from tests.flows.readability import HIGHEST_GRADE, grade
from tests.flows.talk import Talk

PAGES = ("privacy", "privacy_row", "privacy_limits", "privacy_rights")


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_is_in_plain_words(talk: Talk, page: str) -> None:
    """Somebody of thirteen, or who learns English, can read it; in a trial too."""
    for controller in ("The Force", None):
        talk.moment = replace(talk.moment, controller=controller)
        await talk.starts({"page": page})
        assert (grade(talk.text) or 99) <= HIGHEST_GRADE


async def test_every_page_leads_to_the_others_and_back(talk: Talk) -> None:
    """From the command, every page can be reached from every other with one tap."""
    flow, slots = flow_of("privacy")
    await talk.starts(slots, flow)
    titles = {
        "privacy": "How this stays anonymous",
        "privacy_row": "See what is kept",
        "privacy_limits": "What we cannot promise",
        "privacy_rights": "Who is answerable, and your rights",
    }
    for page in PAGES:
        for other in PAGES:
            await talk.starts({"page": page})
            if other != page:
                await talk.taps(titles[other])
                assert talk.turn.conversation.get("page") == other


async def test_the_row_on_the_page_is_the_row_of_the_check_page(talk: Talk) -> None:
    """Whoever has answered sees their own row, line by line what the check page shows."""
    await talk.starts()
    await talk.taps("Give my views", "St Albans", "Theft", "Parking", "That's all", "Get a receipt")
    lines = [line for line in talk.text.splitlines() if line.startswith("•")]
    assert len(lines) == 4
    await talk.taps("Who does what", "How this stays anonymous", "See what is kept")
    assert "If you sent your answers now" in talk.text
    assert [line for line in talk.text.splitlines() if line.startswith("•")] == lines
    assert "made-up" not in talk.text


async def test_without_answers_the_row_is_said_to_be_made_up(talk: Talk) -> None:
    """An area alone, as from an event's link, is not yet an answer."""
    for slots in ({}, {"area": "watford"}, {"area": "unsure", "concern_1": "theft"}):
        await talk.starts({"page": "privacy_row", **slots})
        assert "made-up example" in talk.text
        assert "Watford" not in talk.text


async def test_who_is_answerable_is_named_and_a_trial_is_a_trial(talk: Talk) -> None:
    """The controller, where to ask and the lawful basis; in a trial none of them, whatever is set."""
    talk.moment = replace(talk.moment, lawful_basis="consent")
    await talk.starts({"page": "privacy_rights"})
    for told in ("The Force", "privacy@example.org", "consent", "/withdraw", "ico.org.uk/make-a-complaint"):
        assert told in talk.text
    talk.moment = replace(talk.moment, contact=None)
    await talk.starts({"page": "privacy_rights"})
    assert "This is a trial" in talk.text
    assert "The Force" not in talk.text
    assert "consent" not in talk.text


async def test_the_facts_are_those_of_the_settings(talk: Talk) -> None:
    """When the box is opened, for how many, and how long answers are kept."""
    talk.moment = replace(talk.moment, opening="06:15", minimum=12, retention=3)
    await talk.starts({"page": "privacy"})
    assert "06:15" in talk.text
    assert "at least 12" in talk.text
    await talk.taps("See what is kept")
    assert "after 3 rounds" in talk.text
