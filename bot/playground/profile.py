"""The Bot API's methods about the bot itself, its menu of commands, and its chats."""

import json
import re
from typing import Any

from bot.playground import limits
from bot.playground.courier import Webhook
from bot.playground.limits import utf16_units
from bot.playground.messages import known
from bot.playground.refusals import RefusedError, bad_request
from bot.playground.schema import Parameters
from bot.playground.world import World

_LANGUAGE = re.compile(r"[a-z]{2}|")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_WEBHOOK = re.compile(r"https?://[^\s/]+(/\S*)?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_SWITCHES = (
    "can_connect_to_business",
    "has_main_web_app",
    "has_topics_enabled",
    "allows_users_to_create_topics",
    "can_manage_bots",
    "supports_guest_queries",
)
_DEFAULT_SCOPE = {"type": "default"}


def get_me(world: World, _given: Parameters) -> dict[str, Any]:
    """`getMe`: the bot's account; it may join groups and, in them, sees only what is meant for it."""
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        **dict.fromkeys(_SWITCHES, False),
    }


def set_my_commands(world: World, given: Parameters) -> bool:
    """`setMyCommands`: an empty list is as good as `deleteMyCommands`."""
    key = _commands_key(world, given)
    commands = [_checked(command) for command in given["commands"]]
    if len(commands) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.profile.commands[key] = commands
    _show_menu(world, given)
    return True


def get_my_commands(world: World, given: Parameters) -> list[dict[str, str]]:
    """`getMyCommands`: those of exactly this scope and language."""
    return world.profile.commands.get(_commands_key(world, given), [])


def delete_my_commands(world: World, given: Parameters) -> bool:
    """`deleteMyCommands`: those of exactly this scope and language."""
    world.profile.commands.pop(_commands_key(world, given), None)
    _show_menu(world, given)
    return True


def set_my_name(world: World, given: Parameters) -> bool:
    """`setMyName`: 1-64 characters, or none for a language whose users are to see the usual name."""
    _set(world.profile.names, given, "name", limits.NAME, "BOT_TITLE_INVALID")
    if not given.get("name") and not given.get("language_code"):
        raise bad_request("BOT_TITLE_INVALID")
    return True


def get_my_name(world: World, given: Parameters) -> dict[str, str]:
    """`getMyName`, in a language or the usual one."""
    return {"name": _get(world.profile.names, given) or world.bot.first_name}


def set_my_description(world: World, given: Parameters) -> bool:
    """`setMyDescription`: 0-512 characters, shown in an empty chat."""
    _set(world.profile.descriptions, given, "description", limits.DESCRIPTION, "DESCRIPTION_TOO_LONG")
    return True


def get_my_description(world: World, given: Parameters) -> dict[str, str]:
    """`getMyDescription`, in a language or the usual one."""
    return {"description": _get(world.profile.descriptions, given)}


def set_my_short_description(world: World, given: Parameters) -> bool:
    """`setMyShortDescription`: 0-120 characters, shown on the bot's profile."""
    _set(
        world.profile.short_descriptions,
        given,
        "short_description",
        limits.SHORT_DESCRIPTION,
        "ABOUT_TOO_LONG",
    )
    return True


def get_my_short_description(world: World, given: Parameters) -> dict[str, str]:
    """`getMyShortDescription`, in a language or the usual one."""
    return {"short_description": _get(world.profile.short_descriptions, given)}


def get_chat(world: World, given: Parameters) -> dict[str, Any]:
    """`getChat`: the `ChatFullInfo` of a chat that the bot may know of."""
    return known(world, given).as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def leave_chat(world: World, given: Parameters) -> bool:
    """`leaveChat`: of groups and channels only."""
    chat = known(world, given)
    if chat.person:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


def get_file(world: World, _given: Parameters) -> bool:
    """`getFile`: counted in `World.file_requests` and refused, since nobody's file is ever to be fetched."""
    world.file_requests += 1
    raise RefusedError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")


def yes(_world: World, _given: Parameters) -> bool:
    """`logOut` and `close`, of which nothing follows here."""
    return True


def set_webhook(world: World, given: Parameters) -> bool:
    """`setWebhook`: an empty url deletes it. As of a Bot API server of one's own, http and any port will do."""
    if not given.get("url"):
        return delete_webhook(world, given)
    if not _WEBHOOK.fullmatch(given["url"]):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(given.get("secret_token", "")):
        raise bad_request("secret token contains unallowed characters")
    world.updates.want(given.get("allowed_updates"))
    most = given.get("max_connections", limits.CONNECTIONS)
    secret = given.get("secret_token") or None
    world.webhook = Webhook(given["url"], secret, max(1, min(most, limits.MOST_CONNECTIONS)))
    return _has_changed(world, given)


def delete_webhook(world: World, given: Parameters) -> bool:
    """`deleteWebhook`: updates are fetched from now on; may drop the pending ones."""
    world.webhook = None
    return _has_changed(world, given)


def get_webhook_info(world: World, _given: Parameters) -> dict[str, Any]:
    """`getWebhookInfo`: where updates go, how many wait, and what was last wrong."""
    webhook = world.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook is not None:
        info["max_connections"] = webhook.most
        if webhook.last_error is not None:
            when, what = webhook.last_error
            info |= {"last_error_date": int(when.timestamp()), "last_error_message": what}
    return info | ({"allowed_updates": world.updates.allowed} if world.updates.allowed else {})


def _has_changed(world: World, given: Parameters) -> bool:
    if given.get("drop_pending_updates"):
        world.updates.clear()
    world.updates.changed.fire()
    return True


def _language(given: Parameters) -> str:
    code: str = given.get("language_code", "")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("Invalid language code specified")
    return code


def _commands_key(world: World, given: Parameters) -> tuple[str, str]:
    scope = dict(given.get("scope", _DEFAULT_SCOPE))
    if "chat_id" in scope:
        scope["chat_id"] = known(world, scope).id
    return json.dumps(scope, sort_keys=True, separators=(",", ":")), _language(given)


def _show_menu(world: World, given: Parameters) -> None:
    """Let the page show the menu of a chat that has one of its own."""
    scope = given.get("scope", _DEFAULT_SCOPE)
    if "chat_id" in scope:
        known(world, scope).changed.fire()


def _checked(command: dict[str, str]) -> dict[str, str]:
    name, description = command["command"].removeprefix("/"), command["description"].strip()
    if not name:
        raise bad_request("Command must be non-empty")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("Command description must be non-empty")
    if utf16_units(description) > limits.COMMAND_DESCRIPTION:
        raise bad_request(f"Command description length must not exceed {limits.COMMAND_DESCRIPTION}")
    return {"command": name, "description": description}


def _set(kept: dict[str, str], given: Parameters, name: str, longest: int, refusal: str) -> None:
    code, words = _language(given), given.get(name, "").strip()
    if utf16_units(words) > longest:
        raise bad_request(refusal)
    kept[code] = words


def _get(kept: dict[str, str], given: Parameters) -> str:
    return kept.get(_language(given)) or kept.get("", "")
