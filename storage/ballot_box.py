"""The ballot box: takes each ballot once, and one from each account in a round.

What this inside protects: of an account nothing is kept but a tag that only the round's key can make again;
nothing in the tables joins an answer to its comments or its event; an event's tally rises only in steps of
the minimum.

What it does not protect yet: each ballot is written at once and by itself. Whoever copies the file again and
again, or has its write-ahead log or its raw pages, can see in which order answers came and which comments
came with them, and so match an answer to someone whose moment of sending they know. The sealed box, opened
once a day and only where there are enough ballots, takes the place of this inside behind the same interface.
"""

from dataclasses import asdict
from enum import StrEnum

from storage import events, tables
from storage.account_register import AccountRegister, RegisterSeal
from storage.ballot import Ballot
from storage.database import Database
from storage.errors import RegisterUnreadable
from storage.keys import KeyFolder
from storage.rounds import Rounds


class Outcome(StrEnum):
    """What became of a ballot: `KEPT` also if this very ballot was there already."""

    KEPT = "kept"
    ANSWERED = "answered"
    CLOSED = "closed"


class BallotBox:
    """The box that ballots are dropped into. An event's tally rises by `minimum` answers at a time."""

    def __init__(self, database: Database, keys: KeyFolder, rounds: Rounds, minimum: int) -> None:
        self._database = database
        self._keys = keys
        self._rounds = rounds
        self._minimum = minimum

    async def drop(self, ballot: Ballot, account: int) -> Outcome:
        """Keep a ballot of the Telegram account with that id, and return once it is safely on the disk.

        `ANSWERED` means that the account has sent another ballot in this round, `CLOSED` that no round takes
        any. Raises RegisterUnreadable or KeysUnusable if the round's key is not what it should be; nothing is
        kept then.
        """
        async with self._database.writing() as session:
            period = await self._rounds.under_way(session)
            if period is None:
                return Outcome.CLOSED
            row = await session.get(tables.Register, period.name)
            seal = self._seal(period.name, begun=row is not None)
            register = AccountRegister() if row is None else seal.open(row.sealed)
            account_tag, ballot_tag = seal.account_tag(account), seal.ballot_tag(ballot, account)
            if ballot_tag in register.ballots:
                return Outcome.KEPT
            if period.paused:
                return Outcome.CLOSED
            if account_tag in register.accounts:
                return Outcome.ANSWERED
            register = register.with_ballot(account_tag, ballot_tag)
            event = await events.find(session, ballot.event, period.name) if ballot.event else None
            if event is not None:
                register = register.with_event(event.code)
                event.tally = register.events[event.code] // self._minimum * self._minimum
            row = row or tables.Register(round=period.name, sealed=b"")
            row.sealed = seal.seal(register)
            session.add_all([row, *_rows(ballot, period.name)])
            return Outcome.KEPT

    async def examine(self) -> None:
        """See that the register of the round under way opens. Raises RegisterUnreadable if its key is lost."""
        async with self._database.writing() as session:
            period = await self._rounds.under_way(session)
            row = await session.get(tables.Register, period.name) if period else None
            if row is not None:
                self._seal(row.round, begun=True).open(row.sealed)

    async def forget_who_answered(self) -> None:
        """Destroy what could tell who took part in the rounds that are over: their registers, then their keys."""
        async with self._database.writing() as session:
            over = await self._rounds.over(session)
            for name in over:
                register = await session.get(tables.Register, name)
                if register is not None:
                    await session.delete(register)
        for name in over:
            self._keys.destroy(_key_of(name))

    def _seal(self, round_name: str, *, begun: bool) -> RegisterSeal:
        name = _key_of(round_name)
        # A new key would not open a register that is there, and a new register would let all answer again.
        key = self._keys.get(name) if begun else self._keys.get_or_make(name)
        if key is None:
            raise RegisterUnreadable(round_name)
        return RegisterSeal(round_name, key)


def _key_of(round_name: str) -> str:
    return f"round-{round_name}"


def _rows(ballot: Ballot, round_name: str) -> list[tables.Response | tables.Comment]:
    """Return the rows that keep a ballot, each under a random key of its own."""
    area = ballot.answers.area
    return [
        tables.Response(round=round_name, **asdict(ballot.answers)),
        *(tables.Comment(round=round_name, area=area, **asdict(comment)) for comment in ballot.comments),
    ]
