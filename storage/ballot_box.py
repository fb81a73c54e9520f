"""The ballot box: takes each ballot once, one from each account in a round, and is opened only for many at once.

All ballots that are not opened yet lie in one row for all workers: sealed, padded, in random order (see `seal` and
`box_contents`). At every tick, busy or idle, each worker takes up the box, puts in what it was handed since, and puts
the box down sealed under a new key; only then are the residents told. So neither the row, its size, the database's log
nor a file's time says who answered when. `drop` therefore takes up to a tick. What a tick reads is always the same too,
events and receipts among it, for nobody if need be: a server counts the readings of each table, and notes the time of
the last one.

An opening is the only way out (see `opening`): one transaction takes out of the box what may leave it, writes the
tables of answers anew as a whole, and seals the rest. New keys are on the disk before the transaction is committed,
old ones are destroyed after it, so that a crash at any moment leaves the box with the key that opens it. Then figures
are told of what has left it (see `releases`).
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random, SystemRandom
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import events, receipt, releases
from storage.account_register import Tagger
from storage.ballot import Ballot
from storage.box_contents import BoxContents
from storage.database import Database
from storage.errors import ResidueLeft
from storage.keys import KeyFolder
from storage.opening import Opened, open_box
from storage.periods import Period
from storage.rounds import Rounds
from storage.seal import SealKeys
from storage.sealed_box import BoxInHand, SealedBox
from storage.tables import Box, Comment, Event, Response, Round

TRIES = 10
LULL_SECONDS = 2.0
A_DAY = timedelta(days=1)
MOST_AT_ONCE = 1000
"""So many receipts are looked for in a tick: a database takes only so many values with a question."""
MOST_UNKNOWN = 1000
"""So many hashes of receipts are kept while it cannot be known whether they are anybody's."""

_NOBODYS = receipt.of_all("")
"""Looked for at a tick to which nobody has handed back a receipt; in 100,000 answers that takes some 50 ms."""

Answer = TypeVar("Answer")


class Outcome(StrEnum):
    """What became of a ballot: `KEPT` also if this very ballot was there already."""

    KEPT = "kept"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, repr=False)
class _Dropped:
    """A ballot that waits for the next tick, and the day on which it came."""

    ballot: Ballot
    account: int | None
    day: date
    outcome: "asyncio.Future[Outcome]"


@dataclass(frozen=True, repr=False)
class _HandedBack:
    """A receipt that waits for the next tick."""

    number: str
    noted: "asyncio.Future[None]"


@dataclass(frozen=True, repr=False)
class _Desk:
    """What it takes to receive the ballots of one day: its round, the codes of its events, what makes its tags."""

    period: Period
    events: frozenset[str]
    tagger: Tagger


class BallotBox:
    """The box that ballots are dropped into.

    Args:
        database: holds the box and, once they are opened, the answers.
        keys: the folder of the keys, shared by all workers.
        rounds: say which round a ballot belongs to.
        minimum: how many ballots of an area leave the box together, 2 or more; events are tallied in its steps.
        retention: how many rounds that are over are kept, 1 or more.
        chance: gives random ids and orders; the system's random source if none is given.
    """

    def __init__(
        self,
        database: Database,
        keys: KeyFolder,
        rounds: Rounds,
        minimum: int,
        retention: int,
        chance: Random | None = None,
    ) -> None:
        self._database = database
        self._keys = keys
        self._box = SealedBox(SealKeys(keys))
        self._rounds = rounds
        self._minimum = minimum
        self._retention = retention
        self._chance = chance or SystemRandom()
        self._dropped: list[_Dropped] = []
        self._handed_back: list[_HandedBack] = []
        self._counted: Counter[str] = Counter()
        self.counts_told: Mapping[str, int] = {}
        """What all workers have counted, in whole steps as of the last opening (see `box_counts`)."""

    def count(self, what: str, times: int = 1) -> None:
        """Count something; it is put in at the next tick, with what the other workers count."""
        self._counted[what] += times

    async def drop(self, ballot: Ballot, account: int | None) -> Outcome:
        """Put in a ballot, and return once the box with it is safely on the disk, after the next tick.

        `account` is the id of the Telegram account, None for an officer's tablet, from which many may answer.
        `ANSWERED` means that the account has sent another ballot in this round, `CLOSED` that no round takes any.
        Whatever kept the tick from being committed is raised here too; the same ballot can be dropped again then.
        """
        waiting = _Dropped(ballot, account, self._rounds.today(), _future())
        self._dropped.append(waiting)
        return await waiting.outcome

    async def withdraw(self, number: str) -> None:
        """Hand back a receipt; the next opening deletes its answers and comments, in the box and out of it.

        Returns after the next tick, whether these 16 letters are a receipt or not, and does not tell.
        """
        waiting = _HandedBack(number, _future())
        self._handed_back.append(waiting)
        await waiting.noted

    async def seal(self) -> bool:
        """Put in what was handed over since the last tick, seal the box anew, and tell those who wait.

        Returns True if the box of before did not open, because its key is lost, and a new one was begun.
        """
        return await _to_the_end(self._seal())

    async def open_if_due(self, today: date) -> bool:
        """Open the box, unless it was opened on that day already or on the next one. Returns what `seal` returns.

        Opened later than that, it was so by a clock that was wrong, and would otherwise stay shut until then.
        """
        return await _to_the_end(self._open_patiently(today))

    async def close_over_rounds(self) -> bool:
        """Open the box for the last time for each round that is over, and forget who took part in it.

        Returns what `seal` returns.
        """
        return await _to_the_end(self._open_patiently(None))

    async def _seal(self) -> bool:
        dropped, self._dropped = self._dropped, []
        handed_back, self._handed_back = self._handed_back[:MOST_AT_ONCE], self._handed_back[MOST_AT_ONCE:]
        counted, self._counted = self._counted, Counter()
        try:
            async with self._database.writing() as session:
                box = await self._box.take_up(session, self._rounds.today())
                outcomes = await self._put_in(session, box.contents, dropped)
                box.contents.withdrawn |= await _known(session, box, handed_back)
                box.contents.counts.counted += counted
                box.contents.shuffle(self._chance)
                await self._box.put_down(session, box)
        except Exception as wrong:
            self._counted += counted
            for one in dropped:
                _fail(one.outcome, wrong)
            for note in handed_back:
                _fail(note.noted, wrong)
            raise
        self.counts_told = box.contents.counts.told
        for ballot, outcome in zip(dropped, outcomes, strict=True):
            _settle(ballot.outcome, outcome)
        for note in handed_back:
            _settle(note.noted, None)
        await self._box.destroy(box.used_up)
        return box.was_lost

    async def _open_patiently(self, day: date | None) -> bool:
        """Open the box, let figures be told of it, and clear away what that leaves; all of it also after a crash."""
        was_lost = await _patiently(lambda: self._open(day))
        try:
            await _patiently(lambda: releases.tell(self._database, self._minimum, self._rounds.today()))
        finally:
            await _patiently(self._database.clear)
        return was_lost

    async def _open(self, day: date | None) -> bool:
        """Open the box if there is a reason to: it is a new day, or a round is over. Returns whether it was lost."""
        async with self._database.writing() as session:
            over = await self._rounds.over(session)
            await self._destroy_round_keys(one.name for one in over if one.settled)
            opened_on = (await session.exec(select(col(Box.opened)).where(col(Box.lost).is_(None)))).first()
            is_new_day = day is not None and (opened_on is None or not day <= opened_on <= day + A_DAY)
            if not is_new_day and all(one.settled for one in over):
                return False
            box = await self._box.take_up(session, self._rounds.today())
            withdrawn, box.contents.withdrawn = box.contents.withdrawn, set()
            box.contents.without(withdrawn)
            names = [one.name for one in over]
            retired = names[self._retention :]
            await _forget_unknown(session, box.contents, retired)
            opened = await asyncio.to_thread(open_box, box.contents, self._minimum, names, self._chance)
            await self._keep(session, opened, withdrawn, retired)
            box.contents.counts.tell(self._minimum, round_is_over=any(not one.settled for one in over))
            await self._settle_rounds(session, over, retired)
            if day is not None:
                box.row.opened = day
            await self._box.put_down(session, box)
        self.counts_told = box.contents.counts.told
        await self._box.destroy(box.used_up)
        await self._destroy_round_keys(names)
        return box.was_lost

    async def _destroy_round_keys(self, names: Iterable[str]) -> None:
        """Destroy the keys of rounds that are settled: again at each opening, in case a crash came in between."""
        for name in names:
            await asyncio.to_thread(self._keys.destroy, key_of_round(name))

    async def _put_in(
        self, session: AsyncSession, contents: BoxContents, dropped: Sequence[_Dropped]
    ) -> list[Outcome]:
        """Put ballots into the box; returns what became of each."""
        # Today's desk is set up at every tick: a key made for the first ballot would have the time of it.
        days = {self._rounds.today(), *(one.day for one in dropped)}
        desks = {day: await self._desk(session, day) for day in sorted(days)}
        return [self._received(contents, one, desks[one.day]) for one in dropped]

    def _received(self, contents: BoxContents, dropped: _Dropped, desk: _Desk | None) -> Outcome:
        """Put a ballot into the box if it may go in; returns what became of it."""
        if desk is None:
            return Outcome.CLOSED
        ballot, pile = dropped.ballot, contents.pile(desk.period.name)
        seen, ballot_tag = pile.register, desk.tagger.of_ballot(dropped.ballot, dropped.account)
        # From an officer's tablet many may answer, but each ballot comes once.
        account_tag = (
            desk.tagger.of_number(ballot.number)
            if dropped.account is None
            else desk.tagger.of_account(dropped.account)
        )
        if ballot_tag in seen.ballots:
            return Outcome.KEPT
        if desk.period.paused:
            return Outcome.CLOSED
        if account_tag in seen.accounts:
            return Outcome.ANSWERED
        seen.accounts.add(account_tag)
        seen.ballots.add(ballot_tag)
        event = events.as_kept(ballot.event or "")
        pile.take(ballot, event if event in desk.events else None, self._chance)
        # Here and nowhere else: whoever sends again and again would single out the one other who has sent.
        contents.counts.counted[Outcome.KEPT] += 1
        return Outcome.KEPT

    async def _desk(self, session: AsyncSession, day: date) -> _Desk | None:
        period = await self._rounds.under_way(session, day)
        if period is None:
            return None
        codes = await events.codes_of_round(session, period.name)
        key = await asyncio.to_thread(self._keys.get_or_make, key_of_round(period.name))
        return _Desk(period, codes, Tagger(key))

    async def _keep(
        self, session: AsyncSession, opened: Opened, withdrawn: Iterable[str], retired: Sequence[str]
    ) -> None:
        """Write the tables of answers anew: with what was opened, without what was withdrawn or is too old."""
        await releases.note_withdrawn(session, withdrawn)
        for model, rows in ((Response, opened.responses), (Comment, opened.comments)):
            await self._database.rewrite(session, model, rows, _staying(model, withdrawn, retired))
        for code, risen in opened.tallies.items():
            event = await session.get(Event, code)
            if event is not None:
                event.tally += risen

    async def _settle_rounds(
        self, session: AsyncSession, over: Sequence[Round], retired: Sequence[str]
    ) -> None:
        """Forget who took part in the rounds that are over, and all of those that are too old to be kept."""
        for round_ in over:
            round_.settled = True
        await session.exec(delete(Event).where(col(Event.round).in_(retired)))
        await session.flush()
        await session.exec(delete(Round).where(col(Round.name).in_(retired)))


async def _forget_unknown(session: AsyncSession, contents: BoxContents, retired: Sequence[str]) -> None:
    """Take out what came back with a lost box from rounds that are too old to be kept."""
    kept = set(await session.exec(select(Round.name))) - set(retired)
    for name in contents.piles.keys() - kept:
        del contents.piles[name]


async def _known(session: AsyncSession, box: BoxInHand, handed_back: Iterable[_HandedBack]) -> set[str]:
    """Return the hashes of those receipts that are somebody's, or may be: all others would fill the box."""
    hashes = {hashed for one in handed_back for hashed in receipt.of_all(one.number)}
    if box.some_are_lost and len(box.contents.withdrawn) < MOST_UNKNOWN:
        return hashes
    known: set[str | None] = {one for one in box.contents.withdrawals() if one in hashes}
    for model in (Response, Comment):
        column = col(model.withdrawal)
        known |= set(await session.exec(select(column).where(column.in_(hashes or _NOBODYS))))
    return hashes & known


def _staying(
    model: type[Response] | type[Comment], withdrawn: Iterable[str], retired: Sequence[str]
) -> ColumnElement[bool]:
    withdrawal = col(model.withdrawal)
    return and_(
        or_(withdrawal.is_(None), withdrawal.not_in(list(withdrawn))), col(model.round).not_in(retired)
    )


async def last_opening(database: Database) -> date | None:
    """Return the day on which the box of a database was last opened, None if it never was."""
    async with database.session() as session:
        return (await session.exec(select(col(Box.opened)).where(col(Box.lost).is_(None)))).first()


def key_of_round(round_name: str) -> str:
    """Return the name of the key under which the tags of a round are made."""
    return f"round-{round_name}"


def _future() -> "asyncio.Future[Any]":
    return asyncio.get_running_loop().create_future()


async def _to_the_end(deed: Coroutine[Any, Any, Answer]) -> Answer:
    """Do something to its end, even if whoever waits for it is stopped: SQLite would stay locked in between."""
    return await asyncio.shield(asyncio.ensure_future(deed))


async def _patiently(deed: Callable[[], Awaitable[Answer]]) -> Answer:
    """Do something; where somebody who reads is in the way, or no server is there, try again a little later."""
    for _ in range(TRIES - 1):
        try:
            return await deed()
        except (DBAPIError, OSError, ResidueLeft):
            await asyncio.sleep(LULL_SECONDS)
    return await deed()


def _fail(future: "asyncio.Future[Any]", wrong: Exception) -> None:
    """Tell whoever waits what went wrong, unless nobody waits any more."""
    if not future.done():
        future.set_exception(wrong)


def _settle(future: "asyncio.Future[Answer]", answer: Answer) -> None:
    """Tell whoever waits, unless nobody does any more."""
    if not future.done():
        future.set_result(answer)
