"""A million residents pass through what the bot holds of somebody for a moment.

Each comes with a tap of their own, waits for their turn, is dealt with, opens a prompt and has a message replaced, as
with a screen reader. The loop's clock goes as fast as they do: so many come in each of its seconds, and what is to be
forgotten after some of them is forgotten then.
"""

import asyncio
from collections.abc import Mapping, Sized

from rich.box import SIMPLE
from rich.table import Table
from telegram import CallbackQuery, Chat, InaccessibleMessage, Update, User

from bot.delivered import Delivered
from bot.delivery import Delivery
from bot.lately import Lately
from bot.open_prompts import OpenPrompts
from bot.order import InOrder

RESIDENTS = 1_000_000
A_SECOND = 500
AT_ONCE = 250
MINUTES_AFTER = 10
SOMEBODY = User(1, "Resident", is_bot=False)


class _Hurrying(asyncio.SelectorEventLoop):
    """A loop whose clock is moved on by hand."""

    now = 0.0

    def time(self) -> float:
        """Return what the clock shows."""
        return self.now


def table() -> Table:
    """Return how much each register held at most, and in the end."""
    loop = _Hurrying()
    try:
        most, rest = loop.run_until_complete(_pass_through(loop))
    finally:
        loop.close()
    title = f"What is held while {RESIDENTS:,} residents pass, {A_SECOND} a second"
    table = Table("", title=title, box=SIMPLE)
    for column in ("at most", f"{MINUTES_AFTER} minutes later"):
        table.add_column(column, justify="right")
    for name, held in most.items():
        table.add_row(name, f"{held:,}", f"{rest[name]:,}")
    return table


async def _pass_through(loop: _Hurrying) -> tuple[Mapping[str, int], Mapping[str, int]]:
    order, delivered, prompts, replaced = InOrder(), Delivered(), OpenPrompts(), Lately()
    registers = {
        "chats whose updates wait or are dealt with": order,
        "numbers of updates that were delivered": delivered,
        "prompts that stand open": prompts,
        "messages that were replaced": replaced,
    }

    async def dealt_with(chat: int) -> Delivery:
        prompts.note(chat, chat, chat + 1)
        replaced.note(chat, chat)
        await asyncio.sleep(0)  # as for a call to Telegram
        return Delivery()

    async def comes(chat: int) -> None:
        message = InaccessibleMessage(Chat(chat, Chat.PRIVATE), chat)
        tap = CallbackQuery(str(chat), SOMEBODY, str(chat), message)
        update = Update(chat, callback_query=tap)
        await order.process_update(update, delivered.once(chat, lambda: dealt_with(chat)))

    most = dict.fromkeys(registers, 0)
    for first in range(0, RESIDENTS, AT_ONCE):
        crowd = [loop.create_task(comes(chat)) for chat in range(first, first + AT_ONCE)]
        await asyncio.sleep(0)
        most = {name: max(most[name], _held(register)) for name, register in registers.items()}
        await asyncio.gather(*crowd)
        loop.now += AT_ONCE / A_SECOND
    for _ in range(MINUTES_AFTER):
        loop.now += 60
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return most, {name: _held(register) for name, register in registers.items()}


def _held(register: object) -> int:
    """Return how many things a register holds."""
    return sum(len(held) for held in vars(register).values() if isinstance(held, Sized))
