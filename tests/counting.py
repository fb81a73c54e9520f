"""Counting by hand: what the database's own counts must come to."""

from collections.abc import Iterable

from storage.figures import ASSISTED, FIRST, TABLES, Tally
from storage.tables import Response


def count(responses: Iterable[Response]) -> Tally:
    """Count answers one by one."""
    tally = Tally()
    for response in responses:
        tally.answers += 1
        tally.named.update({one for one in (response.first, response.second, response.third) if one})
        for name in (*TABLES, FIRST):
            if (value := getattr(response, name)) is not None:
                tally.tables[name][value] += 1
        tally.tables[ASSISTED].update([ASSISTED] * response.assisted)
    return tally
