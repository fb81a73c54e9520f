"""PostgreSQL: a server, shared by any number of workers on any number of computers.

A table that is copied, truncated and filled again in the order of its random keys tells by neither `ctid` nor
`xmin` in which order its rows came; the new rows are first put with the old ones into a temporary table, which
the server does not write into its log. VACUUM FULL, CLUSTER and FREEZE all leave the order behind.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, Column, ColumnElement, MetaData, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import ailment
from storage.backend import Backend, Row

_WRITERS, _HOLDER = 0x4C6F63616C, 0x4C6F63616D
"""The numbers of the locks of whoever writes, and of who holds the database: any that no other program there uses."""

_SETTINGS = {
    "application_name": "local-views",
    "lock_timeout": "30s",
    # Whatever the server's default is: its log must not quote what a statement that failed was about.
    "log_parameter_max_length_on_error": "0",
    # Otherwise a crash of the server could lose what residents were told is kept.
    "synchronous_commit": "on",
    # A worker that hangs in the middle of a change must not hold up the others for ever.
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
PATIENCE_SECONDS = 120
"""So long a statement may take: a network that carries nothing any more would hold the ballot box for ever."""
READERS_WAIT = "SET LOCAL lock_timeout = '3s'"


class Unreached(ConnectionError):
    """No server of a database answers. The code is that of a client which cannot connect: a server sends others."""

    sqlstate = "08001"


class PostgreSQL(Backend):
    """A database of a PostgreSQL server. `url` names it."""

    remedy = (
        "See that the server runs, and that DATABASE_URL names a database there which its user owns, such as "
        "postgresql://USER:PASSWORD@HOST:5432/local_views."
    )

    def __init__(self, url: URL) -> None:
        self.shown = url.render_as_string(hide_password=True)
        engine = create_async_engine(
            _for_asyncpg(url),
            # A database error otherwise quotes the row that it failed on.
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={
                "async_creator_fn": _connect,
                "server_settings": _SETTINGS,
                "timeout": 30,
                "command_timeout": PATIENCE_SECONDS,
            },
        )
        self.reader = engine.execution_options(isolation_level="REPEATABLE READ")
        # Whatever the server's default is: who waits for the lock must see what was written meanwhile.
        self.writer = engine.execution_options(isolation_level="READ COMMITTED")

    def prepare(self) -> None:
        """Do nothing: whoever runs the server has made the database."""

    def is_away(self, error: Exception) -> bool:
        """Tell whether no server answered, or one that takes no connections now: it starts, stops, or has too many."""
        return isinstance(error, OSError) or ailment.is_away(error)

    def opened(self) -> None:
        """Do nothing: a server does not lose its database's file and write on."""

    async def begin(self, session: AsyncSession) -> None:
        """Take the lock of those who write; it goes with the transaction, or with the worker's death."""
        await (await session.connection()).execute(select(func.pg_advisory_xact_lock(_WRITERS)))

    def require_still_there(self) -> None:
        """Do nothing, likewise."""

    async def rewrite(
        self, session: AsyncSession, table: Table, added: Sequence[Row], kept: ColumnElement[bool]
    ) -> None:
        """Put the rows that stay and the new ones into a temporary table, empty this one, and fill it again.

        Readers wait meanwhile. Raises OperationalError or DBAPIError if one of them reads for more than 3 seconds.
        """
        connection = await session.connection()
        await connection.execute(text(READERS_WAIT))
        await connection.execute(text(f'LOCK TABLE "{table.name}" IN ACCESS EXCLUSIVE MODE'))
        fresh = f"{table.name}_fresh"
        await connection.execute(
            text(f'CREATE TEMPORARY TABLE {fresh} (LIKE "{table.name}" INCLUDING DEFAULTS) ON COMMIT DROP')
        )
        copy = Table(fresh, MetaData(), *(Column(column.name, column.type) for column in table.c))
        columns = list(table.c.keys())
        await connection.execute(insert(copy).from_select(columns, select(table).where(kept)))
        if added:
            await connection.execute(insert(copy), list(added))
        await connection.execute(text(f'TRUNCATE "{table.name}"'))
        await connection.execute(insert(table).from_select(columns, select(copy)))
        await put_in_order(connection, table)

    async def clear(self) -> None:
        """Do nothing: the server's log shows each rewrite as a whole, so by it a row came on a day, with others."""

    @asynccontextmanager
    async def held(self) -> AsyncIterator[bool]:
        """Take the lock of who holds the database; it goes with this connection, or with the program's death."""
        async with self.reader.connect() as connection:
            # In no transaction, which would be too long for the server.
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                yield bool(await connection.scalar(select(func.pg_try_advisory_lock(_HOLDER))))
            finally:
                await connection.invalidate()


async def put_in_order(connection: AsyncConnection, table: Table) -> None:
    """Let the rows of a table lie in the order of their keys, and tell of no other.

    Rows that are inserted in that order do not lie so: a short one is put where a page before has room for it.
    """
    await connection.execute(text(f'CLUSTER "{table.name}" USING "{table.name}_pkey"'))


async def _connect(*arguments: Any, **settings: Any) -> Any:
    """Return a connection of the driver. Raises Unreached, so that this can be told from any other broken line."""
    import asyncpg  # noqa: PLC0415 - three megabytes, which whoever has no server need not have

    try:
        return await asyncpg.connect(*arguments, **settings)
    except OSError as wrong:
        raise Unreached from wrong


def _for_asyncpg(url: URL) -> URL:
    """Return the URL with the driver's name, and libpq's `sslmode` under the name that the driver has for it."""
    query = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)
