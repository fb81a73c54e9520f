"""What the bot keeps things in: the database and the key folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from bot.settings import Settings
from storage.audit import at_rest
from storage.audit.at_rest import AtRest
from storage.audit.finding import Finding, judged
from storage.audit.sealed import (
    keys_are_for_this_account_alone,
    keys_lie_apart_from_the_database,
    names_of_keys,
)
from storage.database import Database
from storage.errors import DatabaseAway, DatabaseUnusable, KeysUnusable
from storage.migrating import is_too_new, is_up_to_date

MIGRATED = "The database can be read, and has the tables of this version."
WRITABLE = "The database can be written to."
KEYS = "The key folder is there, and this account's own."


async def examine_stores(settings: Settings) -> list[Finding]:
    """Look at the database and the keys; no table of answers is read, and no key."""
    database = at_rest(settings.database_url)
    try:
        of_database = await _examine_database(database, settings.database_url)
    finally:
        await database.close()
    return [*of_database, *_examine_keys(settings.key_dir, database.folder)]


async def _examine_database(at_rest: AtRest, url: str) -> list[Finding]:
    try:
        is_migrated = await at_rest.read(is_up_to_date)
    except DatabaseAway as away:
        remedy = "Start the server. A bot that runs waits for it."
        return [Finding(MIGRATED, str(away), is_well=False, remedy=remedy)]
    except DatabaseUnusable as unusable:
        return [
            Finding(MIGRATED, str(unusable), is_well=False, remedy="Before the first start: start the bot.")
        ]
    if await at_rest.read(is_too_new):
        remedy = "Install the version that ran last, or a later one: this one does not start on it."
        found = f"{at_rest.shown} has those of a newer version."
        return [Finding(MIGRATED, found, is_well=False, remedy=remedy)]
    if not is_migrated:
        remedy = "Start the bot: it makes the tables, and brings them up to date after an upgrade."
        return [Finding(MIGRATED, f"{at_rest.shown} has others, or none yet.", is_well=False, remedy=remedy)]
    return [Finding(MIGRATED, f"{at_rest.shown} has."), await _can_be_written_to(url)]


async def _can_be_written_to(url: str) -> Finding:
    database = Database(url)
    try:
        can = await database.can_write()
    finally:
        await database.close()
    return judged(
        WRITABLE,
        "" if can else "It cannot: no answer could be sealed.",
        "It was tried.",
        "See that its disk has room and is not read-only, and that the bot's account owns the database.",
    )


def _examine_keys(keys: Path, database: Path | None) -> Iterator[Finding]:
    try:
        names = names_of_keys(keys)
        owner = keys.stat().st_uid
    except (KeysUnusable, OSError):
        remedy = (
            "Start the bot: it makes the folder. If it runs already, let KEY_DIR name the folder that it uses, "
            "and run this as its account."
        )
        yield Finding(KEYS, f"{keys.absolute()} cannot be read.", is_well=False, remedy=remedy)
        return
    yield judged(
        KEYS,
        "It belongs to another account." if owner != os.geteuid() else "",
        f"{keys.absolute()} is.",
        "Run this as the account of the bot. If you did: chown -R that account to the folder.",
    )
    yield keys_are_for_this_account_alone(keys, names)
    yield keys_lie_apart_from_the_database(keys, database)
