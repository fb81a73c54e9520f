"""The open prompts: which prompt was opened a moment ago beside which live message.

A live message notes its prompt in its own margin, and Telegram gives the note back with each tap. But a tap that is
quicker than that note brings the message as it was before, and the prompt would be left behind with the conversation in
it. So the bot too knows of a prompt, for as long as such a tap may be on its way, and then no more.
"""

import asyncio

KNOWN_SECONDS = 120
"""Longer than the ballot box usually takes: what is shown then takes a late prompt away too."""


class OpenPrompts:
    """Knows the prompts of the last `KNOWN_SECONDS`."""

    def __init__(self) -> None:
        self._beside: dict[tuple[int, int], tuple[int, asyncio.TimerHandle]] = {}

    def note(self, chat: int, live: int, prompt: int) -> None:
        """Know of a prompt, for a while.

        Args:
            chat: the chat.
            live: the live message.
            prompt: the prompt that was opened beside it.
        """
        self.take(chat, live)
        forgetting = asyncio.get_running_loop().call_later(KNOWN_SECONDS, self.take, chat, live)
        self._beside[chat, live] = prompt, forgetting

    def take(self, chat: int, live: int | None) -> int | None:
        """Return the prompt beside a live message, if one is known, and know of it no more."""
        if live is None or (chat, live) not in self._beside:
            return None
        prompt, forgetting = self._beside.pop((chat, live))
        forgetting.cancel()
        return prompt
