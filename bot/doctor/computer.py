"""The computer: its time zones, and the room on its disks."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings import Settings
from storage.audit import at_rest
from storage.audit.finding import Finding, judged

MEGABYTE = 1024 * 1024
ROOM = 256 * MEGABYTE
COPIES = 4
"""An opening writes the tables anew, packs the file, and has both in the write-ahead log meanwhile."""
KEY_ROOM = MEGABYTE
_DAYS = 366


def examine_computer(settings: Settings) -> list[Finding]:
    """Look at the computer on which the bot runs."""
    return [time_zone_is_up_to_date(settings.zone, datetime.now(UTC)), *_room_on_disks(settings)]


def time_zone_is_up_to_date(zone: ZoneInfo, now: datetime) -> Finding:
    """See that the computer changes its clocks in the coming year as the time zone data of the program say.

    Args:
        zone: in which rounds open and close.
        now: the present, aware.
    """
    days = [now + timedelta(days=day) for day in range(_DAYS)]
    wrong = sum(
        day.astimezone(zone).utcoffset() != day.astimezone(_as_packed(zone)).utcoffset() for day in days
    )
    return judged(
        "The computer knows when the clocks change, so that rounds close and the box is opened in time.",
        f"Its time in {zone.key} will be wrong on {wrong} of the next {_DAYS} days." if wrong else "",
        f"In {zone.key} it is {now.astimezone(zone):%H:%M}.",
        "Bring the computer's time zone data up to date: on Debian and Ubuntu, the package tzdata.",
    )


def _as_packed(zone: ZoneInfo) -> ZoneInfo:
    """Return a time zone by the data that come with the program; as it is, if it is not in them."""
    packed = files("tzdata").joinpath("zoneinfo", *zone.key.split("/"))
    if not packed.is_file():
        return zone
    with packed.open("rb") as data:
        return ZoneInfo.from_file(data, zone.key)


def _room_on_disks(settings: Settings) -> Iterator[Finding]:
    database = at_rest(settings.database_url)
    if database.folder is not None:
        held = sum(path.stat().st_size for path in database.folder.glob(f"{Path(database.shown).name}*"))
        yield there_is_room("database", database.folder, ROOM + COPIES * held)
    yield there_is_room("keys", settings.key_dir.absolute(), KEY_ROOM)


def there_is_room(what: str, folder: Path, needed: int) -> Finding:
    """See that a disk is not full.

    Args:
        what: lies on it.
        folder: on it; it need not be there yet.
        needed: how many bytes should be free.
    """
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    told = f"{free // MEGABYTE:,} MB are free."
    return judged(
        f"The disk of the {what} has room ({needed // MEGABYTE:,} MB).",
        told if free < needed else "",
        told,
        "Make room on it, or move to a larger one while the bot is stopped: a full disk lets no answer be sealed.",
    )
