"""Staff: which chats are theirs, what each may do, and the codes with which a chat becomes one of them.

The ids of these chats are the only ids of Telegram that are ever kept. A code is kept as its hash: it has 80 random
bits, so that whoever reads the table cannot join with it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import col, delete, select

from storage import crockford
from storage.database import Database
from storage.errors import NotCrockford
from storage.tables import DailyRun, StaffChat, StaffCode

CODE_LETTERS = 16
CODE_LIFE = timedelta(hours=24)
_GROUP = 4


class Role(StrEnum):
    """What a chat may do: staff read, officers also hold events and hand over tablets, admins do everything."""

    STAFF = "staff"
    OFFICER = "officer"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Tell whether whoever has this role may do what the other one may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(other)


@dataclass(frozen=True, slots=True)
class Member:
    """What a chat of staff is: its role, and the area it is about, or None for the whole county."""

    role: Role
    area: str | None = None


async def make_code(database: Database, member: Member, now: datetime) -> str:
    """Return a new code, in groups of four letters, that makes one chat a member within 24 hours.

    Args:
        database: keeps its hash; codes that are no longer good go.
        member: what the chat becomes.
        now: the present, as an aware time.
    """
    letters = crockford.encode(secrets.randbits(5 * CODE_LETTERS), CODE_LETTERS)
    async with database.writing() as session:
        await session.exec(delete(StaffCode).where(col(StaffCode.expires) <= _seconds(now)))
        expires = _seconds(now + CODE_LIFE)
        code = StaffCode(hash=_hash(letters), role=member.role, area=member.area, expires=expires)
        session.add(code)
    return "-".join(letters[at : at + _GROUP] for at in range(0, CODE_LETTERS, _GROUP))


async def join(database: Database, chat: int, code: str, now: datetime) -> Member | None:
    """Let a chat become one of staff, and use the code up.

    Args:
        database: keeps the chats.
        chat: its id.
        code: as it was typed: capitals, spaces and dashes do not matter.
        now: the present, as an aware time.

    Returns:
        What the chat now is, or None if there is no such code, or it was used or is too old.
    """
    hashed = _hash_of_typed(code)
    # Read first: whoever tries codes must not hold up the ballot box, which is written to by one at a time.
    async with database.session() as reading:
        if hashed is None or await reading.get(StaffCode, hashed) is None:
            return None
    async with database.writing() as session:
        found = await session.get(StaffCode, hashed)
        if found is None:
            return None
        await session.delete(found)
        if found.expires <= _seconds(now):
            return None
        member = Member(Role(found.role), found.area)
        await session.merge(StaffChat(chat=chat, role=member.role, area=member.area))
    return member


async def leave(database: Database, chat: int) -> None:
    """Forget a chat."""
    async with database.writing() as session:
        await session.exec(delete(StaffChat).where(col(StaffChat.chat) == chat))
        await session.exec(delete(DailyRun).where(col(DailyRun.chat) == chat))


async def move(database: Database, chat: int, to: int, member: Member) -> None:
    """Let a chat have another id, as a group has once it is a supergroup.

    Args:
        database: keeps the chats.
        chat: its id so far.
        to: its new one.
        member: what it is.
    """
    async with database.writing() as session:
        await session.exec(delete(StaffChat).where(col(StaffChat.chat) == chat))
        await session.merge(StaffChat(chat=to, role=member.role, area=member.area))
        runs = await session.exec(select(DailyRun).where(DailyRun.chat == chat))
        for run in list(runs):
            await session.merge(DailyRun(job=run.job, chat=to, day=run.day, state=run.state, told=run.told))
            await session.delete(run)


async def members(database: Database) -> dict[int, Member]:
    """Return every chat that has joined, by its id."""
    async with database.session() as session:
        rows = await session.exec(select(StaffChat).order_by(col(StaffChat.chat)))
        return {row.chat: Member(Role(row.role), row.area) for row in rows}


def _hash_of_typed(code: str) -> str | None:
    letters = "".join(code.split()).replace("-", "")
    try:
        number = crockford.decode(letters)
    except NotCrockford:
        return None
    return _hash(crockford.encode(number, CODE_LETTERS)) if len(letters) == CODE_LETTERS else None


def _hash(letters: str) -> str:
    return hashlib.sha256(f"Local Views staff code {letters}".encode()).hexdigest()


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
