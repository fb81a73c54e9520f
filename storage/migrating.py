"""Migrating: at start, the tables of a database become those of this version."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - fills the metadata
from storage.errors import DatabaseTooNew

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Alembic's own table. Source: Alembic, `MigrationContext`."""


def bring_up_to_date(connection: Connection, shown: str) -> None:
    """Make or change the tables, unless they are those of this version already.

    Args:
        connection: in a transaction of its own.
        shown: what the database is called.

    Raises:
        DatabaseTooNew: if a newer version has been there.
    """
    if is_up_to_date(connection):
        return
    if connection.dialect.name == "sqlite" and not inspect(connection).get_table_names():
        _make(connection)
        return
    # Loaded only when needed: it takes half a second and ten megabytes.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "storage:migrations")
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise DatabaseTooNew(shown) from None


def is_up_to_date(connection: Connection) -> bool:
    """Return whether the tables are those of this version."""
    return _versions(connection) == [_newest()]


def is_too_new(connection: Connection) -> bool:
    """Return whether the tables are those of a newer version."""
    return any(version > _newest() for version in _versions(connection))


def _versions(connection: Connection) -> list[str]:
    """Return the number of the tables' version, or nothing if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return []
    return list(connection.scalars(select(_VERSION.c.version_num)))


def _newest() -> str:
    """Return the number of this version's tables."""
    return max(path.stem for path in _VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def _make(connection: Connection) -> None:
    """Make the tables of this version where there are none: Alembic takes half a second for it, and stays in memory.

    Not so on PostgreSQL, to which the migrations say more than the models tell.
    """
    SQLModel.metadata.create_all(connection)
    _VERSION.create(connection)
    connection.execute(insert(_VERSION).values(version_num=_newest()))
