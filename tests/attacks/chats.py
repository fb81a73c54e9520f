"""A life of the bot with hundreds of residents in their chats, and all that can be seized of it three days later."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import permutations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from bot.live_message import LiveMessage, Place
from bot.playground.world import FIRST_PERSON, Call
from bot.script import script_of
from flows.script import Script
from flows.turn import Turn
from storage.ballot import Ballot
from storage.ballot_box import BallotBox
from storage.keys import TokenKeys
from storage.tables import Response
from tests.attacks.straight import straight_town
from tests.attacks.walker import Plan, Walker
from tests.endurance.witness import PATIENCE_SECONDS
from tests.town import Town, answers_in, settings_in

OFFICERS = 6
_ON_ONE_TABLET = 3
_ABANDONS, _WITHDRAWS = 0.3, 0.3
_MOST_STEPS_BEFORE = 8
_DAYS_LATER = 3
_NAIVE = 50
_AT_ONCE = 250


@dataclass(frozen=True)
class Chats:
    """What there was, and what is left of it.

    Args:
        walkers: the residents, each with an account of their own.
        officers: those on whose devices several answered.
        calls: every call of the bot, the first one first.
        rows: the answers in the table, in its own order.
        keys_at_once: every key in the key folder when the last one had answered, by name.
        keys: the same three days later.
        script: the questions.
    """

    walkers: list[Walker]
    officers: list[Walker]
    calls: list[Call]
    rows: list[Response]
    keys_at_once: dict[str, bytes]
    keys: dict[str, bytes]
    script: Script


@cache
def ours(residents: int) -> Chats:
    """Let so many residents chat, besides those on officers' devices, open the ballot box, and wait for three days."""
    with TemporaryDirectory() as folder:
        return asyncio.run(_lived(Path(folder), residents, 14))


@cache
def naive() -> Chats:
    """Do the same with a bot that lets every screen stand, never changes its keys, and keeps every ballot's number.

    What should be in an alert it sends as a message.
    """

    async def let_it_stand(*_: object) -> bool:
        return False

    async def with_its_alert(live: LiveMessage, turn: Turn, place: Place) -> tuple[Place, bool]:
        if turn.alert is not None:
            await live._bot.send_message(place.chat, turn.alert)  # noqa: SLF001 - in its place
        return await show(live, turn, place)

    async def with_its_number(box: BallotBox, ballot: Ballot, account: int | None) -> object:
        return await drop(box, replace(ballot, receipt=True), account)

    drop, show = BallotBox.drop, LiveMessage._show  # noqa: SLF001 - in its place
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveMessage, "_edit", let_it_stand)
        patch.setattr(LiveMessage, "_show", with_its_alert)
        patch.setattr(TokenKeys, "rotate", TokenKeys.reload)
        patch.setattr(BallotBox, "drop", with_its_number)
        return asyncio.run(_lived(Path(folder), _NAIVE, 15))


async def _lived(folder: Path, residents: int, seed: int) -> Chats:
    staff = ",".join(str(FIRST_PERSON + number) for number in range(OFFICERS))
    chance, script = Random(seed), script_of(settings_in(folder))
    sayings = _sayings(script, chance)
    async with straight_town(folder, staff_chat_ids=staff) as town:
        officers = [
            Walker(
                town.world, script, [next(sayings) for _ in range(_ON_ONE_TABLET)], seed + number, "/assist"
            )
            for number in range(OFFICERS)
        ]
        walkers = [
            Walker(town.world, script, _plans(script, sayings, chance), seed + OFFICERS + number)
            for number in range(residents)
        ]
        everybody = officers + walkers
        for first in range(0, len(everybody), _AT_ONCE):
            await _let_walk(town, everybody[first : first + _AT_ONCE])
        await town.stores.box.open_if_due(town.day)
        at_once = _keys(town)
        for day in range(1, _DAYS_LATER + 1):
            await town.stores.box.open_if_due(town.day + timedelta(days=day))
            town.stores.token_keys.rotate()
        rows = await answers_in(town.stores)
        return Chats(walkers, officers, list(town.world.transcript), rows, at_once, _keys(town), script)


async def _let_walk(town: Town, walkers: list[Walker]) -> None:
    """Let everybody who is not done take a step, seal the box, and so on until all are done."""
    while walkers := [walker for walker in walkers if not walker.is_done]:
        deeds = [(walker.resident, walker.step()) for walker in walkers]
        await asyncio.gather(
            *(one.answered(update, PATIENCE_SECONDS) for one, updates in deeds for update in updates)
        )
        await town.bot.update_queue.join()
        await town.seals()


def _sayings(script: Script, chance: Random) -> Iterator[Plan]:
    """Give plans for ever: the areas in turn, and in no area the same concerns twice."""
    concerns = {area: list(permutations(script.county.issues, 3)) for area in script.county.areas}
    for several in concerns.values():
        chance.shuffle(several)
    while True:
        for area, several in concerns.items():
            yield Plan(area, several.pop(), withdraws=chance.random() < _WITHDRAWS)


def _plans(script: Script, sayings: Iterator[Plan], chance: Random) -> list[Plan]:
    """Return what a resident says: often something else first, in the same area, which is abandoned."""
    plan, issues = next(sayings), list(script.county.issues)
    plans = [plan]
    while chance.random() < _ABANDONS:
        first, second, third = chance.sample(issues, 3)
        steps = chance.randint(1, _MOST_STEPS_BEFORE)
        plans.insert(0, Plan(plan.area, (first, second, third), steps))
    return plans


def _keys(town: Town) -> dict[str, bytes]:
    return {name: town.stores.keys.get(name) or b"" for name in town.stores.keys.names()}
