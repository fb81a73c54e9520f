"""Joining: how a chat becomes one of staff, and how it stops being one."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.desk.command import Asked, Choice, Command, Said
from bot.staff import Staff
from flows.script import Script
from storage.database import Database
from storage.staff import Member, Role, make_code

EVERYWHERE = "all"
"""The whole county, where an area could be named."""


def joining(
    staff: Staff, database: Database, script: Script, clock: Callable[[], datetime]
) -> Mapping[str, Command]:
    """Return the commands with which chats come and go.

    Args:
        staff: the chats.
        database: keeps the codes.
        script: the words.
        clock: returns the present as an aware time.
    """
    words, areas = script.staff_words, script.county.areas

    async def leave(asked: Asked) -> Said:
        if staff.is_named(asked.chat):
            return Said(words.text("left_not"))
        await staff.leave(asked.chat)
        return Said(words.text("left"))

    async def invite(asked: Asked) -> Said:
        chosen = [word.lower() for word in asked.words]
        role = next((role for role in Role if role in chosen), None)
        if role is None:
            return Said(words.text("invite_role"), tuple(Choice(one, f"invite {one}") for one in Role))
        area = next((area for area in (*areas, EVERYWHERE) if area in chosen), None)
        if area is None:
            offered = [(about(None, script), EVERYWHERE), *((of.name, of.id) for of in areas.values())]
            return Said(
                words.text("invite_area", role=role),
                tuple(Choice(title, f"invite {role} {area}") for title, area in offered),
            )
        member = Member(role, None if area == EVERYWHERE else area)
        code = await make_code(database, member, clock())
        return Said(words.text("invite_code", role=role, area=about(member.area, script), code=code))

    return {"leave": Command(Role.STAFF, leave), "invite": Command(Role.ADMIN, invite)}


def welcome(member: Member, script: Script) -> Said:
    """Return what a chat is told that has just joined."""
    words = script.staff_words
    commands = [words.text(f"can_{role}") for role in Role if member.role.includes(role)]
    return Said(
        words.text(
            "joined",
            role=words.text(f"role_{member.role}"),
            area=about(member.area, script),
            commands="\n".join(commands),
        )
    )


def about(area: str | None, script: Script) -> str:
    """Return the name of an area, or of the whole county."""
    if area is None:
        return script.staff_words.text("whole_county", county=script.county.name)
    return script.county.areas[area].name
