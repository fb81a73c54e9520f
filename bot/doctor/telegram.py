"""What Telegram says of the bot: its token, its webhook, its privacy mode, its commands, and what time it is."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.line import parsed
from bot.right_time import time_told
from bot.settings import Settings
from flows.commands import COMMANDS
from storage.audit.finding import Finding, judged, remarked

TOKEN = "Telegram knows the token."  # noqa: S105 - a sentence
WEBHOOK = "Telegram delivers to this bot, and to no other program."
REACHABLE = "WEBHOOK_URL leads to this bot."
LATELY = timedelta(hours=1)
LARGEST_DIFFERENCE = timedelta(seconds=60)
_LIMITS = aiohttp.ClientTimeout(total=20)


@dataclass(frozen=True, repr=False)
class _Answer:
    """What Telegram answered.

    Args:
        status: of HTTP; 0 if no answer came.
        result: what was asked for, None if it was refused.
        wrong: why there is no result, in Telegram's words or as the kind of error.
        date: when it was, by Telegram's clock, if it said so.
    """

    status: int
    result: Any = None
    wrong: str = ""
    date: datetime | None = None


class _Asking:
    """Asks Telegram. `url` is where the Bot API is served for the bot, with its token."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def ask(self, method: str, **given: str) -> _Answer:
        """Call a method, and return the answer."""
        try:
            async with self._session.post(f"{self._url}/{method}", json=given, timeout=_LIMITS) as answer:
                body = parsed(await answer.read())
                date = time_told(answer)
        except (aiohttp.ClientError, OSError, TimeoutError) as wrong:
            # The text of an error may hold the address, and that the token.
            return _Answer(0, wrong=type(wrong).__name__)
        if not isinstance(body, dict) or body.get("ok") is not True:
            told = body.get("description") if isinstance(body, dict) else None
            return _Answer(answer.status, wrong=str(told or f"status {answer.status}"), date=date)
        return _Answer(answer.status, body.get("result"), date=date)


async def examine_telegram(
    settings: Settings, token: str, languages: Sequence[str | None], now: datetime
) -> list[Finding]:
    """Ask Telegram about the bot. Nothing of it is changed, and no update is fetched.

    Args:
        settings: as the administrator set them.
        token: the bot's.
        languages: those in which commands are offered, None for everybody else's.
        now: the present, aware.
    """
    async with aiohttp.ClientSession() as session:
        asking = _Asking(session, f"{settings.telegram_api_url.rstrip('/')}/bot{token}")
        me = await asking.ask("getMe")
        if me.result is None:
            return [_no_account(me)]
        webhook, *menus = await asyncio.gather(
            asking.ask("getWebhookInfo"),
            *(asking.ask("getMyCommands", **({"language_code": code} if code else {})) for code in languages),
        )
        findings = [
            Finding(TOKEN, f"The bot is @{me.result.get('username')}."),
            _delivers_here(webhook, settings.webhook_url),
        ]
        if settings.webhook_url:
            findings += [
                await _is_reachable(session, settings.webhook_url, settings.listen),
                _complains_of_nothing(webhook, now),
            ]
    return [*findings, _privacy_mode_is_on(me), _commands_are_set(menus), _clock_is_right(me, now)]


def _no_account(me: _Answer) -> Finding:
    if me.status == HTTPStatus.UNAUTHORIZED:
        remedy = "Ask @BotFather for the token with /token, and set TELEGRAM_BOT_TOKEN anew."
        return Finding(TOKEN, f"It does not: {me.wrong}.", is_well=False, remedy=remedy)
    remedy = (
        "See that the Bot API is served at TELEGRAM_API_URL, and that TELEGRAM_BOT_TOKEN is whole."
        if me.status == HTTPStatus.NOT_FOUND
        else "See that this computer reaches TELEGRAM_API_URL, through a firewall or a proxy too, and try again."
    )
    return Finding(TOKEN, f"Telegram could not be asked: {me.wrong}.", is_well=False, remedy=remedy)


def _delivers_here(webhook: _Answer, wanted: str | None) -> Finding:
    if webhook.result is None:
        return _not_told(WEBHOOK, webhook)
    # A program of somebody else's may have put a token into its address.
    url = webhook.result.get("url", "")
    if wanted is None:
        return judged(
            WEBHOOK,
            f"It delivers to {urlsplit(url).hostname}, and WEBHOOK_URL is not set: the bot does not start."
            if url
            else "",
            "It waits to be asked for updates, as it should without WEBHOOK_URL.",
            "If a bot runs there, residents talk to that one: set WEBHOOK_URL as it is there. If this one is to take "
            "its place, stop that one, and run local-views delete-webhook. If you know of none, another program has "
            "the token: replace it with /revoke at @BotFather.",
        )
    where = (
        f"It delivers to {urlsplit(url).hostname}, at another address." if url else "It waits to be asked."
    )
    return judged(
        WEBHOOK,
        "" if url == wanted else where,
        "It delivers to WEBHOOK_URL.",
        "Start the bot: it tells Telegram the address. If it runs, another program has the token: replace it with "
        "/revoke at @BotFather.",
    )


async def _is_reachable(session: aiohttp.ClientSession, url: str, listen: str) -> Finding:
    """See that somebody who cannot show the secret is refused there as the bot does it."""
    wrong = ""
    try:
        async with session.post(url, json={}, timeout=_LIMITS, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.FORBIDDEN:
                wrong = f"Something else answers there, with status {answer.status}."
    except (aiohttp.ClientError, OSError, TimeoutError) as broken:
        wrong = f"Nobody answers there ({type(broken).__name__})."
    return judged(
        REACHABLE,
        wrong,
        "It does: who cannot show the secret is refused.",
        f"Start the bot, and let the web server at WEBHOOK_URL hand on to {listen}, the path unchanged, with a "
        "certificate that is valid. Some networks do not let a computer reach itself from outside: then ask from "
        "another one.",
    )


def _complains_of_nothing(webhook: _Answer, now: datetime) -> Finding:
    looked_for = "Telegram has no complaint of the webhook."
    if webhook.result is None:
        return _not_told(looked_for, webhook)
    complaint = webhook.result.get("last_error_message")
    if not complaint:
        return Finding(looked_for, "None.")
    # No time is told: it is one at which somebody tapped.
    is_late = now - datetime.fromtimestamp(webhook.result.get("last_error_date", 0), UTC) < LATELY
    when = "Within the last hour" if is_late else "More than an hour ago"
    remedy = (
        "See that the web server at WEBHOOK_URL runs with a certificate that is valid; look at the bot's log."
    )
    return Finding(looked_for, f"{when}: {complaint}.", is_well=not is_late, remedy=remedy)


def _privacy_mode_is_on(me: _Answer) -> Finding:
    return judged(
        "Group privacy mode is on: in groups the bot is told only what is meant for it.",
        "It is off." if me.result.get("can_read_all_group_messages") else "",
        "It is.",
        "At @BotFather send /setprivacy, choose the bot, and Enable. Then take it out of its groups and add it again.",
    )


def _commands_are_set(menus: Sequence[_Answer]) -> Finding:
    looked_for = "Telegram shows the bot's commands in every language that is offered."
    if refused := next((menu for menu in menus if menu.result is None), None):
        return _not_told(looked_for, refused)
    wrong = sum([one.get("command") for one in menu.result] != list(COMMANDS) for menu in menus)
    return judged(
        looked_for,
        f"In {wrong} of {len(menus)} it does not." if wrong else "",
        f"In all {len(menus)}.",
        "Start the bot again: it tells Telegram its commands, and its log says what Telegram did not take.",
    )


def _clock_is_right(me: _Answer, now: datetime) -> Finding:
    looked_for = "The computer's clock is right, so that rounds close and the box is opened in time."
    remedy = "Let the computer set its clock by the network: on most, timedatectl set-ntp true."
    if me.date is None:
        return remarked(looked_for, "Telegram did not say what time it is.", "", "Look whether it is right.")
    apart = abs(now - me.date)
    return judged(
        looked_for,
        f"It is {int(apart.total_seconds()):,} seconds apart from Telegram's."
        if apart > LARGEST_DIFFERENCE
        else "",
        "It agrees with Telegram's.",
        remedy,
    )


def _not_told(looked_for: str, answer: _Answer) -> Finding:
    remedy = "Try again; if it stays, see that this computer reaches TELEGRAM_API_URL."
    return Finding(looked_for, f"Telegram did not say: {answer.wrong}.", is_well=False, remedy=remedy)
