"""The round: shown, paused, taken up again, and closed on another day than the calendar's."""

from collections.abc import Mapping
from datetime import date

from bot.desk.command import Asked, Choice, Command, Said
from flows.locales import ENGLISH
from flows.script import Script
from storage.errors import ClosingDayUnusable
from storage.rounds import Rounds
from storage.staff import Role

YES = "yes"


def round_commands(rounds: Rounds, script: Script) -> Mapping[str, Command]:
    """Return the command with which an admin sees to the round.

    Args:
        rounds: know the rounds.
        script: the words.
    """
    desk = _RoundDesk(rounds, script)
    return {"round": Command(Role.ADMIN, desk.answer)}


class _RoundDesk:
    def __init__(self, rounds: Rounds, script: Script) -> None:
        self._rounds = rounds
        self._script = script

    async def answer(self, asked: Asked) -> Said:
        """Show the round, or change it once that was confirmed."""
        state = self._rounds.now()
        if state.name is None:
            return Said(self._said("no_round", opens=self._day(state.opens)))
        what, *rest = [word.lower() for word in asked.words] or ["show"]
        is_sure = YES in rest
        match what:
            case "pause" if is_sure:
                await self._rounds.pause(state.name)
            case "pause":
                return self._asks("round_pause_sure", "round pause yes", "button_pause")
            case "open":
                await self._rounds.reopen(state.name)
            case "close":
                return await self._closes(state.name, rest, is_sure=is_sure)
        return self._shown()

    async def _closes(self, name: str, words: list[str], *, is_sure: bool) -> Said:
        """Let the round close on a named day, once that was confirmed."""
        day = next((found for word in words if (found := _day_of(word)) is not None), None)
        if day is None:
            return Said(self._said("round_which_day"))
        try:
            if not is_sure:
                self._rounds.check_closing(day)
                return self._asks(
                    "round_close_sure", f"round close {day} yes", "button_close", day=self._day(day)
                )
            await self._rounds.close_on(name, day)
        except ClosingDayUnusable as wrong:
            days = {"first": self._day(wrong.first), "last": self._day(wrong.last)}
            return Said(self._said("round_other_day", **days))
        return self._shown()

    def _shown(self) -> Said:
        state = self._rounds.now()
        if state.closes is None:
            return Said(self._said("no_round", opens=self._day(state.opens)))
        is_paused = state.phase == "paused"
        text = self._said(
            "round_shown_paused" if is_paused else "round_shown_open",
            round=state.name,
            closes=self._day(state.closes),
            opens=self._day(state.opens),
        )
        choice = ("button_open", "round open") if is_paused else ("button_pause", "round pause")
        return Said(text, (Choice(self._said(choice[0]), choice[1]),))

    def _asks(self, question: str, command: str, button: str, **values: object) -> Said:
        choices = (
            Choice(self._said(button), command),
            Choice(self._said("button_leave"), "round show"),
        )
        return Said(self._said(question, **values), choices)

    def _day(self, day: date) -> str:
        return self._script.languages[ENGLISH].day(day)

    def _said(self, response: str, /, **values: object) -> str:
        return self._script.staff_words.text(response, **values)


def _day_of(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
