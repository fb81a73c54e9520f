"""The priorities pack, asked for in a chat: it comes as a file."""

from collections.abc import Mapping

from telegram.constants import ChatAction

from bot.aside import aside
from bot.desk.command import ROUND, Asked, Attachment, Command, Said
from bot.desk.joining import EVERYWHERE, about
from bot.pack.contents import Packs, RoundNotBegun, pdf
from flows.script import Script
from storage.staff import Role


def packing(packs: Packs, script: Script) -> Mapping[str, Command]:
    """Return the command with which staff ask for a pack.

    Args:
        packs: gathers them.
        script: the words.
    """
    desk = _PackDesk(packs, script)
    return {"pack": Command(Role.STAFF, desk.answer, ChatAction.UPLOAD_DOCUMENT)}


class _PackDesk:
    def __init__(self, packs: Packs, script: Script) -> None:
        self._packs = packs
        self._script = script

    async def answer(self, asked: Asked) -> Said:
        """Print the pack of the area and the round that are named, else of the chat's own and the last one."""
        area, round_name = asked.member.area, None
        for word in map(str.lower, asked.words):
            if ROUND.fullmatch(word):
                round_name = word
            elif word in self._script.county.areas or word == EVERYWHERE:
                area = None if word == EVERYWHERE else word
            else:
                areas = ", ".join((*self._script.county.areas, EVERYWHERE))
                return Said(self._said("pack_how", areas=areas))
        try:
            round_ = await self._packs.round(round_name)
        except RoundNotBegun as wrong:
            return Said(self._said("pack_no_round", round=wrong.name, known=", ".join(wrong.known)))
        pack = await self._packs.gather(round_, area)
        if pack is None:
            names = {"area": about(area, self._script), "round": round_.name}
            return Said(self._said("pack_none", minimum=self._packs.minimum, **names))
        file = Attachment(pack.file_name, await aside(pdf, pack))
        said = self._said("pack_sent", area=about(area, self._script), round=round_.name)
        return Said(said, files=(file,))

    def _said(self, response: str, /, **values: object) -> str:
        return self._script.staff_words.text(response, **values)
