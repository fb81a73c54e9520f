"""The menu: the commands that Telegram lists in a chat of staff, in place of residents'.

Only for show: what a chat may do is looked up each time that it asks.
"""

from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.attempts import attempt
from bot.staff import Staff
from flows.commands import ASSIST
from flows.staff_words import StaffWords
from storage.staff import Member, Role

LISTED = {
    Role.STAFF: ("summary", "comments", "export", "pack"),
    Role.OFFICER: ("event", "events", ASSIST),
    Role.ADMIN: ("round", "priorities", "invite"),
}
"""What each role may do beyond the one before it, in the order in which it is listed."""
LEAVE = "leave"
"""The last of every list."""


class Menu:
    """Lets Telegram list what a chat may ask for.

    Args:
        bot: tells Telegram.
        staff: knows what each chat may do.
        words: describe the commands.
    """

    def __init__(self, bot: Bot, staff: Staff, words: StaffWords) -> None:
        self._bot = bot
        self._staff = staff
        self._words = words

    async def follow(self, chat: int) -> None:
        """List what a chat of staff may do; in any other chat, what residents may. A refusal does no harm."""
        scope, member = BotCommandScopeChat(chat), self._staff.chats.get(chat)
        if member is None:
            await attempt(lambda: self._bot.delete_my_commands(scope))
        else:
            commands = [
                BotCommand(name, self._words.text(f"command_{name}"))
                for name in listed(member, is_private=chat > 0)
            ]
            await attempt(lambda: self._bot.set_my_commands(commands, scope))


def listed(member: Member, *, is_private: bool) -> list[str]:
    """Return the commands that are listed in a chat, by what it may do; a tablet is handed over in a private one."""
    names = [name for role in Role if member.role.includes(role) for name in LISTED[role]]
    return [name for name in [*names, LEAVE] if is_private or name != ASSIST]
