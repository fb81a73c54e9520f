"""The command line's way to a code that lets a chat become one of staff."""

from rich.console import Console

from bot.clock import real_time
from bot.desk.joining import about
from bot.settings import Settings, playground_of
from bot.simulation.present import present
from flows.script import installed
from storage.database import Database
from storage.errors import LocalViewsError
from storage.staff import Member, make_code


class AreaUnknown(LocalViewsError):
    """The county has no area of that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            f"There is no area {name!r} in the county. Let --csp name one of: {', '.join(known)}."
        )


async def print_staff_code(settings: Settings, member: Member, console: Console) -> None:
    """Make a code, and print what is to be sent to the bot with it.

    Args:
        settings: as the administrator set them; without a token, the code is for the playground.
        member: what the chat may do that joins with the code.
        console: where a person reads it.

    Raises:
        AreaUnknown: if the county has no such area.
        LocalViewsError: if the database cannot be used.
    """
    script = installed(settings.county)
    if member.area is not None and member.area not in script.county.areas:
        raise AreaUnknown(member.area, list(script.county.areas))
    if settings.telegram_bot_token is None:
        settings = playground_of(settings)
        console.print("For the playground, since TELEGRAM_BOT_TOKEN is not set.")
    database = Database(settings.database_url)
    await database.open()
    try:
        now = real_time()
        if settings.telegram_bot_token is None:
            now = await present(database, settings, now)
        code = await make_code(database, member, now)
    finally:
        await database.close()
    console.print(f"Role: {member.role}. About: {about(member.area, script)}.", highlight=False)
    console.print("In the chat that is to join, with the bot in it, send:", highlight=False)
    console.print(f"/join {code}", style="bold", highlight=False)
    console.print("It works once, within 24 hours.", highlight=False)
