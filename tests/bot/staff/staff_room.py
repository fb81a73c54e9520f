"""The staff room: how a chat becomes one of staff in tests."""

import asyncio
from datetime import UTC, datetime

from bot.playground.group import Group
from storage.staff import Member, Role, make_code
from tests.town import Neighbour, Town


async def joins(town: Town, who: Neighbour, role: Role = Role.STAFF, area: str | None = None) -> None:
    """Let somebody join in their private chat."""
    code = await make_code(town.stores.database, Member(role, area), datetime.now(UTC))
    await who.says(f"/join {code}")


async def said_in(town: Town, group: Group, messages: int) -> list[str]:
    """Return what the bot has said in a group, once it is so many messages."""
    async with asyncio.timeout(10):
        await group.chat.changed.until(lambda: len(group.messages) >= messages)
    await town.bot.update_queue.join()
    return [message.plain for message in group.messages]
