"""A group, supergroup or channel with the bot and other people in it."""

from collections.abc import Sequence

from bot.playground import conduct
from bot.playground.chats import Account, Chat, Message
from bot.playground.resident import NotOnScreenError, Resident
from bot.playground.world import World


class Group:
    """A chat of several people, such as the staff.

    As in Telegram, the bot is told of commands, replies to itself and mentions only, unless it is made an
    administrator; deeds of which it is not told return None instead of an update's id.

    Args:
        world: the Telegram to be in.
        title: the group's name.
        members: the people in it; the first one adds and removes the bot.
        kind: "group", "supergroup" or "channel".

    """

    def __init__(
        self, world: World, title: str, members: Sequence[Resident] = (), kind: str = "group"
    ) -> None:
        self.world = world
        self.chat: Chat = world.add_group(title, kind)
        self.chat.members = {member.account.id: member.account for member in members}

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that are in the group, oldest first."""
        return [message for message in self.chat.messages.values() if message.sender is self.world.bot]

    def says(self, member: Resident | Account, text: str, reply_to: Message | None = None) -> int | None:
        """Let a member type something."""
        account = member.account if isinstance(member, Resident) else member
        delivery = conduct.post(self.world, self.chat, account, text, reply_to=reply_to)
        return delivery.update_id if delivery else None

    def posts(self, text: str) -> int | None:
        """Post in the channel's own name."""
        delivery = conduct.post(self.world, self.chat, None, text)
        return delivery.update_id if delivery else None

    def taps(self, member: Resident, label: str) -> int:
        """Let a member press the button with that label on the newest message that has it."""
        for message in reversed(self.messages):
            button = next((one for row in message.keyboard for one in row if one["text"] == label), None)
            if button is not None:
                return self.world.tap(message, member.account, button["callback_data"]).update_id
        raise NotOnScreenError(f"button {label!r}", str([message.buttons for message in self.messages]))

    def adds_bot(self) -> int:
        """Take the bot in."""
        return self._change("member")

    def makes_bot_administrator(self) -> int:
        """Let the bot see everything."""
        return self._change("administrator")

    def removes_bot(self) -> int:
        """Throw the bot out."""
        return self._change("kicked")

    def becomes_supergroup(self) -> "Group":
        """Turn into a supergroup, which has another id; the old one is refused with the new one's id."""
        after = Group(self.world, self.chat.title, kind="supergroup")
        after.chat.members = dict(self.chat.members)
        conduct.post(self.world, self.chat, self._first(), extra={"migrate_to_chat_id": after.chat.id})
        self.chat.migrated_to = after.chat.id
        conduct.post(self.world, after.chat, self._first(), extra={"migrate_from_chat_id": self.chat.id})
        return after

    def _change(self, status: str) -> int:
        return conduct.change_bot_status(self.world, self.chat, self._first(), status).update_id

    def _first(self) -> Account:
        return next(iter(self.chat.members.values()), self.world.bot)
