"""The priorities agreed for an area: entered by an admin, and at once what residents read of it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.desk.command import ROUND, Asked, Choice, Command, Said
from bot.desk.joining import about
from bot.screen import units
from flows.locales import ENGLISH
from flows.script import Script
from storage.priorities import PLACES, Agreed, Priorities
from storage.rounds import Rounds
from storage.staff import Role

LONGEST = 200
"""Of a priority, as Telegram counts, or of what was done about it: a page of residents holds those of two rounds."""
DONE = re.compile(rf"([1-{PLACES}])[.:)]?\s+(.+)")
BULLET = re.compile(r"^(?:[-•]|\d[.:)])\s*")


def priority_commands(priorities: Priorities, rounds: Rounds, script: Script) -> Mapping[str, Command]:
    """Return the command with which an admin enters priorities.

    Args:
        priorities: what was agreed.
        rounds: know the rounds.
        script: the words.
    """
    desk = _PriorityDesk(priorities, rounds, script)
    return {"priorities": Command(Role.ADMIN, desk.answer)}


class _PriorityDesk:
    def __init__(self, priorities: Priorities, rounds: Rounds, script: Script) -> None:
        self._priorities = priorities
        self._rounds = rounds
        self._script = script

    async def answer(self, asked: Asked) -> Said:
        """Show the priorities of an area, or enter the lines that follow."""
        first, *below = asked.said.splitlines() or [""]
        words = [word.lower() for word in first.split()]
        area = next((word for word in words if word in self._script.county.areas), None)
        if area is None:
            areas = self._script.county.areas.values()
            choices = tuple(Choice(one.name, f"priorities {one.id}") for one in areas)
            return Said(self._said("priorities_area"), choices)
        lines = [line for line in (_clean(line) for line in below) if line]
        if any(units(line) > LONGEST for line in lines):
            return Said(self._said("priorities_too_long", longest=LONGEST))
        named = next((word for word in words if ROUND.fullmatch(word)), None)
        if "remove" in words:
            return await self._removes(area, named, is_sure="yes" in words)
        if lines and "done" in words:
            return await self._notes_done(area, named, lines)
        if lines:
            return await self._agrees(area, named, lines)
        return self._shown(area)

    async def _agrees(self, area: str, named: str | None, lines: list[str]) -> Said:
        texts = [BULLET.sub("", line) for line in lines]
        if len(texts) != PLACES:
            return Said(self._said("priorities_three", found=len(texts)))
        known = [one.name for one in await self._rounds.begun()]
        if named is not None and named not in known:
            return Said(self._said("priorities_no_round", round=named, known=", ".join(known)))
        round_name = named or (await self._rounds.closed_last()).name
        before = self._priorities.of_round(area, round_name)
        await self._priorities.agree(round_name, area, [(self._issue(text), text) for text in texts])
        shown = self._shown(area)
        gone = [self._gone(one) for one in before if one.done and one.text not in texts]
        return replace(shown, text="\n\n".join([*gone, shown.text]))

    def _gone(self, before: Agreed) -> str:
        """Return what to say of what was done about a priority whose words have changed."""
        return self._said(
            "priorities_done_gone",
            text=before.text,
            done=before.done,
            area=before.area,
            round=before.round,
        )

    async def _notes_done(self, area: str, named: str | None, lines: list[str]) -> Said:
        round_name = named or self._newest(area)
        done = {int(found[1]): found[2] for line in lines if (found := DONE.fullmatch(line))}
        if round_name is None or not self._priorities.of_round(area, round_name):
            return Said(self._said("priorities_none", area=about(area, self._script)))
        if len(done) != len(lines):
            return Said(self._said("priorities_done_how"))
        await self._priorities.note_done(round_name, area, done)
        return self._shown(area)

    async def _removes(self, area: str, named: str | None, *, is_sure: bool) -> Said:
        round_name = named or self._newest(area)
        if round_name is None:
            return Said(self._said("priorities_none", area=about(area, self._script)))
        if is_sure:
            await self._priorities.remove(round_name, area)
            return self._shown(area)
        choices = (
            Choice(self._said("button_remove"), f"priorities {area} remove {round_name} yes"),
            Choice(self._said("button_leave"), f"priorities {area}"),
        )
        question = self._said("priorities_sure", area=about(area, self._script), round=round_name)
        return Said(question, choices)

    def _shown(self, area: str) -> Said:
        agreed = self._priorities.of(area)
        how = self._said("priorities_how", area=area)
        if not agreed:
            none = self._said("priorities_none", area=about(area, self._script))
            return Said(f"{none}\n\n{how}")
        rounds = dict.fromkeys(one.round for one in agreed)
        parts = [self._part(name, self._priorities.of_round(area, name), area) for name in rounds]
        remove = Choice(self._said("button_remove"), f"priorities {area} remove {agreed[0].round}")
        return Said("\n\n".join([*parts, how]), (remove,))

    def _part(self, round_name: str, agreed: tuple[Agreed, ...], area: str) -> str:
        lines = [self._said("priorities_of", area=about(area, self._script), round=round_name)]
        for one in agreed:
            lines.append(self._said("priority", place=one.place, text=one.text))
            lines += [self._said("priority_done", done=one.done)] if one.done else []
        return "\n".join(lines)

    def _newest(self, area: str) -> str | None:
        return next((one.round for one in self._priorities.of(area)), None)

    def _issue(self, text: str) -> str:
        """Return the issue with whose name a text begins, or nothing."""
        issues = self._script.languages[ENGLISH].county.issues
        named = (issue for issue, words in issues.items() if text.lower().startswith(words.label.lower()))
        return next(named, "")

    def _said(self, response: str, /, **values: object) -> str:
        return self._script.staff_words.text(response, **values)


def _clean(line: str) -> str:
    """Return a line without what would be taken for a mark."""
    return " ".join(line.replace("*", "").split())
