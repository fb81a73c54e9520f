"""A picture: what a chart shows, in words and shares, before it is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A concern.

    Args:
        label: its rank and its name.
        value: its band and its number, in words.
        share: of those who name it, from 0 to 1; where no number is told, from which on it may be.
        to: up to which it may be; as `share` where a number is told.
    """

    label: str
    value: str
    share: float
    to: float


@dataclass(frozen=True, slots=True)
class Pair:
    """An area's shares of views and of residents, from 0 to 100, and both in words."""

    label: str
    value: str
    views: int
    people: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart shows.

    Args:
        title: of whom it tells.
        facts: lines below the title.
        bars: the concerns, the most named first.
        notes: lines below the bars.
        pairs_title: what stands above the pairs.
        views: what the mark of a share of views is called.
        people: what the mark of a share of residents is called.
        pairs: the coverage of areas; none for a single area.
    """

    title: str
    facts: tuple[str, ...]
    bars: tuple[Bar, ...]
    notes: tuple[str, ...]
    pairs_title: str
    views: str
    people: str
    pairs: tuple[Pair, ...]


def png(picture: Picture) -> bytes:
    """Return a picture as a PNG."""
    from bot.desk.drawing import draw  # noqa: PLC0415 - only where something is drawn

    return draw(picture)
