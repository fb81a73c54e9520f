"""A process of its own that drops ballots: python dropper.py DATABASE_URL KEY_DIR HOW_MANY FIRST_ACCOUNT."""

import asyncio
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from storage import crockford
from storage.ballot import Answers, Ballot
from storage.ballot_box import BallotBox
from storage.database import Database
from storage.keys import KeyFolder
from storage.rounds import Rounds


async def _drop(url: str, key_folder: str, ballots: int, first_account: int) -> None:
    database = Database(url)
    await database.open()
    keys = KeyFolder(Path(key_folder))
    keys.open()
    rounds = Rounds(database, 4, ZoneInfo("Europe/London"), lambda: datetime(2026, 6, 15, 12, tzinfo=UTC))
    box = BallotBox(database, keys, rounds, minimum=10)

    async def drop(account: int) -> None:
        number = crockford.encode(secrets.randbits(80), 16)
        outcome = await box.drop(Ballot(number, Answers(area="watford", first="theft")), account)
        sys.stdout.write(f"{outcome} {number} {account}\n")
        sys.stdout.flush()

    await asyncio.gather(*(drop(first_account + ballot) for ballot in range(ballots)))
    await database.close()


if __name__ == "__main__":
    asyncio.run(_drop(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
