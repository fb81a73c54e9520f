"""A stand-in for Telegram that costs next to nothing: a Bot API server, and residents who tap as fast as they can.

It knows the few methods that a survey needs, believes whatever the bot says, and takes half of the round trip on the
way in and half on the way out. A resident taps, waits until the screen changes, and taps again; at the end of a survey
somebody else takes their place.
"""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import orjson

from tests.benchmarks.deliveries import LENGTH, Deliveries

TAPS_OF_A_SURVEY = 9
UPDATES_AT_ONCE = 100
BOT = {"id": 7_000_000_001, "is_bot": True, "first_name": "A survey", "username": "a_survey_bot"}
TOKEN = "7000000001:a-token-for-benchmarks"
THANKS = "Thank you"
"""What every survey says last, first of all."""

_WAYS = ("Add where", "Give my views", "Send my views")
"""The buttons that are tapped where they are on the screen, the likeliest first; else it is the first of all."""
_JSON = re.compile(rb"\r\ncontent-type: *application/json", re.IGNORECASE)


@dataclass(slots=True)
class Resident:
    """Somebody in a private chat with the bot.

    Args:
        chat: the id of their account and of the chat.
        message: the bot's message, as the Bot API shows it.
        taps: how many buttons they have tapped.
        since: when they last did something that is not answered yet; None while nothing is.
    """

    chat: int
    message: dict[str, Any] = field(default_factory=dict)
    taps: int = 0
    since: float | None = None


FLOODER = Resident(4_999_999_999)


@dataclass(slots=True)
class Observed:
    """What was seen since the measuring began.

    Args:
        answers: how long each answer took, in seconds.
        thanks: how long each resident waited from the last tap of a survey until they were thanked for it, in seconds.
    """

    answers: list[float] = field(default_factory=list)
    thanks: list[float] = field(default_factory=list)


class StandIn:
    """Telegram, as far as a survey needs it.

    Args:
        residents: how many use the bot at once.
        round_trip: how long a call and its answer travel together, in seconds.
        flood: how many messages one more account sends each second, whatever the bot says.
        taps: how many a resident taps before they leave.
    """

    def __init__(
        self, residents: int, round_trip: float, flood: int = 0, taps: int = TAPS_OF_A_SURVEY
    ) -> None:
        self.observed = Observed()
        self.is_asked = asyncio.Event()
        """The bot has asked for updates, or for their delivery."""
        self.first_answer, self.all_welcomed = asyncio.Event(), asyncio.Event()
        self.have_left = 0
        """How many residents have come and gone."""
        self._one_way = round_trip / 2
        self._flood = flood
        self._taps = taps
        self._wanted = residents
        self._newcomers = residents
        self._residents: dict[int, Resident] = {}
        self._to_be_thanked: dict[int, float] = {}
        self._is_over = False
        self._next = 5_000_000_000
        self._numbers = 0
        self._updates: deque[tuple[int, bytes]] = deque()
        self._poll: Callable[[bytes], None] | None = None
        self._methods: dict[str, Callable[[dict[str, Any]], object]] = {
            "getMe": lambda _: BOT,
            "getMyName": lambda _: {"name": BOT["first_name"]},
            "getWebhookInfo": lambda _: {
                "url": self._url,
                "has_custom_certificate": False,
                "pending_update_count": 0,
            },
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "setWebhook": self._set_webhook,
        }
        self._url = ""
        self._webhook: Callable[[bytes], None] | None = None

    @property
    def waiting(self) -> list[float]:
        """How long everybody who waits for an answer has been waiting, in seconds."""
        now = time.perf_counter()
        return [now - one.since for one in self._residents.values() if one.since is not None]

    def begin(self) -> None:
        """Let the residents come."""
        for _ in range(self._wanted):
            self._move_in()
        if self._flood:
            self._flood_on()

    def end(self) -> None:
        """Let nothing more happen: no tap, no message and no delivery. To be called before the bot is stopped."""
        self._is_over = True

    def _flood_on(self) -> None:
        if self._is_over:
            return
        self._says_start(FLOODER)
        asyncio.get_running_loop().call_later(1 / self._flood, self._flood_on)

    def answer(self, method: str, body: bytes, *, is_json: bool, reply: Callable[[bytes], None]) -> None:
        """Deal with one call of the bot, once it has arrived.

        Args:
            method: of the Bot API.
            body: the parameters.
            is_json: whether they are JSON rather than a form.
            reply: takes the answer's body.
        """
        given = orjson.loads(body or b"{}") if is_json else dict(parse_qsl(body.decode()))
        self._after_the_way(partial(self._deal_with, method, given, reply))

    def _after_the_way(self, deed: Callable[[], object]) -> None:
        if self._one_way:
            asyncio.get_running_loop().call_later(self._one_way, self._unless_over, deed)
        else:
            self._unless_over(deed)

    def _unless_over(self, deed: Callable[[], object]) -> None:
        if not self._is_over:
            deed()

    def _deal_with(self, method: str, given: dict[str, Any], reply: Callable[[bytes], None]) -> None:
        if method == "getUpdates":
            self._confirm(int(given.get("offset", 0)))
            self._poll = reply
            self.is_asked.set()
            self._hand_out()
            return
        result = self._methods.get(method, _yes)(given)
        body = orjson.dumps({"ok": True, "result": result})
        self._after_the_way(partial(reply, body))

    def _confirm(self, offset: int) -> None:
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()

    def _set_webhook(self, given: dict[str, Any]) -> object:
        deliveries = Deliveries(urlsplit(given["url"]), given["secret_token"], given["max_connections"])
        self._url, self._webhook = given["url"], deliveries.bring
        self.is_asked.set()
        self._hand_out()
        return True

    def _hand_out(self) -> None:
        if self._webhook is not None:
            while self._updates:
                self._after_the_way(partial(self._webhook, self._updates.popleft()[1]))
        if self._poll is None or not self._updates:
            return
        some = (self._updates[at][1] for at in range(min(UPDATES_AT_ONCE, len(self._updates))))
        body = b'{"ok":true,"result":[' + b",".join(some) + b"]}"
        reply, self._poll = self._poll, None
        self._after_the_way(partial(reply, body))

    def _move_in(self) -> None:
        resident = Resident(self._next)
        self._next += 1
        self._residents[resident.chat] = resident
        self._says_start(resident)

    def _says_start(self, resident: Resident) -> None:
        start = [{"type": "bot_command", "offset": 0, "length": 6}]
        message = {"message_id": 1, "date": int(time.time()), "from": self._account(resident)}
        message |= {"chat": self._chat(resident), "text": "/start", "entities": start}
        self._happens(resident, "message", message)

    def _happens(self, resident: Resident, kind: str, what: dict[str, Any]) -> None:
        resident.since = time.perf_counter()
        self._numbers += 1
        self._updates.append((self._numbers, orjson.dumps({"update_id": self._numbers, kind: what})))
        self._hand_out()

    def _account(self, resident: Resident) -> dict[str, Any]:
        return {"id": resident.chat, "is_bot": False, "first_name": "Resident", "language_code": "en"}

    def _chat(self, resident: Resident) -> dict[str, Any]:
        return {"id": resident.chat, "type": "private", "first_name": "Resident"}

    def _send(self, given: dict[str, Any]) -> object:
        return self._changes(given, message_id=2)

    def _edit(self, given: dict[str, Any]) -> object:
        return self._changes(given, message_id=int(given["message_id"]))

    def _changes(self, given: dict[str, Any], message_id: int) -> dict[str, Any]:
        """Change a resident's screen; they are then somewhere else in the survey, or at its end."""
        resident = self._residents.get(int(given["chat_id"]), Resident(int(given["chat_id"])))
        message = {"message_id": message_id, "from": BOT, "chat": self._chat(resident)}
        message |= {"date": int(time.time()), "text": given["text"]}
        for name in ("entities", "reply_markup"):
            if given.get(name):
                message[name] = _read(given[name])
        since, now = resident.since, time.perf_counter()
        if since is not None and resident.taps == self._taps:
            self._to_be_thanked[resident.chat] = since
        if given["text"].startswith(THANKS) and resident.chat in self._to_be_thanked:
            self.observed.thanks.append(now - self._to_be_thanked.pop(resident.chat))
        if since is not None and resident.chat != FLOODER.chat:
            self.observed.answers.append(now - since)
            self._newcomers -= not resident.message and self._newcomers > 0
            self.first_answer.set()
            if not self._newcomers:
                self.all_welcomed.set()
            resident.since, resident.message = None, message
            self._goes_on(resident)
        return message

    def _goes_on(self, resident: Resident) -> None:
        rows = resident.message.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = {button["text"]: button["callback_data"] for row in rows for button in row}
        if resident.taps == self._taps or not buttons:
            self.have_left += 1
            del self._residents[resident.chat]
            self._move_in()
            return
        resident.taps += 1
        way = next((way for way in _WAYS if way in buttons), next(iter(buttons)))
        query = {"id": str(self._numbers), "from": self._account(resident), "message": resident.message}
        query |= {"chat_instance": str(resident.chat), "data": buttons[way]}
        self._happens(resident, "callback_query", query)


def _yes(_: object) -> object:
    return True


def _read(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value


class Connection(asyncio.Protocol):
    """One connection of the bot: requests of known length, one after the other.

    Args:
        telegram: answers them.
    """

    def __init__(self, telegram: StandIn) -> None:
        self._telegram = telegram
        self._came = b""
        self._way_out: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where answers go."""
        self._way_out = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer a request once it is there as a whole."""
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head, length = self._came[: end + 2], 0
            if found := LENGTH.search(head):
                length = int(found[1])
            body, rest = self._came[end + 4 : end + 4 + length], self._came[end + 4 + length :]
            if len(body) < length:
                return
            self._came = rest
            method = head.split(b" ", 2)[1].rpartition(b"/")[2].partition(b"?")[0].decode()
            is_json = _JSON.search(head) is not None
            self._telegram.answer(method, body, is_json=is_json, reply=self._reply)

    def _reply(self, body: bytes) -> None:
        if self._way_out is not None and not self._way_out.is_closing():
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            self._way_out.write(head % len(body) + body)


async def serve(telegram: StandIn) -> tuple[asyncio.Server, str]:
    """Serve on a free port of loopback; returns the server and its address."""
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(telegram), "127.0.0.1", 0, backlog=2048
    )
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
