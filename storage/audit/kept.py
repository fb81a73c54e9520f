"""What the tables hold: only the columns that they should have, and no row that tells more than it may."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, inspect, select
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - fills the metadata
from storage.audit.finding import Finding, counted, judged, remarked
from storage.errors import LocalViewsError
from storage.opening import WHOLE_COUNTY

_OF_ALEMBIC = {"alembic_version": frozenset({"version_num"})}
_ID = re.compile("[0-9a-f]{32}")
_HASH = re.compile("[0-9a-f]{64}")
_ENOUGH_TO_TELL = 30
"""So many random keys have the same letter in half of them at some place once in a hundred million times."""

_DAY = timedelta(days=1)


class TablesDiffer(LocalViewsError):
    """The tables are not those of this version of Local Views. `missing` names what is not there."""

    def __init__(self, url: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"The database {url} does not have the tables of this version of Local Views (missing: "
            f"{', '.join(missing)}). Start this version on it once, or let DATABASE_URL name another database."
        )


@dataclass(frozen=True, repr=False)
class Kept:
    """What the tables held at one moment, apart from what is sealed."""

    responses: Sequence[Row[Any]]
    comments: Sequence[Row[Any]]
    events: Sequence[Row[Any]]
    rounds: Sequence[Row[Any]]


def columns_of(connection: Connection) -> dict[str, frozenset[str]]:
    """Return the columns of every table of the database, in every schema of its own."""
    inspector = inspect(connection)
    usual = inspector.default_schema_name
    found = {}
    for schema in inspector.get_schema_names():
        if schema.startswith("pg_") or schema == "information_schema":
            continue
        for table in inspector.get_table_names(schema):
            columns = frozenset(column["name"] for column in inspector.get_columns(table, schema))
            found[table if schema == usual else f"{schema}.{table}"] = columns
    return found


def require_tables(columns: dict[str, frozenset[str]], url: str) -> None:
    """See that every column that is to be looked at is there. Raises TablesDiffer."""
    expected = _expected()
    missing = [name for name in sorted(expected) if name not in columns]
    missing += [
        f"{table}.{column}"
        for table in sorted(expected.keys() & columns.keys())
        for column in sorted(expected[table] - columns[table])
    ]
    if missing:
        raise TablesDiffer(url, missing)


def read_kept(connection: Connection) -> Kept:
    """Read the tables that are not sealed."""
    return Kept(*(_rows(connection, name) for name in ("response", "comment", "event", "round")))


def audit_kept(
    kept: Kept,
    columns: dict[str, frozenset[str]],
    minimum: int,
    retention: int,
    today: date,
    redact: Callable[[str], str],
) -> list[Finding]:
    """Return the findings about the tables that are not sealed; see `audit` for the arguments."""
    return [
        tables_have_no_other_columns(columns),
        keys_of_rows_are_random(kept),
        nothing_joins_a_comment_to_its_answers(kept),
        no_area_shows_fewer_than_the_minimum(kept, minimum),
        events_are_tallied_in_steps(kept, minimum),
        comments_hold_nothing_to_redact(kept, redact),
        rounds_that_are_over_are_settled(kept, today),
        old_rounds_are_deleted(kept, retention),
    ]


def tables_have_no_other_columns(columns: dict[str, frozenset[str]]) -> Finding:
    """See that there is no table and no column beyond those expected: none for a name, an id or a time."""
    expected = _expected() | _OF_ALEMBIC
    strays = [f"table {name}" for name in sorted(columns.keys() - expected.keys())]
    strays += [
        f"column {table}.{column}"
        for table in sorted(columns.keys() & expected.keys())
        for column in sorted(columns[table] - expected[table])
    ]
    return judged(
        "The tables have no column for a resident's name, their id of Telegram, a time or a language.",
        f"Not expected: {', '.join(strays)}." if strays else "",
        f"{counted(len(expected), 'table')}, {sum(map(len, expected.values()))} columns: exactly the ones expected.",
        "Find out who added them, and drop them. Give Local Views a database of its own.",
    )


def keys_of_rows_are_random(kept: Kept) -> Finding:
    """See that the keys of answers and comments are random letters, which tell no order and no time."""
    ids = [row.id for row in (*kept.responses, *kept.comments)]
    odd = sum(_ID.fullmatch(key) is None for key in ids)
    faults = [f"{counted(odd, 'key')} of {len(ids):,} have another form."] if odd else []
    if not odd and len(ids) >= _ENOUGH_TO_TELL and _have_a_pattern(ids):
        faults.append("They have a pattern.")
    return judged(
        "The keys of answers and comments are 32 random letters.",
        " ".join(faults),
        f"{counted(len(ids), 'key')}, without a pattern.",
        "Somebody else has written to the tables. Find out who, and delete those rows.",
    )


def nothing_joins_a_comment_to_its_answers(kept: Kept) -> Finding:
    """See that no value of a comment's own is also an answer's: neither its key nor its receipt's hash."""
    of_answers, of_comments = _own_values(kept.responses), _own_values(kept.comments)
    odd = sum(
        _HASH.fullmatch(row.withdrawal) is None
        for row in (*kept.responses, *kept.comments)
        if row.withdrawal is not None
    )
    shared = len(of_answers & of_comments)
    faults = f"{counted(shared, 'comment')} can be joined to their answers." if shared else ""
    faults += " A receipt is kept otherwise than as its hash." if odd else ""
    return judged(
        "Nothing joins a comment to the answers of whoever wrote it.",
        faults.strip(),
        "No key and no receipt's hash is in both tables.",
        "Somebody else has written to the tables. Find out who, and delete those rows.",
    )


def no_area_shows_fewer_than_the_minimum(kept: Kept, minimum: int) -> Finding:
    """See how many groups of answers are smaller than those that leave the box."""
    groups = Counter(("answers", row.round, row.area, row.assisted) for row in kept.responses)
    groups += Counter(("comments", row.round, row.area, False) for row in kept.comments)
    few = sum(count < minimum for count in groups.values())
    areas = len({area for _, _, area, _ in groups} - {WHOLE_COUNTY})
    return remarked(
        f"Answers and comments left the box at least {minimum} at a time for an area.",
        f"{few} of {counted(len(groups), 'group')} have fewer now." if few else "",
        f"{counted(len(groups), 'group')} in {counted(areas, 'area')}, none with fewer.",
        "Withdrawals since then account for it, or a BALLOT_BOX_MINIMUM that was lower. If there were neither, "
        "somebody else has written to the tables.",
    )


def events_are_tallied_in_steps(kept: Kept, minimum: int) -> Finding:
    """See that no tally of an event tells of fewer people than the minimum."""
    odd = sum(row.tally % minimum != 0 for row in kept.events)
    return judged(
        f"The tallies of events rise in steps of {minimum}.",
        f"{counted(odd, 'tally', 'tallies')} of {counted(len(kept.events), 'event')} do not." if odd else "",
        f"{counted(len(kept.events), 'event')}, all in whole steps.",
        "If BALLOT_BOX_MINIMUM was changed during the round, set it back until the round is over; else correct "
        "the tally.",
    )


def comments_hold_nothing_to_redact(kept: Kept, redact: Callable[[str], str]) -> Finding:
    """See that the redaction would find nothing more in the comments that are kept."""
    left = sum(redact(row.text) != row.text for row in kept.comments)
    return judged(
        "Comments hold no telephone numbers, addresses, number plates and the like.",
        f"The redaction would take something out of {counted(left, 'comment')} of {len(kept.comments):,}."
        if left
        else "",
        f"The redaction finds nothing more in {counted(len(kept.comments), 'comment')}.",
        "They were kept by an earlier redaction, or written by somebody else. Have them read by whoever may, and "
        "corrected or deleted.",
    )


def rounds_that_are_over_are_settled(kept: Kept, today: date) -> Finding:
    """See that a round that is over has been opened for the last time. It is done just after midnight."""
    waiting = [row.name for row in kept.rounds if row.closes < today - _DAY and not row.settled]
    over = sum(row.closes < today for row in kept.rounds)
    return judged(
        "Each round that is over is settled: who took part in it is forgotten.",
        f"Not settled: {', '.join(waiting)}." if waiting else "",
        f"{counted(over, 'round')} over, none left to settle.",
        "Start the bot: it settles them at once.",
    )


def old_rounds_are_deleted(kept: Kept, retention: int) -> Finding:
    """See that no more rounds that are over are kept than RETENTION_ROUNDS says."""
    settled = sum(row.settled for row in kept.rounds)
    return judged(
        f"Answers of at most {counted(retention, 'round')} that are over are kept.",
        f"There are {settled}." if settled > retention else "",
        f"{counted(settled, 'round')} that are over." if settled != 1 else "1 round that is over.",
        "The next opening deletes the oldest. See that the bot runs.",
    )


def _expected() -> dict[str, frozenset[str]]:
    return {name: frozenset(table.c.keys()) for name, table in SQLModel.metadata.tables.items()}


def _rows(connection: Connection, table: str) -> Sequence[Row[Any]]:
    return connection.execute(select(SQLModel.metadata.tables[table])).all()


def _own_values(rows: Sequence[Row[Any]]) -> set[str]:
    return {row.id for row in rows} | {row.withdrawal for row in rows if row.withdrawal is not None}


def _have_a_pattern(ids: Sequence[str]) -> bool:
    """Tell whether a letter is the same in half of the keys, as in those made of the time or of a version."""
    return any(Counter(letters).most_common(1)[0][1] * 2 >= len(ids) for letters in zip(*ids, strict=True))
