"""Updates of one chat are dealt with one after the other, those of different chats at once."""

import asyncio
import contextlib
from collections.abc import Coroutine
from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, Update

from bot import order as order_module
from bot.order import AT_ONCE, MOST_WAITING, InOrder

ANN, BOB = 4_503_599_000_000_001, 4_503_599_000_000_002


def update_of(chat: int) -> Update:
    """Return an update of a private chat."""
    return Update(1, message=Message(1, datetime.now(UTC), Chat(chat, Chat.PRIVATE)))


class Diary:
    """Notes what is begun and what is done; a deed of the diary waits until it may go on."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.may_go_on = asyncio.Event()

    async def deed(self, name: str) -> None:
        """Begin, wait, and be done."""
        self.notes.append(f"{name} begun")
        await self.may_go_on.wait()
        self.notes.append(f"{name} done")

    async def note(self, name: str) -> None:
        """Be done at once."""
        self.notes.append(name)

    async def fail(self, name: str) -> None:
        """Begin, wait, and fail."""
        await self.deed(name)
        raise ConnectionError(name)


async def begun(*deeds: Coroutine[None, None, None]) -> "list[asyncio.Task[None]]":
    """Begin deeds in this order, and let each go as far as it can."""
    tasks = [asyncio.create_task(deed) for deed in deeds]
    idle = asyncio.Event()
    # A task that can go on is taken before a callback that is asked for later.
    for _ in range(10):
        asyncio.get_running_loop().call_soon(idle.set)
        await idle.wait()
        idle.clear()
    return tasks


async def test_updates_of_one_chat_are_dealt_with_in_order() -> None:
    """The second begins when the first is done, although it could be dealt with faster."""
    order, diary = InOrder(), Diary()
    first = order.process_update(update_of(ANN), diary.deed("first"))
    second = order.process_update(update_of(ANN), diary.note("second"))
    third = order.process_update(update_of(ANN), diary.note("third"))
    tasks = await begun(first, second, third)
    assert diary.notes == ["first begun"]

    diary.may_go_on.set()
    await asyncio.gather(*tasks)
    assert diary.notes == ["first begun", "first done", "second", "third"]


async def test_different_chats_do_not_wait_for_each_other() -> None:
    """Bob is answered while Ann waits."""
    order, diary = InOrder(), Diary()
    tasks = await begun(order.process_update(update_of(ANN), diary.deed("Ann")))

    async with asyncio.timeout(10):
        await order.process_update(update_of(BOB), diary.note("Bob"))
    assert diary.notes == ["Ann begun", "Bob"]

    diary.may_go_on.set()
    await asyncio.gather(*tasks)


async def test_who_floods_the_bot_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bob is answered while updates of Ann wait that could be dealt with at once if they were of others."""
    monkeypatch.setattr(order_module, "MOST_WAITING", AT_ONCE + 1)
    order, diary = InOrder(), Diary()
    flood = [order.process_update(update_of(ANN), diary.deed("Ann")) for _ in range(AT_ONCE + 1)]
    tasks = await begun(*flood)

    async with asyncio.timeout(10):
        await order.process_update(update_of(BOB), diary.note("Bob"))
    assert diary.notes == ["Ann begun", "Bob"]

    diary.may_go_on.set()
    await asyncio.gather(*tasks)


async def test_who_floods_the_bot_does_not_fill_its_memory() -> None:
    """What comes when a hundred updates wait is passed over; whoever comes after the flood is answered."""
    order, diary = InOrder(), Diary()
    flood = [order.process_update(update_of(ANN), diary.deed("Ann")) for _ in range(5 * MOST_WAITING)]
    tasks = await begun(*flood)
    assert sum(task.done() for task in tasks) == 4 * MOST_WAITING

    diary.may_go_on.set()
    await asyncio.gather(*tasks)
    assert diary.notes.count("Ann done") == MOST_WAITING
    await order.process_update(update_of(ANN), diary.note("Ann again"))
    assert diary.notes[-1] == "Ann again"


async def test_only_so_many_are_dealt_with_at_once() -> None:
    """Of many chats, the last ones wait until others are done."""
    order, diary = InOrder(), Diary()
    many = [order.process_update(update_of(chat), diary.deed("chat")) for chat in range(AT_ONCE + 5)]
    tasks = await begun(*many)
    assert len(diary.notes) == AT_ONCE

    diary.may_go_on.set()
    await asyncio.gather(*tasks)
    assert diary.notes.count("chat done") == AT_ONCE + 5


async def test_a_failing_update_does_not_hold_up_the_next() -> None:
    """Its failure goes to whoever handed it over; the next update of the chat is dealt with."""
    order, diary = InOrder(), Diary()
    failing = order.process_update(update_of(ANN), diary.fail("first"))
    tasks = await begun(failing, order.process_update(update_of(ANN), diary.note("second")))

    diary.may_go_on.set()
    with pytest.raises(ConnectionError, match="first"):
        await tasks[0]
    await tasks[1]
    assert diary.notes == ["first begun", "first done", "second"]


async def test_a_cancelled_update_changes_nothing_for_the_others() -> None:
    """The one before it is not disturbed, and the one after it still waits for that one."""
    order, diary = InOrder(), Diary()
    first = order.process_update(update_of(ANN), diary.deed("first"))
    cancelled = diary.note("second")
    second = order.process_update(update_of(ANN), cancelled)
    third = order.process_update(update_of(ANN), diary.note("third"))
    tasks = await begun(first, second, third)

    tasks[1].cancel()
    await begun()
    assert diary.notes == ["first begun"]
    diary.may_go_on.set()
    await asyncio.gather(tasks[0], tasks[2])
    cancelled.close()
    assert diary.notes == ["first begun", "first done", "third"]


async def test_an_update_without_a_chat_is_dealt_with() -> None:
    """Such as one of a kind that is not known yet."""
    order, diary = InOrder(), Diary()
    await order.process_update(Update(1), diary.note("unknown"))
    assert diary.notes == ["unknown"]


async def test_nothing_is_remembered_afterwards() -> None:
    """A chat is known while its updates wait or are dealt with, also where one fails, and then no more."""
    order, diary = InOrder(), Diary()
    deeds = (diary.deed("first"), diary.fail("second"), diary.note("third"))
    tasks = await begun(*(order.process_update(update_of(ANN), deed) for deed in deeds))
    assert ANN in _remembered(order)

    diary.may_go_on.set()
    with contextlib.suppress(ConnectionError):
        await asyncio.gather(*tasks)
    await asyncio.wait(tasks)
    assert _remembered(order) == []


def _remembered(order: InOrder) -> list[object]:
    """Return what an order holds in its collections of its own."""
    return [item for held in vars(order).values() if hasattr(held, "__iter__") for item in held]
