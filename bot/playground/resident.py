"""A resident who talks with the bot, for tests, simulations and loads: types, taps, and sees."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.playground import conduct
from bot.playground.chats import Account, Chat, Message
from bot.playground.keyboards import Button
from bot.playground.updates import Delivery
from bot.playground.world import World

PATIENCE_SECONDS = 30.0


class NotOnScreenError(AssertionError):
    """What was looked for is not there: `wanted` says what, `seen` what is there instead."""

    def __init__(self, wanted: str, seen: str) -> None:
        super().__init__(f"There is no {wanted}. There is: {seen or 'nothing'}.")


class UnansweredError(AssertionError):
    """The bot has not done what was waited for within the time."""

    def __init__(self, wanted: str, seconds: float, seen: str) -> None:
        super().__init__(f"Waited {seconds:g} s for {wanted}. Seen: {seen}.")


class Resident:
    """One person with one private chat with the bot.

    All deeds are plain calls: they queue an update and return its id, for `answered`. Reading is of the
    chat as it now stands.

    Args:
        world: the Telegram to be in.
        first_name: as the account has it.
        language_code: the IETF tag that Telegram reports, or None where it reports none.
        username: without the "@", or None.

    """

    def __init__(
        self,
        world: World,
        first_name: str = "Resident",
        language_code: str | None = "en",
        username: str | None = None,
    ) -> None:
        self.world = world
        self.chat: Chat = world.add_person(first_name, language_code, username)
        self._deliveries: dict[int, Delivery] = {}

    @property
    def account(self) -> Account:
        """The resident's Telegram account."""
        if self.chat.person is None:
            raise TypeError("A resident's chat is private.")
        return self.chat.person

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that are in the chat, oldest first."""
        return [message for message in self.chat.messages.values() if message.sender is self.world.bot]

    @property
    def screen(self) -> Message:
        """The bot's newest message; raises `NotOnScreenError` where it has none."""
        newest = reversed(self.chat.messages.values())
        found = next((message for message in newest if message.sender is self.world.bot), None)
        if found is None:
            raise NotOnScreenError("message of the bot", "")
        return found

    @property
    def alerts(self) -> list[str]:
        """The alerts shown so far (the latest fifty notices are kept)."""
        return [notice.text for notice in self.chat.notices if notice.is_alert]

    @property
    def toasts(self) -> list[str]:
        """The toasts shown so far (the latest fifty notices are kept)."""
        return [notice.text for notice in self.chat.notices if not notice.is_alert]

    def starts(self, code: str | None = None) -> int:
        """Press *Start*, as from a link with that code of up to 64 characters."""
        return self.says(f"/start {code}" if code else "/start")

    def says(self, text: str) -> int:
        """Type a message that is no reply."""
        return self._post(text)

    def replies(self, text: str, to: Message | None = None) -> int:
        """Type a reply to `to`, or to the bot's newest message that asks for one."""
        asked = [message for message in self.messages if message.force_reply]
        if to is None and not asked:
            raise NotOnScreenError("message that asks for a reply", self._seen())
        return self._post(text, reply_to=to or asked[-1])

    def taps(self, label: str, message: Message | None = None) -> int:
        """Press the button with that label on `message`, or on the newest that has it.

        A message that has meanwhile gone can still be given, as when a finger was quicker than the bot.
        Raises `NotOnScreenError` naming the buttons that there are.
        """
        where = [message] if message else list(reversed(self.messages))
        for place in where:
            button = next((one for row in place.keyboard for one in row if one["text"] == label), None)
            if button is not None:
                return self.presses(button, place)
        raise NotOnScreenError(f"button {label!r}", self._seen(where))

    def presses(self, button: Button, message: Message) -> int:
        """Press a button, even one that its message no longer shows."""
        if "callback_data" not in button:
            raise NotOnScreenError(
                f"callback behind {button['text']!r}", "a button that opens something else"
            )
        return self._keep(self.world.tap(message, self.account, button["callback_data"]))

    def sends_sticker(self) -> int:
        """Send a sticker."""
        size = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return self._sends(sticker=_file() | size)

    def sends_voice(self) -> int:
        """Send a voice message."""
        return self._sends(voice=_file() | {"duration": 3})

    def sends_photo(self, caption: str = "", album: str | None = None) -> int:
        """Send a photo, with words below it if there are any; those of one album are sent one after the other."""
        of_album = {"media_group_id": album} if album else {}
        return self._post(caption, extra={"photo": [_file() | {"width": 90, "height": 60}], **of_album})

    def sends_file(self) -> int:
        """Send a document."""
        return self._sends(document=_file() | {"file_name": "letter.pdf"})

    def sends_location(self) -> int:
        """Send a place on the map."""
        return self._sends(location={"latitude": 51.9, "longitude": -0.2})

    def sends_contact(self) -> int:
        """Send a card with a phone number."""
        return self._sends(contact={"phone_number": "01632960000", "first_name": "A neighbour"})

    def sends_poll(self, question: str = "Is it?", option: str = "Yes", *, forwarded: bool = False) -> int:
        """Send a poll, or forward one of somebody else's."""
        options = [{"text": option, "voter_count": 0, "persistent_id": "1"}]
        closed = {"is_closed": False, "is_anonymous": True, "type": "regular"}
        allowed = {"allows_multiple_answers": False, "allows_revoting": False, "members_only": False}
        poll = {"id": "1", "question": question, "options": options, "total_voter_count": 0}
        return self._sends(poll=poll | closed | allowed, **(self._forwarded() if forwarded else {}))

    def sends_venue(self, title: str) -> int:
        """Send a place on the map that has a name."""
        location = {"latitude": 51.9, "longitude": -0.2}
        return self._sends(location=location, venue={"location": location, "title": title, "address": ""})

    def sends_checklist(self, title: str, task: str) -> int:
        """Send a list of things to do."""
        return self._sends(checklist={"title": title, "tasks": [{"id": 1, "text": task}]})

    def forwards(self, text: str) -> int:
        """Forward somebody else's words."""
        return self._post(text, extra=self._forwarded())

    def edits(self, text: str, message: Message | None = None) -> int:
        """Edit `message`, or the resident's own newest."""
        own = [one for one in self.chat.messages.values() if one.sender is self.account]
        if message is None and not own:
            raise NotOnScreenError("message of the resident's own", self._seen())
        return self._keep(conduct.amend(self.world, message or own[-1], text))

    def deletes(self, message: Message) -> None:
        """Delete a message for both sides, of which Telegram tells the bot nothing."""
        self.world.delete(message)

    def blocks_bot(self) -> int:
        """Block the bot."""
        return self._keep(conduct.change_bot_status(self.world, self.chat, self.account, "kicked"))

    def unblocks_bot(self) -> int:
        """Let the bot write again."""
        return self._keep(conduct.change_bot_status(self.world, self.chat, self.account, "member"))

    async def answered(self, update_id: int, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until the bot has dealt with an update.

        That is: it has been given it, has answered its tap if it was one, and has since tried to send, edit
        or delete something in this chat. Where it does so more than once, `sees` waits for the last of it.
        Raises `UnansweredError` after `seconds`, naming what was seen.
        """
        delivery = self._deliveries[update_id]
        await self._until(lambda: delivery.is_answered, "the bot's answer", seconds, lambda: _state(delivery))
        del self._deliveries[update_id]

    async def sees(self, words: str, seconds: float = PATIENCE_SECONDS) -> Message:
        """Wait until the newest message of the bot has `words` in it, and return that message."""
        await self._until(
            lambda: bool(self.messages) and words in self.screen.plain, repr(words), seconds, self._seen
        )
        return self.screen

    async def _until(
        self, condition: Callable[[], bool], wanted: str, seconds: float, seen: Callable[[], str]
    ) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.chat.changed.until(condition)
        except TimeoutError:
            raise UnansweredError(wanted, seconds, seen()) from None

    def _forwarded(self) -> dict[str, Any]:
        date = int(self.world.clock().timestamp())
        return {"forward_origin": {"type": "hidden_user", "sender_user_name": "A neighbour", "date": date}}

    def _sends(self, **extra: Any) -> int:
        return self._post(extra=extra)

    def _post(self, text: str = "", reply_to: Message | None = None, extra: Any = None) -> int:
        if self.chat.bot_status == "kicked":
            self.unblocks_bot()
        return self._keep(
            conduct.post(self.world, self.chat, self.account, text, reply_to=reply_to, extra=extra)
        )

    def _keep(self, delivery: Delivery | None) -> int:
        if delivery is None:
            raise NotOnScreenError("bot that listens", "a chat that it is out of")
        self._deliveries[delivery.update_id] = delivery
        return delivery.update_id

    def _seen(self, messages: list[Message] | None = None) -> str:
        shown = self.messages[-3:] if messages is None else messages[:3]
        return "; ".join(f"{message.plain[:60]!r} with {message.buttons}" for message in shown)


def _file() -> dict[str, Any]:
    return {"file_id": "a-file-of-a-resident", "file_unique_id": "a-file-of-a-resident"}


def _state(delivery: Delivery) -> str:
    if delivery.writes_before is None:
        return "the update has not been fetched"
    tap = "" if delivery.query_id is None or delivery.query_answered else ", the tap not answered"
    return f"{delivery.chat.writes - delivery.writes_before} writes to the chat since{tap}"
