"""The audit: looks at a live deployment's own database, keys and logs for anything that breaks the promise.

It only reads. It never opens what is sealed for anybody's eyes, and tells no answer, comment, key or id.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from storage.audit.at_rest import AtRest
from storage.audit.finding import Finding
from storage.audit.kept import audit_kept, columns_of, read_kept, require_tables
from storage.audit.log import audit_log, no_log
from storage.audit.postgresql import PostgreSQLAtRest
from storage.audit.sealed import audit_sealed, names_of_keys, read_sealed
from storage.audit.sqlite import SQLiteAtRest
from storage.database import url_of

LOOKS = 8
LULL_SECONDS = 0.2


def at_rest(database_url: str) -> AtRest:
    """Return the database that a `DATABASE_URL` names, to look at. Raises DatabaseUrlUnusable."""
    url = url_of(database_url)
    return SQLiteAtRest(url) if url.get_backend_name() == "sqlite" else PostgreSQLAtRest(url)


async def audit(
    database: AtRest,
    keys: Path,
    logs: Iterable[Path],
    *,
    minimum: int,
    retention: int,
    now: datetime,
    redact: Callable[[str], str],
) -> list[Finding]:
    """Look at everything that is kept, and return what was found.

    Args:
        database: to look at.
        keys: its key folder.
        logs: files that the bot's log was written to.
        minimum: how many ballots leave the box together for an area.
        retention: how many rounds that are over are kept.
        now: the present, aware, in the time zone of the rounds.
        redact: returns a text without what could tell who somebody is.

    Raises:
        LocalViewsError: if the database, the keys or a log cannot be read; the message says what to do.
    """
    columns = await database.read(columns_of)
    require_tables(columns, database.shown)
    kept = await database.read(read_kept)
    of_logs = [finding for path in logs for finding in audit_log(path)]
    return [
        *audit_kept(kept, columns, minimum, retention, now.date(), redact),
        *await _of_the_traces(database),
        *await _of_the_seals(database, keys, now),
        *(of_logs or [no_log()]),
    ]


async def _of_the_traces(database: AtRest) -> list[Finding]:
    """Look at what changes leave behind; again if something is wrong, for an opening clears up last of all."""
    findings: list[Finding] = []
    for _ in range(LOOKS):
        findings = await database.traces()
        if all(finding.is_well for finding in findings):
            break
        await asyncio.sleep(LULL_SECONDS)
    return findings


async def _of_the_seals(database: AtRest, keys: Path, now: datetime) -> list[Finding]:
    """Look at the box and the keys; again if something is wrong, for the bot changes both every few seconds."""
    findings: list[Finding] = []
    before = names_of_keys(keys)
    for _ in range(LOOKS):
        await asyncio.sleep(LULL_SECONDS)
        sealed = await database.read(read_sealed)
        lasting = before & names_of_keys(keys)
        findings = audit_sealed(sealed, keys, lasting, database.folder, now)
        if all(finding.is_well for finding in findings):
            break
    return findings
