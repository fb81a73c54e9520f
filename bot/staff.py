"""Staff: which chats are theirs, what each may do, and how staff are told of a mishap.

Known from memory, as of the last refresh, so that no update of a resident waits for the database to tell who is staff.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.attempts import attempt
from storage import staff
from storage.database import Database
from storage.staff import Member, Role

ADMIN = Member(Role.ADMIN)


class Staff:
    """The chats of staff: those that have joined with a code, and those that the administrator has named.

    Args:
        database: holds those that have joined.
        named: the ids of those named in STAFF_CHAT_IDS, which may do everything.
    """

    def __init__(self, database: Database, named: frozenset[int]) -> None:
        self._database = database
        self._named = named
        self._joined: dict[int, Member] = {}
        self._moving = asyncio.Lock()
        self.changed: Callable[[int], Awaitable[None]] = _nothing
        """Is called with a chat that has joined or left."""

    @property
    def chats(self) -> dict[int, Member]:
        """What each chat of staff may do, by its id."""
        return self._joined | dict.fromkeys(self._named, ADMIN)

    async def refresh(self) -> None:
        """See which chats have joined or left through other workers."""
        self._joined = await staff.members(self._database)

    def is_named(self, chat: int) -> bool:
        """Tell whether a chat is one of STAFF_CHAT_IDS, so that only whoever sets that can take it out."""
        return chat in self._named

    def may(self, chat: int, role: Role) -> bool:
        """Tell whether a chat may do what this role may."""
        member = self.chats.get(chat)
        return member is not None and member.role.includes(role)

    def may_assist(self, chat: int) -> bool:
        """Tell whether the device with a private chat may be handed from one resident to the next."""
        return self.may(chat, Role.OFFICER)

    async def join(self, chat: int, code: str, now: datetime) -> Member | None:
        """Let a chat join with a code; returns what it may now do, or None if the code is not good."""
        member = await staff.join(self._database, chat, code, now)
        if member is not None:
            await self.refresh()
            await self.changed(chat)
        return member

    async def leave(self, chat: int) -> None:
        """Forget a chat that leaves, has thrown the bot out, or has blocked it; one that is named stays."""
        if chat in self._joined:
            await staff.leave(self._database, chat)
            await self.refresh()
            await self.changed(chat)

    async def move(self, chat: int, to: int) -> bool:
        """Let a group go on under the id that it has as a supergroup; returns whether it was that, and is staff."""
        # Telegram tells of it twice, in the group and in the supergroup, and perhaps at once.
        async with self._moving:
            member = self.chats.get(chat)
            if member is None or to in self.chats:
                return False
            await staff.move(self._database, chat, to, member)
            await self.refresh()
            await self.changed(to)
            return True

    async def all_changed(self) -> None:
        """Let it be seen to at the start that every chat is what it was, or has been named to be."""
        await asyncio.gather(*map(self.changed, self.chats))

    async def are_told(self, text: str, send: Callable[[int, str], Awaitable[object]]) -> None:
        """Send the same words to every chat of staff; one that cannot be reached does not keep them from the others.

        Args:
            text: the words.
            send: sends them to a chat.
        """
        for chat in self.chats:
            await attempt(partial(send, chat, text))


async def _nothing(_: int) -> None:
    """What is done where nobody wants to know of a change."""
