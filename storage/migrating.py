"""Migrating: at start, the tables of a database become those of this version."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.errors import DatabaseTooNew

_VERSIONS = Path(__file__).parent / "migrations" / "versions"


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
    # Read only when needed: it takes a tenth of a second.
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
    return list(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _newest() -> str:
    """Return the number of this version's tables."""
    return max(path.stem for path in _VERSIONS.glob("[0-9]*.py")).partition("_")[0]
