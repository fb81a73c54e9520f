"""Papers: what an officer takes to an event, drawn beside the residents, who are served meanwhile."""

import asyncio
from dataclasses import dataclass, field

from bot.desk.command import Attachment
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
    """
    return await asyncio.to_thread(_drawn, event, area, given, words)


def link_of(event: Event, given: Given) -> str:
    """Return the address by which a resident comes from an event."""
    return f"{given.link}?start={event.code}"


def _drawn(event: Event, area: str, given: Given, words: Language) -> Papers:
    # What draws takes half a second to import, and 50 MB; a bot may never be asked for paper.
    from bot.event_kit.paper import EventPaper, handout_pdf, poster_pdf  # noqa: PLC0415
    from bot.event_kit.qr import qr_png  # noqa: PLC0415
    from bot.event_kit.sheet import WordsDoNotFit  # noqa: PLC0415

    of = EventPaper(
        link=link_of(event, given),
        event=event.name or event.code,
        area=area,
        closes=given.round.closes or given.round.opens,
        minimum=least(given.minimum),
        controller=None if given.is_trial else given.controller,
        official_page=given.official_page,
        words=words,
    )
    picture, made_for = qr_png(of.link), f"{event.code}-{words.code}"
    try:
        poster, handout = poster_pdf(of), handout_pdf(of)
    except WordsDoNotFit:
        return Papers(picture, ())
    return Papers(
        picture,
        (Attachment(f"poster-{made_for}.pdf", poster), Attachment(f"handout-{made_for}.pdf", handout)),
    )
