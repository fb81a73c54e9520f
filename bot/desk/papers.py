"""Papers: what an officer takes to an event, drawn in a process of its own (see `aside`)."""

from dataclasses import dataclass, field

from bot.aside import aside
from bot.desk.command import Attachment
from bot.event_kit.event_paper import POSTER_WORDS, EventPaper, drawn
from flows.given import Given
from flows.language import Language
from storage.figures import least
from storage.tables import Event


@dataclass(frozen=True, slots=True)
class Papers:
    """What there is to take.

    Args:
        picture: the QR code as a PNG.
        files: the poster and the handout as PDF; none if there is more to say than there is room for.
    """

    picture: bytes = field(repr=False)
    files: tuple[Attachment, ...]


async def papers_of(event: Event, area: str, given: Given, words: Language) -> Papers:
    """Return the papers of an event.

    Args:
        event: of the round that is open.
        area: the name of its area.
        given: the facts of the moment.
        words: the language of poster and handout.

    Raises:
        AsideFailed: if they could not be drawn.
    """
    of = EventPaper(
        link=link_of(event, given),
        event=event.name or event.code,
        area=area,
        closes=given.round.closes or given.round.opens,
        minimum=least(given.minimum),
        controller=None if given.is_trial else given.controller,
        official_page=given.official_page,
        words=words.only(POSTER_WORDS),
    )
    picture, *sheets = await aside(drawn, of)
    names = (f"{sheet}-{event.code}-{words.code}.pdf" for sheet in ("poster", "handout"))
    return Papers(picture, tuple(map(Attachment, names, sheets)))


def link_of(event: Event, given: Given) -> str:
    """Return the address by which a resident comes from an event."""
    return f"{given.link}?start={event.code}"
