"""The teller: what there is to tell staff of a round, whether they ask for it or it is morning."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.aside import AsideFailed
from bot.desk.command import Asked, Command, Said
from bot.desk.post import TEXT_LIMIT
from bot.desk.reading import Reading, read
from bot.desk.summary import Writer
from bot.screen import units
from bot.steps_count import StepsCount
from flows.locales import ENGLISH
from flows.script import Script
from storage import comments
from storage.database import Database
from storage.figures import Figures
from storage.rounds import Rounds
from storage.staff import Role
from storage.tables import Round

logger = logging.getLogger(__name__)

Chart = Callable[[Figures, Reading], Awaitable[bytes]]
"""Draws the figures of a reading as a PNG."""


class Teller:
    """Tells staff of rounds.

    Args:
        database: holds what is told.
        rounds: know the rounds.
        script: the words.
        steps: how far residents get.
        minimum: how many answers leave the ballot box together.
        chart: draws figures, or None for text alone.
        comments_in_chat: whether comments may stand in the chat, and not only in a file.
    """

    def __init__(
        self,
        database: Database,
        rounds: Rounds,
        script: Script,
        steps: StepsCount,
        minimum: int,
        *,
        chart: Chart | None,
        comments_in_chat: bool,
    ) -> None:
        self.steps = steps
        self._database = database
        self._rounds = rounds
        self._script = script
        self._writer = Writer(script)
        self._minimum = minimum
        self._chart = chart
        self._comments_in_chat = comments_in_chat

    @property
    def commands(self) -> Mapping[str, Command]:
        """What staff can ask for."""
        return {
            "summary": Command(Role.STAFF, self._summary),
            "comments": Command(Role.STAFF, self._comments),
        }

    @property
    def may_be_repeated(self) -> str:
        """What stands before something that may have been sent before."""
        return self._said("may_be_repeated")

    async def today(self, area: str | None) -> Reading | None:
        """Return what is to be told today of an area, or of the county as None; None between rounds."""
        round_ = await self._round(self._rounds.now().name)
        return None if round_ is None else await self._read(round_, area)

    async def last_words(self, round_name: str, area: str | None) -> str:
        """Return the last summary of a round that is over; empty if there is none of that name."""
        round_ = await self._round(round_name)
        return "" if round_ is None else self._writer.summary(await self._read(round_, area))

    async def full(self, reading: Reading, new_comments: int = 0) -> Said:
        """Return the whole summary.

        Args:
            reading: what is told.
            new_comments: how many have come since the last one; if any, all comments come with it.
        """
        picture = await self._picture(reading)
        said = Said(self._writer.summary(reading, new_comments), picture=picture)
        return await self._with_comments(said, reading) if new_comments else said

    async def _picture(self, reading: Reading) -> bytes | None:
        """Return the chart, None if there is nothing to draw; if it cannot be drawn, the words come without it."""
        figures = reading.figures
        if self._chart is None or figures is None or not figures.concerns:
            return None
        try:
            return await self._chart(figures, reading)
        except AsideFailed:
            logger.error("The chart of a summary could not be drawn")  # noqa: TRY400 - it has said where
            return None

    def quiet(self, reading: Reading) -> Said:
        """Return one line, which no phone rings for."""
        return Said(self._writer.quiet(reading), silent=True)

    async def _summary(self, asked: Asked) -> Said:
        reading = await self._asked_for(asked)
        return self._nothing() if reading is None else await self.full(reading)

    async def _comments(self, asked: Asked) -> Said:
        reading = await self._asked_for(asked)
        if reading is None:
            return self._nothing()
        if not reading.comments:
            return Said(self._said("comments_none", minimum=self._minimum))
        head = self._writer.comments_title(reading)
        return await self._with_comments(Said(head), reading)

    async def _with_comments(self, said: Said, reading: Reading) -> Said:
        """Add the comments: in the chat if they may stand there and are few, else in a file."""
        remarks = await comments.of_round(self._database, reading.round.name, reading.area)
        words = self._writer.comments(reading, remarks)
        if self._comments_in_chat and units(f"{said.text}\n\n{words}") <= TEXT_LIMIT:
            return replace(said, verbatim=words)
        return replace(said, files=(self._writer.comments_file(reading, remarks),))

    async def _asked_for(self, asked: Asked) -> Reading | None:
        """Return what a command is about: an area and a round that it names, else the chat's own and today's."""
        named = asked.words
        areas = self._script.county.areas
        area = next((word.lower() for word in named if word.lower() in areas), asked.member.area)
        round_ = next((one for one in await self._rounds.begun() if one.name in named), None)
        return await self.today(area) if round_ is None else await self._read(round_, area)

    async def _round(self, name: str | None) -> Round | None:
        return next((one for one in await self._rounds.begun() if one.name == name), None)

    async def _read(self, round_: Round, area: str | None) -> Reading:
        return await read(self._database, self._rounds, round_, area, self._minimum, self.steps.told)

    def _nothing(self) -> Said:
        opens = self._script.languages[ENGLISH].day(self._rounds.now().opens)
        return Said(self._said("no_round", opens=opens))

    def _said(self, response: str, /, **values: object) -> str:
        return self._script.staff_words.text(response, **values)
