"""An event's paper, and the same in a trial."""

from dataclasses import replace
from datetime import date

import pytest

from bot.event_kit.event_paper import EventPaper
from flows.script import installed


@pytest.fixture
def market() -> EventPaper:
    """A market stall of a police force."""
    return EventPaper(
        link="https://t.me/HertsLocalViewsBot?start=A01BZ",
        event="Saturday market",
        area="Welwyn Hatfield",
        closes=date(2026, 8, 31),
        minimum=10,
        controller="Hertfordshire Constabulary",
        official_page="https://www.example.police.uk/have-your-say",
        words=installed("hertfordshire").languages["en"],
    )


@pytest.fixture
def trial(market: EventPaper) -> EventPaper:
    """A stall of somebody who tries it out."""
    return replace(market, controller=None, official_page=None)


@pytest.fixture
def wordy(market: EventPaper) -> EventPaper:
    """As much as can be said: the longest name of a bot, of an event, of a police force, and a long address."""
    return replace(
        market,
        link="https://t.me/HertfordshireLocalViewsTrial1Bot?start=A01BZ",
        event="Family fun day and summer fair of the Hatfield Town Council with music, food and a bouncy castle 2026",
        controller="The Chief Constable of the Hertfordshire Constabulary and Police and Crime Commissioner, jointly",
        official_page="https://www.example.police.uk/area/your-area/hertfordshire/welwyn-hatfield/have-your-say-here",
    )
