"""Whether a request's parameters have the names and types that the Bot API gives them.

`bot_api.json` was made from Bot API 10.0 as the MIT-licensed `PaulSonOfLars/telegram-bot-api-spec` has it:
the methods served here, and every type that their parameters can reach, with field names, types and
whether a field is required. Lengths are in `limits.py`, since that file has them only in prose.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.playground.refusals import RefusedError, bad_request, stricter

Parameters = dict[str, Any]

UNSERVED = {
    "parse_mode": "give the entities themselves",
    "quote_parse_mode": "give the entities themselves",
    "inline_message_id": "there is no inline mode here",
    "business_connection_id": "there are no business accounts here",
    "message_thread_id": "there are no topics here",
    "direct_messages_topic_id": "there are no topics here",
    "suggested_post_parameters": "there are no suggested posts here",
    "message_effect_id": "there are no effects here",
    "certificate": "there are no certificates here",
    "ip_address": "the address of a webhook is asked for by its name",
    "thumbnail": "thumbnails are not kept here",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """What the Bot API says of one parameter or field: its possible types, and whether it must be there."""

    types: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """The served part of the Bot API."""

    methods: Mapping[str, Mapping[str, Field]]
    objects: Mapping[str, Mapping[str, Field]]
    unions: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]

    def method(self, name: str) -> str:
        """Return the method's own spelling of `name` in any case; raise `RefusedError` if there is none."""
        try:
            return self.names[name.lower()]
        except KeyError:
            raise RefusedError(404, "Not Found: method not found") from None

    def check(self, method: str, given: Mapping[str, Any]) -> Parameters:
        """Return the parameters as JSON values; raise `RefusedError` where one does not fit.

        A string is read as JSON where the Bot API wants something else, since forms carry strings only.
        An empty string counts as absent, as with Telegram, unless the parameter is required.
        """
        return self._fields(method, self.methods[method], given)

    def _fields(self, of: str, fields: Mapping[str, Field], given: Mapping[str, Any]) -> Parameters:
        for name in given:
            if name not in fields:
                raise stricter(f"{of} has no parameter or field {name!r} (Telegram would ignore it)")
            if name in UNSERVED:
                raise stricter(f"{name!r} of {of} is not served by the local server: {UNSERVED[name]}")
        checked: Parameters = {}
        for name, field in fields.items():
            value = given.get(name)
            if value is None or (value == "" and not field.required):
                if field.required and (name, of) not in _ABSENT_HAS_ITS_OWN_WORDS:
                    raise bad_request(f'Can\'t find field "{name}" of {of}')
                continue
            checked[name] = self._any_of(f"{name!r} of {of}", field.types, value)
        return checked

    def _any_of(self, where: str, types: tuple[str, ...], value: Any) -> object:
        if isinstance(value, str) and "String" not in types and "InputFile" not in types:
            value = _read(where, " or ".join(types), value)
        refusals = []
        for kind in types:
            try:
                return self._value(where, kind, value)
            except RefusedError as refusal:
                refusals.append((self._known_names(kind, value), refusal))
        # The refusal worth reading is that of the alternative that was meant.
        raise max(refusals, key=lambda found: found[0])[1]

    def _known_names(self, kind: str, value: object) -> int:
        return sum(name in self.objects.get(kind, ()) for name in value) if isinstance(value, dict) else 0

    def _value(self, where: str, kind: str, value: Any) -> object:
        if kind == "String":
            return _utf8(_expect(where, kind, value, isinstance(value, str)))
        if kind == "InputFile":
            return _expect(where, kind, value, isinstance(value, Upload | str))
        if isinstance(value, str):
            value = _read(where, kind, value)
        if kind in _PLAIN:
            return _expect(where, kind, value, _PLAIN[kind](value))
        if kind.startswith("Array of "):
            _expect(where, kind, value, isinstance(value, list))
            return [self._value(where, kind.removeprefix("Array of "), item) for item in value]
        if kind in self.unions:
            return self._any_of(where, self.unions[kind], value)
        _expect(where, kind, value, isinstance(value, dict))
        return self._fields(kind, self.objects[kind], value)


_PLAIN: Mapping[str, Callable[[object], bool]] = {
    "Integer": lambda value: type(value) is int,
    "Float": lambda value: type(value) in {int, float},
    "Boolean": lambda value: type(value) is bool,
}

# Telegram's words for these are given where the method itself is served.
_ABSENT_HAS_ITS_OWN_WORDS = {
    ("text", "sendMessage"),
    ("text", "editMessageText"),
    *(("chat_id", method) for method in ("sendMessage", "sendPhoto", "sendDocument", "sendChatAction")),
    ("chat_id", "deleteMessage"),
    ("message_id", "deleteMessage"),
}


def _expect(where: str, kind: str, value: object, fits: bool) -> object:
    if not fits:
        raise stricter(f"{where} must be {kind}, not {type(value).__name__}")
    return value


def _utf8(text: Any) -> str:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise bad_request("Strings must be encoded in UTF-8")
    return str(text)


def _read(where: str, kind: str, text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise stricter(f"{where} must be {kind}, and its text is not JSON") from None


@cache
def bot_api() -> Schema:
    """Return the schema, which is read once."""
    data = json.loads(files("bot.playground").joinpath("bot_api.json").read_text(encoding="utf-8"))
    types: Mapping[str, Mapping[str, Any]] = data["types"]
    return Schema(
        methods={name: _as_fields(fields) for name, fields in data["methods"].items()},
        objects={name: _as_fields(kind["fields"]) for name, kind in types.items() if "fields" in kind},
        unions={name: tuple(kind["any_of"]) for name, kind in types.items() if "any_of" in kind},
        names={name.lower(): name for name in data["methods"]},
    )


def _as_fields(fields: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Field]:
    return {name: Field(tuple(field["types"]), field["required"]) for name, field in fields.items()}
