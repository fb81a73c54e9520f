"""What was delivered of late is known by its number, for minutes, and not more of it than there is room for."""

import asyncio

import pytest

from bot import delivered, delivery
from bot.delivered import Delivered
from bot.delivery import Delivery


class Deeds:
    """Deals with updates, and counts how often."""

    def __init__(self, *outcomes: Delivery) -> None:
        self.done = 0
        self._outcomes = iter(outcomes)

    async def deal_with_it(self) -> Delivery:
        """Deal with one."""
        self.done += 1
        return next(self._outcomes, Delivery())


async def test_an_update_is_dealt_with_once() -> None:
    """Its outcome is the same when it comes again."""
    known, deeds = Delivered(), Deeds(Delivery(answers_tap=True))
    outcomes = [await known.once(1, deeds.deal_with_it) for _ in range(3)]
    assert deeds.done == 1
    assert outcomes == [Delivery(answers_tap=True)] * 3
    await known.once(2, deeds.deal_with_it)
    assert deeds.done == 2


async def test_what_was_not_dealt_with_is_tried_again() -> None:
    """Until it is."""
    known, deeds = Delivered(), Deeds(Delivery(is_dealt_with=False), Delivery())
    assert not (await known.once(1, deeds.deal_with_it)).is_dealt_with
    assert (await known.once(1, deeds.deal_with_it)).is_dealt_with
    assert deeds.done == 2


async def test_what_failed_is_tried_again() -> None:
    """Nothing of it is kept."""

    async def fail() -> Delivery:
        raise ConnectionError

    known, deeds = Delivered(), Deeds()
    with pytest.raises(ConnectionError):
        await known.once(1, fail)
    assert (await known.once(1, deeds.deal_with_it)).is_dealt_with


async def test_it_is_forgotten_after_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nothing comes after it, as at night."""
    monkeypatch.setattr(delivered, "KNOWN_SECONDS", 0.005)
    known, deeds = Delivered(), Deeds()
    await known.once(1, deeds.deal_with_it)
    forgotten = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, forgotten.set)
    await forgotten.wait()
    assert held(known) == []
    await known.once(1, deeds.deal_with_it)
    assert deeds.done == 2


async def test_no_more_are_known_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest of them."""
    monkeypatch.setattr(delivered, "MOST_KNOWN", 10)
    known, deeds = Delivered(), Deeds()
    for number in range(100):
        await known.once(number, deeds.deal_with_it)
    assert len(held(known)) <= 21
    await known.once(99, deeds.deal_with_it)
    assert deeds.done == 100


async def test_where_nothing_is_delivered_nothing_can_be_answered_along() -> None:
    """As in polling: a tap takes a call of its own, and a failure changes nothing."""
    delivery.fail()
    assert not delivery.can_answer_tap()


def held(known: Delivered) -> list[int]:
    """Return the numbers that are known."""
    return [number for held in vars(known).values() if isinstance(held, dict) for number in held]
