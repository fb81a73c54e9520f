"""Attack 11: what the bot's process remembers of whoever has gone.

The attacker stops the process at leisure and goes through all that it holds, after each of these: a conversation with a
comment and a receipt that was sent; an answer that was withdrawn; two answers on an officer's device; a comment whose
button was tapped twice, once it is sent. They begin at the application and the stores, and then at every task that
waits, and in the end at the script, that is all that was read from the flows' files. They look for the chat's number,
also within texts, for the resident's name and for what the resident typed. Passes if no object is of the resident.

An officer's chat is in the settings: it is there before as after. The event loop itself is not gone through, but what
its tasks hold is; tasks that lead to the local Telegram are Telegram's, which remembers everything.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import Application

from bot import application
from bot.playground.world import FIRST_PERSON, World
from bot.script import script_of
from tests.attacks.verdict import Finding, Judge
from tests.endurance.test_nothing_is_remembered import reachable
from tests.endurance.witness import letters
from tests.town import Neighbour, Town, either_way, settings_in, town_in

_ANSWERS = ("Give my views", "Stevenage", "Speeding", "That's all")
_NAME = "Zzyzx"

taken_in = either_way(pytest.mark.slow)

Deed = Callable[[Neighbour], Awaitable[None]]


def _words(one: Neighbour) -> str:
    return f"{one.resident.account.first_name} lane"


async def sends(one: Neighbour) -> None:
    """Send an answer with a comment, with a receipt."""
    await one.starts()
    await one.taps(*_ANSWERS, "Add a comment")
    await one.replies(_words(one))
    await one.taps("Get a receipt", "Send my views")


async def withdraws(one: Neighbour) -> None:
    """Send an answer, and take it back."""
    await sends(one)
    code = re.search("([0-9A-Z]{4} ){3}[0-9A-Z]{4}", one.alert)
    assert code is not None
    await one.says("/withdraw")
    await one.replies(code[0])
    assert "Your request is sealed" in one.text


async def assists(one: Neighbour) -> None:
    """Let two residents answer on one device."""
    for _ in range(2):
        await one.says("/assist")
        await one.taps(*_ANSWERS, "Add a comment")
        await one.replies(_words(one))
        await one.taps("Send my views")


async def taps_twice(one: Neighbour) -> None:
    """Tap Add a comment twice, quicker than the bot, write one, and send."""
    await one.starts()
    await one.taps(*_ANSWERS)
    for tap in [one.resident.taps("Add a comment", one.live) for _ in range(2)]:
        await one.does(tap)
    await one.replies(_words(one))
    await one.taps("Send my views")


DEEDS: dict[str, Deed] = {
    "an officer's device": assists,
    "sent": sends,
    "withdrawn": withdraws,
    "tapped twice": taps_twice,
}
"""The first is done by staff, who move in first."""


@dataclass
class Held:
    """How many objects are of a resident, after each deed, that were not before.

    Args:
        bot: in what the application and the stores hold.
        tasks: in what the tasks hold that wait.
    """

    bot: Counter[str]
    tasks: Counter[str]


async def test_nothing_is_held_of_whoever_has_gone(
    tmp_path: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch, taken_in: dict[str, Any]
) -> None:
    """Beside ours, an application as python-telegram-bot makes it, which notes every chat for a later save."""
    way = ", by webhook" if taken_in else ""
    ours = await held_after_each(tmp_path / "ours", **taken_in)
    monkeypatch.setattr(application, "Forgetful", Application)
    naive = await held_after_each(tmp_path / "naive", **taken_in)
    for name in DEEDS:
        judge(Finding(f"11 objects of a resident: {name}{way}", "sqlite", naive.bot[name], ours.bot[name], 0))
    # The last one to tap is as much gone as all the others, though nobody else has come since.
    of_tasks = naive.tasks.total(), ours.tasks.total()
    judge(Finding(f"11 objects of the last resident: tasks{way}", "sqlite", *of_tasks, 0))
    assert not any(map(_is_of_anybody, reachable(script_of(settings_in(tmp_path)))))


async def held_after_each(folder: Path, **settings: Any) -> Held:
    """Let a new resident do each deed, and look at the bot after it; before the first also, whose chat it knows."""
    held = Held(Counter(), Counter())
    async with town_in(folder, staff_chat_ids=str(FIRST_PERSON), **settings) as town:
        for number, (name, deed) in enumerate(DEEDS.items()):
            one = town.resident(f"{_NAME}{letters(number)}Q")
            if deed is assists:
                held.bot[name], held.tasks[name] = -_of(one, in_the_bot(town)), -_of(one, in_tasks())
            await deed(one)
            assert any("Thank you" in message.plain for message in one.messages)
            held.bot[name] += _of(one, in_the_bot(town))
            held.tasks[name] += _of(one, in_tasks())
    return held


def in_the_bot(town: Town) -> Iterable[object]:
    """Return all that the application and the stores hold."""
    return reachable((town.running, town.stores))


def in_tasks() -> Iterator[object]:
    """Give all that the bot's tasks hold."""
    for task in asyncio.all_tasks():
        held = reachable(task.get_coro())
        if not any(isinstance(one, World) for one in held):
            yield from held


def _of(one: Neighbour, held: Iterable[object]) -> int:
    """Count the objects that are of a resident."""
    chat, name = one.resident.chat.id, one.resident.account.first_name.lower()
    return sum(_is_of(each, chat, name) for each in {id(each): each for each in held}.values())


def _is_of_anybody(held: object) -> bool:
    chats = range(FIRST_PERSON, FIRST_PERSON + len(DEEDS))
    return any(_is_of(held, chat, _NAME.lower()) for chat in chats)


def _is_of(held: object, chat: int, name: str) -> bool:
    match held:
        case int():
            return held == chat
        case str():
            return str(chat) in held or name in held.lower()
        case bytes() | bytearray():
            return str(chat).encode() in held or name.encode() in held.lower()
        case _:
            return False
