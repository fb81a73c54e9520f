"""The local Bot API server's routes: `/bot<token>/<method>`, answered as Telegram answers."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import format_datetime
from hmac import compare_digest
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground import messages, profile
from bot.playground.bodies import parameters
from bot.playground.limits import UPDATES_AT_ONCE
from bot.playground.refusals import WEBHOOK_ACTIVE, RefusedError
from bot.playground.schema import Parameters, bot_api
from bot.playground.world import Call, World

METHODS: Mapping[str, Callable[[World, Parameters], Any]] = {
    "getMe": profile.get_me,
    "sendMessage": messages.send_message,
    "sendPhoto": messages.send_photo,
    "sendDocument": messages.send_document,
    "sendChatAction": messages.send_chat_action,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "answerCallbackQuery": messages.answer_callback_query,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
    "getChat": profile.get_chat,
    "leaveChat": profile.leave_chat,
    "getFile": profile.get_file,
    "setWebhook": profile.set_webhook,
    "deleteWebhook": profile.delete_webhook,
    "getWebhookInfo": profile.get_webhook_info,
    "logOut": profile.yes,
    "close": profile.yes,
}


class BotApi:
    """The Bot API over one world, for the one bot whose token is `token`."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token.encode()

    @property
    def routes(self) -> list[Route]:
        """The server's own routes, and those by which a bot would fetch a file."""
        return [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._refuse_file, methods=["GET"]),
        ]

    async def _answer(self, request: Request) -> Response:
        """Answer a call, and tell the time as every web server does."""
        answer = await self._answered(request)
        answer.headers["date"] = format_datetime(self._world.clock().astimezone(UTC), usegmt=True)
        return answer

    async def _answered(self, request: Request) -> Response:
        name = request.path_params["method"]
        given: Parameters = {}
        try:
            self._check_token(request.path_params["token"])
            name = method = bot_api().method(name)
            given = await parameters(request)
            if method == "getUpdates":
                return _as_response(200, f'{{"ok":true,"result":{await self._updates(given)}}}')
        except RefusedError as refusal:
            self._note(Call(name, given, ok=False, answer=refusal.description))
            return _refused(refusal)
        result = self.called(method, given)
        if isinstance(result, RefusedError):
            return _refused(result)
        return _as_response(200, _json({"ok": True, "result": result}))

    def called(self, method: str, given: Parameters) -> Any:
        """Make a call of the bot, note it, and return its result or the refusal."""
        try:
            result = self._call(bot_api().method(method), given)
        except RefusedError as refusal:
            self._note(Call(method, given, ok=False, answer=refusal.description))
            return refusal
        self._note(Call(method, given, ok=True, answer=result))
        return result

    def _check_token(self, token: str) -> None:
        if ":" not in token:
            raise RefusedError(401, "Unauthorized: invalid token specified")
        if not compare_digest(token.encode(), self._token):
            raise RefusedError(401, "Unauthorized")

    def _call(self, method: str, given: Parameters) -> Any:
        try:
            return METHODS[method](self._world, bot_api().check(method, given))
        finally:
            if method in messages.WRITES:
                self._count_write(given)

    def _count_write(self, given: Parameters) -> None:
        try:
            chat = self._world.chats.get(int(given.get("chat_id", 0)))
        except (TypeError, ValueError):
            return
        if chat is not None:
            chat.writes += 1
            chat.changed.fire()

    async def _updates(self, given: Parameters) -> str:
        wanted = bot_api().check("getUpdates", given)
        if self._world.webhook is not None:
            raise RefusedError(409, WEBHOOK_ACTIVE)
        return await self._world.updates.get(
            offset=wanted.get("offset", 0),
            limit=max(1, min(wanted.get("limit", UPDATES_AT_ONCE), UPDATES_AT_ONCE)),
            seconds=wanted.get("timeout", 0),
            allowed=wanted.get("allowed_updates"),
        )

    def _note(self, call: Call) -> None:
        self._world.calls[call.method] += 1
        self._world.transcript.append(call)

    async def _refuse_file(self, _request: Request) -> Response:
        self._world.file_requests += 1
        return _refused(RefusedError(404, "Not Found"))


def _refused(refusal: RefusedError) -> Response:
    answer: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.migrate_to is not None:
        answer["parameters"] = {"migrate_to_chat_id": refusal.migrate_to}
    return _as_response(refusal.code, _json(answer))


def _json(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _as_response(status: int, content: str) -> Response:
    # A lone surrogate half cannot be UTF-8; it can only have come out of a text that had one.
    return Response(content.encode("utf-8", "replace"), status, media_type="application/json")
