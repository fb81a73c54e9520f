"""The stores: what a bot keeps things in, opened together and closed together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock, real_time
from bot.settings import Settings
from storage.ballot_box import BallotBox
from storage.database import Database
from storage.event_links import EventLinks
from storage.keys import KeyFolder, TokenKeys
from storage.priorities import Priorities
from storage.rounds import Rounds

KEY_LIFE = timedelta(days=1)


@dataclass(frozen=True)
class Stores:
    """What a bot keeps things in.

    Args:
        database: the answers.
        keys: the folder of keys.
        token_keys: the keys of the buttons.
        rounds: which round is open.
        box: the ballot box.
        priorities: what was agreed for each area.
        event_links: where the links of events lead.
        clock: by which all of it goes.
    """

    database: Database
    keys: KeyFolder
    token_keys: TokenKeys
    rounds: Rounds
    box: BallotBox
    priorities: Priorities
    event_links: EventLinks
    clock: Clock


@asynccontextmanager
async def open_stores(settings: Settings, clock: Clock = real_time) -> AsyncIterator[Stores]:
    """Open the database and the keys, and close them in the end.

    Args:
        settings: as the administrator set them.
        clock: by which everything goes that is done with them.

    Raises:
        LocalViewsError: if one of them cannot be used; the message says what to do.
    """
    database, keys = Database(settings.database_url), KeyFolder(settings.key_dir)
    keys.open()
    await database.open()
    try:
        rounds = Rounds(database, settings.round_months, settings.zone, clock)
        await rounds.refresh()
        token_keys = TokenKeys(keys)
        token_keys.rotate_if_older_than(KEY_LIFE, clock())
        box = BallotBox(database, keys, rounds, settings.ballot_box_minimum, settings.retention_rounds)
        priorities = Priorities(database)
        await priorities.refresh()
        event_links = EventLinks(database)
        await event_links.refresh()
        yield Stores(database, keys, token_keys, rounds, box, priorities, event_links, clock)
    finally:
        await database.close()
