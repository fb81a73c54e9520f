"""Groups and channels: views are given in private."""

import asyncio

from bot.playground.group import Group
from tests.town import Town


async def test_a_command_in_a_group_is_told_that_the_bot_works_in_private(town: Town) -> None:
    """One line, with the link to the private chat."""
    ida = town.resident("Ida")
    await ida.starts()
    group = Group(town.world, "Neighbours", [ida.resident])
    group.removes_bot()
    group.adds_bot()
    async with asyncio.timeout(5):
        await group.chat.changed.until(lambda: len(group.messages) == 1)
    group.says(ida.resident, "/start")
    async with asyncio.timeout(5):
        await group.chat.changed.until(lambda: len(group.messages) == 2)
    said = [message.plain for message in group.messages]
    assert said
    assert all("private chat only" in text for text in said)
    assert "t.me/local_views_bot" in said[-1]


async def test_a_command_in_a_channel_is_told_that_the_bot_works_in_private(town: Town) -> None:
    """A post has no author whom the bot could know: it answers below it, with the link to the private chat."""
    ida = town.resident("Ida")
    await ida.starts()
    channel = Group(town.world, "News of the town", [ida.resident], kind="channel")
    channel.makes_bot_administrator()
    assert channel.posts("/start") is not None
    async with asyncio.timeout(5):
        await channel.chat.changed.until(lambda: bool(channel.messages))
    assert [message.plain.partition(",")[0] for message in channel.messages] == [
        "Local Views works in a private chat only"
    ]
    await town.bot.update_queue.join()
    assert len(channel.messages) == 1
