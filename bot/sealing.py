"""Sealing: what goes on after an update has been dealt with, until the ballot box is sealed with what it brought.

The box is sealed every few seconds. So long the screen says that it is being sealed, and nobody is held up by it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.live_message import LiveMessage, Place
from bot.logs import place_of
from bot.order import InOrder
from bot.staff import Staff
from bot.steps_count import StepsCount
from flows.conversation import Reply
from flows.given import Given
from flows.runner import Runner
from flows.turn import Turn
from storage.ballot import Ballot
from storage.ballot_box import BallotBox

logger = logging.getLogger(__name__)

FAILED = "failed"
NOTED = "noted"


@dataclass(frozen=True, slots=True, repr=False)
class _Errand:
    """What is to be handed over, and where the end of it is shown."""

    place: Place
    ballot: Ballot | None
    withdrawal: str | None


class Sealing:
    """Finishes turns that have something for the ballot box.

    Args:
        runner: says what follows once it is in the box.
        box: the ballot box.
        staff: tells whose devices many residents may answer on.
        moment: returns the facts of the moment.
        live: shows what follows.
        order: lets a screen change only when no update of the chat is being dealt with.
        steps: counts what becomes of ballots.
    """

    def __init__(
        self,
        runner: Runner,
        box: BallotBox,
        staff: Staff,
        moment: Callable[[], Given],
        live: LiveMessage,
        order: InOrder,
        steps: StepsCount,
    ) -> None:
        self._runner = runner
        self._box = box
        self._staff = staff
        self._moment = moment
        self._live = live
        self._order = order
        self._steps = steps
        self._under_way: dict[_Errand, asyncio.Task[None]] = {}

    def begin(self, turn: Turn, place: Place) -> None:
        """Hand over what a turn has for the box, if it has anything; the screen changes once it is sealed.

        Send again, while the same is being sealed, changes nothing: the end is shown once.

        Args:
            turn: as it is shown meanwhile.
            place: where it is shown.
        """
        if turn.ballot is None and turn.withdrawal is None:
            return
        errand = _Errand(place, turn.ballot, turn.withdrawal)
        under_way = self._under_way.get(errand)
        if under_way is None or under_way.done():
            task = self._under_way[errand] = asyncio.create_task(self._finish(turn, place))
            task.add_done_callback(partial(self._note_end, errand))

    async def finish(self, seal: Callable[[], Awaitable[object]]) -> bool:
        """Seal the box if somebody waits for it, and return once everybody who did has been told.

        Args:
            seal: seals the box.

        Returns:
            Whether anybody waited.
        """
        somebody_waits = bool(self._under_way)
        while begun := tuple(self._under_way.values()):
            await asyncio.sleep(0)  # lets what was begun in this very moment get as far as the box
            await seal()
            await asyncio.wait(begun)
        return somebody_waits

    async def _finish(self, turn: Turn, place: Place) -> None:
        reply = await self._handed_over(turn, place.chat)
        if turn.ballot is not None:
            self._steps.note_outcome(str(dict(reply.sets)["outcome"]))
        following = await self._runner.resume(turn.conversation, reply, self._moment())
        # A tap on an older screen may be being dealt with: whatever it shows, the end comes after it.
        async with self._order.turn_of(place.chat):
            await self._live.show(following, place)

    async def _handed_over(self, turn: Turn, chat: int) -> Reply:
        """Hand over and return what came of it; if that fails nothing is lost, and the resident is told."""
        try:
            if turn.ballot is not None:
                return await self._drop(turn.ballot, chat)
            await self._box.withdraw(turn.withdrawal or "")
        except Exception:  # noqa: BLE001 - the tick logs it, once: a line for each who waits would count them
            return Reply(sets=(("outcome" if turn.ballot else "withdrawal", FAILED),))
        return Reply(sets=(("withdrawal", NOTED),))

    async def _drop(self, ballot: Ballot, chat: int) -> Reply:
        """Drop a ballot: from a device that may no longer be an officer's, as that of an ordinary account."""
        if ballot.assisted and self._staff.may_assist(chat):
            return Reply(sets=(("outcome", await self._box.drop(ballot, None)),))
        outcome = await self._box.drop(replace(ballot, assisted=False), chat)
        return Reply(sets=(("outcome", outcome), ("assisted", None)))

    def _note_end(self, errand: _Errand, task: "asyncio.Task[None]") -> None:
        if self._under_way.get(errand) is task:
            del self._under_way[errand]
        if not task.cancelled() and (wrong := task.exception()) is not None:
            logger.error("A resident could not be told what became of it: %s", place_of(wrong))
