"""The facts on the paper of an event. They are gathered in the bot; what draws them never comes into it."""

from dataclasses import dataclass, field
from datetime import date

from flows.language import Language

POSTER_WORDS = "utter_poster_"
"""With this begin the names of the responses that stand on paper."""


@dataclass(frozen=True)
class EventPaper:
    """What stands on the paper of an event.

    Args:
        link: `https://t.me/<bot>?start=<code>`.
        event: what the officer called the event.
        area: the name of its area.
        closes: the last day of the round.
        minimum: the answers before which nobody sees how many there are.
        controller: the police force answerable for the data; None for a trial.
        official_page: the web address to answer at without Telegram, or None if there is none.
        words: the language of the paper.
    """

    link: str
    event: str
    area: str
    closes: date
    minimum: int
    controller: str | None
    official_page: str | None
    words: Language = field(repr=False)


def drawn(of: EventPaper) -> tuple[bytes, ...]:
    """Return the QR code as a PNG, and poster and handout as PDF; these not, if there is more to say than room."""
    from bot.event_kit.paper import handout_pdf, poster_pdf  # noqa: PLC0415 - only where something is drawn
    from bot.event_kit.qr import qr_png  # noqa: PLC0415
    from bot.event_kit.sheet import WordsDoNotFit  # noqa: PLC0415

    picture = qr_png(of.link)
    try:
        return picture, poster_pdf(of), handout_pdf(of)
    except WordsDoNotFit:
        return (picture,)
