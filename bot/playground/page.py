"""The chat page: residents' chats with the bot and the staff's, in a browser on this computer.

The page shows what `snapshot` gives; it is told of changes by server-sent events and sends deeds as JSON.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.logs import place_of
from bot.playground import conduct
from bot.playground.chats import Account, Chat
from bot.playground.group import Group
from bot.playground.refusals import RefusedError
from bot.playground.resident import Resident
from bot.playground.signals import Signal
from bot.playground.snapshot import SHOWN_IN_PLACE, about_bot, day_of, snapshot, time_of
from bot.playground.world import World
from storage.errors import LocalViewsError

if TYPE_CHECKING:
    from storage.database import Contents

logger = logging.getLogger(__name__)

NextMorning = Callable[[Callable[[str], None]], Awaitable[None]]
"""Lets the next morning come; what it is given is to be called with the name of each step on the way."""

HEARTBEAT_SECONDS = 15
MOST_RESIDENTS = 8
MEDIA_TYPES = {
    "index.html": "text/html",
    "chat.css": "text/css",
    **dict.fromkeys(
        ("chat.js", "phone.js", "message.js", "text.js", "night.js", "kept.js"), "text/javascript"
    ),
}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Page:
    """The chats that a browser shows: one resident to begin with, more on request, an inspector and the staff's group.

    Args:
        world: the Telegram that the chats are in.
        contents: gives what the database's tables hold.

    Attributes:
        world: that Telegram.
        inspector: the inspector, if one is shown.
        next_morning: lets the next morning come; None where that cannot be asked for.

    """

    def __init__(self, world: World, contents: "Callable[[], Awaitable[Sequence[Contents]]]") -> None:
        self.world = world
        self._contents = contents
        self.next_morning: NextMorning | None = None
        self._step = ""
        self.inspector: Resident | None = None
        self._shown: dict[int, Account] = {}
        self._changes: dict[int, int] = {}
        self._changed = Signal()
        self.is_serving = True

    @property
    def routes(self) -> list[Route]:
        """The page, its files, what it reads and what it sends."""
        return [
            Route("/", self._index),
            Route("/page/{name}", self._asset),
            Route("/events", self._events),
            Route("/contents", self._tables),
            Route("/mornings", self._let_morning_come, methods=["POST"]),
            Route("/chats", self._add_chat, methods=["POST"]),
            Route("/chats/{chat}/messages", self._type, methods=["POST"]),
            Route("/chats/{chat}/taps", self._tap, methods=["POST"]),
            Route("/chats/{chat}/files/{message}", self._file),
        ]

    def stop(self) -> None:
        """End the streams of all open pages: the server is going."""
        self.is_serving = False
        self._changed.fire()

    def add_resident(self) -> Chat:
        """Show one more resident."""
        resident = Resident(self.world, f"Resident {1 + self._residents}")
        return self._show(resident.chat, resident.account)

    def add_inspector(self) -> Resident:
        """Show the phone of an inspector, and return who it is."""
        self.inspector = Resident(self.world, "Inspector")
        self._show(self.inspector.chat, self.inspector.account)
        return self.inspector

    def add_staff(self) -> Chat:
        """Show the staff's group, with the bot in it."""
        for chat_id in self._shown:
            if self.world.chats[chat_id].kind == "group":
                return self.world.chats[chat_id]
        officer = Resident(self.world, "Staff")
        staff = Group(self.world, "Staff", [officer])
        staff.adds_bot()
        return self._show(staff.chat, officer.account)

    @property
    def _residents(self) -> int:
        """How many residents are shown."""
        private = sum(self.world.chats[chat_id].kind == "private" for chat_id in self._shown)
        return private - (self.inspector is not None)

    def _show(self, chat: Chat, speaker: Account) -> Chat:
        self._shown[chat.id] = speaker
        self._changes[chat.id] = 0
        chat.changed.tell(lambda: self._note(chat))
        self._changed.fire()
        return chat

    def _note(self, chat: Chat) -> None:
        self._changes[chat.id] += 1
        self._changed.fire()

    async def _index(self, _request: Request) -> Response:
        if not self._shown:
            self.add_resident()
        return _asset("index.html")

    async def _asset(self, request: Request) -> Response:
        return _asset(request.path_params["name"])

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=HEADERS)

    async def _stream(self) -> AsyncIterator[str]:
        seen: dict[int, int] = {}
        today = self._today
        yield "retry: 1000\n\n"
        while self.is_serving:
            if seen.keys() != self._changes.keys():
                seen.clear()
                seen.update(self._changes)
                chats = [self._snapshot(chat_id) for chat_id in self._shown]
                today = self._today
                yield _event("chats", {"bot": about_bot(self.world), "chats": chats, "today": today})
            for chat_id in [one for one, number in self._changes.items() if seen.get(one) != number]:
                seen[chat_id] = self._changes[chat_id]
                yield _event("chat", {"bot": about_bot(self.world), "chat": self._snapshot(chat_id)})
            if today != self._today:
                today = self._today
                yield _event("today", today)
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await self._changed.until(partial(self._has_news, seen, today))
            except TimeoutError:
                yield ":\n\n"

    def _snapshot(self, chat_id: int) -> dict[str, Any]:
        return snapshot(self.world, self.world.chats[chat_id], self._shown[chat_id])

    def _has_news(self, seen: Mapping[int, int], today: Mapping[str, Any]) -> bool:
        return seen != self._changes or today != self._today or not self.is_serving

    @property
    def _today(self) -> dict[str, Any]:
        """What day it is, which step of a night is being done, and whether a morning can be asked for."""
        now = self.world.clock()
        return {
            "day": day_of(now),
            "time": time_of(now) if self._step else "",
            "step": self._step,
            "mornings": self.next_morning is not None,
        }

    async def _let_morning_come(self, _request: Request) -> Response:
        if self.next_morning is None or self._step:
            return _problem("The next morning is on its way.")
        try:
            await self.next_morning(self._begin_step)
        except LocalViewsError as wrong:
            return _problem(str(wrong))
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the person at the page is told
            logger.error("A morning could not come: %s", place_of(wrong))  # noqa: TRY400 - no message
            return _problem("The night could not pass. Where the playground was started it says why.")
        finally:
            self._begin_step("")
        return JSONResponse({})

    def _begin_step(self, name: str) -> None:
        self._step = name
        self._changed.fire()

    async def _tables(self, _request: Request) -> Response:
        return JSONResponse([asdict(table) for table in await self._contents()], headers=HEADERS)

    async def _add_chat(self, request: Request) -> Response:
        wanted = await _sent(request)
        if wanted.get("kind") == "staff":
            return JSONResponse({"id": self.add_staff().id})
        if self._residents >= MOST_RESIDENTS:
            return _problem(f"The page shows at most {MOST_RESIDENTS} residents.")
        return JSONResponse({"id": self.add_resident().id})

    async def _type(self, request: Request) -> Response:
        sent = await _sent(request)
        chat = self._chat(request)
        text = str(sent.get("text", ""))
        if chat is None or not text.strip():
            return _problem("There is nothing to send.")
        me = self._shown[chat.id]
        if chat.bot_status == "kicked":
            conduct.change_bot_status(self.world, chat, me, "member")
        try:
            conduct.post(self.world, chat, me, text, reply_to=chat.messages.get(sent.get("reply_to", 0)))
        except (RefusedError, ValueError):
            return _problem("This text cannot be sent: it is empty or longer than 4,096 characters.")
        return JSONResponse({})

    async def _tap(self, request: Request) -> Response:
        sent = await _sent(request)
        chat = self._chat(request)
        message = chat.messages.get(sent.get("message", 0)) if chat else None
        if chat is None or message is None:
            return _problem("This message is no longer there.")
        self.world.tap(message, self._shown[chat.id], str(sent.get("data", "")))
        return JSONResponse({})

    async def _file(self, request: Request) -> Response:
        chat = self._chat(request)
        wanted = request.path_params["message"]
        message = chat.messages.get(int(wanted)) if chat and wanted.isdecimal() else None
        if message is None or message.file is None:
            return _problem("This file is no longer there.")
        kind = "inline" if message.file.media_type in SHOWN_IN_PLACE else "attachment"
        disposition = f"{kind}; filename*=UTF-8''{quote(message.file.name)}"
        headers = HEADERS | {"Content-Disposition": disposition}
        return Response(message.file.content, media_type=message.file.media_type, headers=headers)

    def _chat(self, request: Request) -> Chat | None:
        wanted = request.path_params["chat"]
        return next((self.world.chats[chat_id] for chat_id in self._shown if str(chat_id) == wanted), None)


def _asset(name: str) -> Response:
    if name not in MEDIA_TYPES:
        return _problem("There is no such file.")
    content = files("bot.playground").joinpath("page", name).read_bytes()
    return Response(content, media_type=MEDIA_TYPES[name], headers=HEADERS)


def _problem(sentence: str) -> Response:
    return JSONResponse({"problem": sentence}, HTTPStatus.NOT_FOUND)


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"


async def _sent(request: Request) -> dict[str, Any]:
    try:
        sent = await request.json()
    except ValueError:
        sent = None
    return sent if isinstance(sent, dict) else {}
