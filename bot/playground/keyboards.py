"""What Telegram makes of a reply markup: inline keyboards, force-reply prompts, reply keyboards."""

from typing import Any

from bot.playground import limits
from bot.playground.limits import utf16_units
from bot.playground.refusals import bad_request, stricter
from bot.playground.texts import link

Markup = dict[str, Any]
Button = dict[str, Any]

_KINDS = {"url", "callback_data", "web_app", "login_url", "copy_text", "callback_game", "pay"}
_KINDS |= {"switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"}
_STYLES = {"primary", "success", "danger"}


def as_telegram_keeps_it(markup: Markup | None) -> Markup | None:
    """Return the markup as a message carries it, or None where nothing is left of it.

    Raises `RefusedError` for buttons that Telegram refuses, or shows other than they were meant.
    """
    if not markup:
        return None
    if "input_field_placeholder" in markup:
        _check_placeholder(markup["input_field_placeholder"])
    for name in ("force_reply", "remove_keyboard"):
        if not markup.get(name, True):
            raise stricter(f"{name} must be true (Telegram would ignore the markup)")
    if "inline_keyboard" not in markup:
        return markup
    rows = [[_button(button) for button in row] for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > limits.BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > limits.BUTTONS_IN_A_ROW for row in rows):
        raise stricter(f"more than {limits.BUTTONS_IN_A_ROW} inline buttons in a row")
    return {"inline_keyboard": rows} if rows else None


def is_inline(markup: Markup | None) -> bool:
    """Whether the markup hangs below its message, and so leaves the message editable."""
    return markup is None or "inline_keyboard" in markup


def _check_placeholder(placeholder: str) -> None:
    if not 1 <= utf16_units(placeholder) <= limits.PLACEHOLDER:
        raise stricter(f"input_field_placeholder must have 1-{limits.PLACEHOLDER} characters")


def _button(button: Button) -> Button:
    kinds = [name for name in button if name in _KINDS and button[name] != ""]
    if not kinds:
        raise bad_request(
            "Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(kinds) > 1:
        raise stricter(f"an inline button with both {' and '.join(kinds)} (Telegram would keep one)")
    if not button["text"].strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("Can't parse inline keyboard button: invalid button style specified")
    if len(button.get("callback_data", "").encode()) > limits.CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= utf16_units(button["copy_text"]["text"]) <= limits.COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "url" in button:
        return button | {"url": _url(button["url"])}
    return button


def _url(url: str) -> str:
    try:
        return link(url)
    except ValueError as reason:
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: {reason}") from None
