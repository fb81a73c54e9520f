"""What a PostgreSQL server tells besides the rows: their places, who wrote them when, and what its log quotes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.audit.at_rest import REMEDY, AtRest, Read
from storage.audit.finding import Finding, counted, judged, remarked
from storage.errors import DatabaseAway, DatabaseUnusable
from storage.postgresql import PostgreSQL

_OF_ANSWERS = ("response", "comment")
_REWRITE = "Run this again after the next opening, which writes the tables anew. If it stays, let nobody write to them."
_NEVER = ("log_min_duration_statement", "log_min_duration_sample")
_QUIET_STATEMENTS = {"none", "ddl"}


@dataclass(frozen=True, repr=False)
class _Placed:
    """A row's key, its place in the table, and the number of the transaction that wrote it."""

    id: str
    block: int
    line: int
    writer: str


class PostgreSQLAtRest(AtRest):
    """A database of a PostgreSQL server. `url` names it."""

    folder = None

    def __init__(self, url: URL) -> None:
        self._backend = PostgreSQL(url)
        self.shown = self._backend.shown

    async def read(self, of: Callable[[Connection], Read]) -> Read:
        """Return what a function reads, in a transaction that cannot write. Raises DatabaseUnusable or DatabaseAway."""
        try:
            async with self._backend.reader.connect() as connection:
                await connection.execute(text("SET TRANSACTION READ ONLY"))
                return await connection.run_sync(of)
        except (OSError, SQLAlchemyError) as error:
            reason = (error.orig if isinstance(error, DBAPIError) else None) or error
            name = type(reason.__cause__ or reason).__name__
            if self._backend.is_away(error):
                raise DatabaseAway(self.shown, name, self._backend.remedy) from None
            raise DatabaseUnusable(self.shown, name, REMEDY) from None

    async def traces(self) -> list[Finding]:
        """Look at the places of rows and at the server's settings. Raises DatabaseUnusable."""
        return await self.read(_traces)

    async def close(self) -> None:
        """Close every connection."""
        await self._backend.close()


def _traces(connection: Connection) -> list[Finding]:
    rows = {name: _placed(connection, name) for name in _OF_ANSWERS}
    settings = {
        str(name): str(value)
        for name, value in connection.execute(text("SELECT name, setting FROM pg_settings"))
    }
    return [
        all_rows_were_written_at_once(rows),
        rows_lie_in_the_order_of_their_keys(rows),
        nothing_is_left_between_the_rows(connection, rows),
        the_log_quotes_no_statement(settings),
        the_log_quotes_no_row(settings),
        no_times_of_transactions_are_kept(settings),
        nothing_is_set_off_by_a_change(connection),
    ]


def all_rows_were_written_at_once(rows: Mapping[str, Sequence[_Placed]]) -> Finding:
    """See that no row was written by another transaction than the rest of its table (xmin)."""
    faults = [name for name, placed in rows.items() if len({row.writer for row in placed}) > 1]
    return judged(
        "All rows of a table were written at once (xmin), so that none tells when it came.",
        f"Rows were written one after the other in: {', '.join(faults)}." if faults else "",
        f"{_both(rows)}, each table written by one transaction.",
        _REWRITE,
    )


def rows_lie_in_the_order_of_their_keys(rows: Mapping[str, Sequence[_Placed]]) -> Finding:
    """See that the order of rows in the table (ctid) is that of their random keys."""
    faults = [name for name, placed in rows.items() if not _is_sorted([row.id for row in placed])]
    return judged(
        "Answers and comments lie in their tables (ctid) in the order of their random keys.",
        f"The places of rows tell of another order in: {', '.join(faults)}." if faults else "",
        "Yes: nothing of the order of arrival is left.",
        _REWRITE,
    )


def nothing_is_left_between_the_rows(
    connection: Connection, rows: Mapping[str, Sequence[_Placed]]
) -> Finding:
    """See that no deleted or older row is left in the tables: neither counted by the server, nor as a gap."""
    faults = [name for name, placed in rows.items() if _has_gaps(placed) or _dead(connection, name)]
    return judged(
        "No deleted or older rows are left in the tables.",
        f"Something was deleted or changed in place in: {', '.join(faults)}." if faults else "",
        "No dead rows, and no gaps between the others.",
        _REWRITE,
    )


def the_log_quotes_no_statement(settings: dict[str, str]) -> Finding:
    """See that the server's log does not quote what is written into the tables."""
    wrong = [] if settings["log_statement"] in _QUIET_STATEMENTS else ["log_statement = none"]
    wrong += [f"{name} = -1" for name in _NEVER if settings[name] != "-1"]
    wrong += ["log_transaction_sample_rate = 0"] if float(settings["log_transaction_sample_rate"]) else []
    return judged(
        "The server's log does not quote what is written into the tables.",
        f"It can: {counted(len(wrong), 'setting')} would put statements with their values, and the time, into it."
        if wrong
        else "",
        "It quotes no statements and no values.",
        _to_set(wrong),
    )


def the_log_quotes_no_row(settings: dict[str, str]) -> Finding:
    """See that an error message of the server, in its own log, leaves out the row that it is about."""
    return remarked(
        "Should a row ever be refused, the server's log does not quote it.",
        "" if settings["log_error_verbosity"] == "terse" else "It would be quoted in the error's detail.",
        "Errors are logged without detail.",
        _to_set(["log_error_verbosity = terse"]),
    )


def no_times_of_transactions_are_kept(settings: dict[str, str]) -> Finding:
    """See that the server does not note at what time each transaction was committed."""
    on = settings["track_commit_timestamp"] != "off"
    return judged(
        "The server keeps no times of transactions (track_commit_timestamp).",
        "It keeps the time at which the rows were written." if on else "",
        "It keeps none.",
        f"{_to_set(['track_commit_timestamp = off'])} Then start the server again.",
    )


def nothing_is_set_off_by_a_change(connection: Connection) -> Finding:
    """See that no trigger or view has been added, which could write down more than the tables hold."""
    found = connection.scalar(text("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")) or 0
    found += (
        connection.scalar(
            text(
                "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
                "WHERE relkind IN ('v', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema')"
            )
        )
        or 0
    )
    return judged(
        "No trigger or view has been added to the database.",
        f"{found} found." if found else "",
        "None.",
        "Drop them: Local Views has none.",
    )


def _placed(connection: Connection, table: str) -> list[_Placed]:
    """Return the rows in the order in which they lie in the table."""
    rows = connection.execute(text(f'SELECT id, ctid::text, xmin::text FROM "{table}"'))  # noqa: S608 - our own names
    placed = []
    for key, place, writer in rows:
        block, line = place.strip("()").split(",")
        placed.append(_Placed(key, int(block), int(line), writer))
    return sorted(placed, key=lambda row: (row.block, row.line))


def _has_gaps(placed: Sequence[_Placed]) -> bool:
    """Tell whether a place between the first row and the last is empty."""
    expected = (0, 1)
    for row in placed:
        if (row.block, row.line) not in {expected, (expected[0] + 1, 1)}:
            return True
        expected = (row.block, row.line + 1)
    return False


def _dead(connection: Connection, table: str) -> int:
    dead = text("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relid = CAST(:name AS regclass)")
    return connection.scalar(dead, {"name": table}) or 0


def _is_sorted(items: Sequence[str]) -> bool:
    return list(items) == sorted(items)


def _both(rows: Mapping[str, Sequence[_Placed]]) -> str:
    return counted(sum(map(len, rows.values())), "row")


def _to_set(settings: Iterable[str]) -> str:
    commands = "; ".join(f"ALTER SYSTEM SET {setting}" for setting in settings)
    return f"As the server's administrator: {commands}; SELECT pg_reload_conf()."
