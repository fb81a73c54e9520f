"""Made-up updates: what the Bot API says of an update, by python-telegram-bot's types, and now and then something else.

Everything that is there is mostly of its own type, so that it is read and dealt with, and not only refused.
"""

import inspect
import re
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

import telegram
from telegram import Message, TelegramObject, Update

WRONG = 0.003
"""How likely a value is of another type than it should be, or lacks."""
OPTIONAL = 0.02
"""How likely a value is there that need not be."""
DEEPEST = 5
USUAL = {"text", "from", "data", "message", "entities", "reply_to_message"}
"""What is there as often as not, although it need not be."""
KINDS = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member")
BY_NAME = {
    "type": [
        "private",
        "group",
        "supergroup",
        "channel",
        "mention",
        "text_link",
        "bot_command",
        "blockquote",
        "hidden_user",
    ],
    "status": ["member", "left", "kicked", "administrator", "creator", "restricted"],
}
TEXTS = [
    "",
    "/",
    "/start",
    "/start ABCDE",
    "/join",
    "/join 7KQ2M",
    "/withdraw 0123456789ABCDEF",
    "/withdraw",
    "/summary",
    "/event Market Square",
    "/assist@local_views_bot",
    "staff:",
    "staff:invite",
    "/stop",
    "Tring",
    "somebody is breaking in",
    "kids on motorbikes at night",
    "https://t.me/local_views_bot?start=AAAA&beside=7",
    "https://t.me/local_views_bot?beside=99999999999",
    "\u200c",
    "🚲" * 70,
    "x" * 300,
    "\x00\ud83d",
    "A" * 64,
    "*bold* {brace} _under_",
]
OTHER_THINGS: list[Any] = [
    None,
    True,
    -1,
    0,
    2**63,
    -(2**70),
    1e308,
    "",
    "\udc00",
    "x" * 10_000,
    [],
    {},
    [[[[[]]]]],
    {"a": {"b": {"c": [1, None, {"d": ""}]}}},
    [None] * 300,
]
Fields = Mapping[str, tuple[str, bool]]
_FIELDS: dict[type[TelegramObject], Fields] = {}


class Made:
    """Makes updates.

    Args:
        chance: decides everything.
        chats: ids of chats that there are.
        texts: texts that mean something besides, such as tokens.
    """

    def __init__(self, chance: Random, chats: Sequence[int], texts: Sequence[str] = ()) -> None:
        self._chance = chance
        self._chats = chats
        self._texts = [*TEXTS, *texts]

    def update(self, number: int) -> dict[str, Any]:
        """Return an update of one of the kinds that the bot asks for, or now and then of any."""
        fields = fields_of(Update)
        kind = self._chance.choice(KINDS if self._chance.random() > WRONG else [*fields])
        return {"update_id": number, kind: self._value(kind, fields[kind][0], DEEPEST)}

    def _object(self, kind: type[TelegramObject], depth: int) -> Any:
        made = {}
        for name, (types, is_needed) in fields_of(kind).items():
            likely = 0.5 if name in USUAL else OPTIONAL
            if self._chance.random() < (1 - WRONG if is_needed else likely):
                made[name] = self._value(name, types, depth - 1)
        return made

    def _value(self, name: str, types: str, depth: int) -> Any:
        chance = self._chance
        if chance.random() < WRONG or depth < 0:
            return chance.choice(OTHER_THINGS)
        if types.startswith("collections.abc.Sequence"):
            inner = types.partition("[")[2]
            return [self._value(name, inner, depth - 1) for _ in range(chance.choice([0, 1, 1, 2, 3]))]
        if (kind := _class_in(types)) is not None:
            return self._object(chance.choice([kind, *kind.__subclasses__()]), depth)
        return self._plain(name, types)

    def _plain(self, name: str, types: str) -> Any:
        chance = self._chance
        if "datetime" in types:
            return chance.choice([0, 1, 1_780_000_000, 2**31])
        if "int" in types:
            numbers = [0, 1, 7, -1, 2**31, 10**12]
            return chance.choice(
                [*self._chats, *self._chats, *numbers] if name in {"id", "chat_id"} else numbers
            )
        if "bool" in types:
            return chance.random() < 0.2
        if "float" in types:
            return chance.choice([0.0, -1.5, 51.9])
        return chance.choice(BY_NAME.get(name, self._texts))


def fields_of(kind: type[TelegramObject]) -> Fields:
    """Return what an object has: by name, how python-telegram-bot writes its type, and whether it must be there."""
    if kind not in _FIELDS:
        given = [one for one in inspect.signature(kind).parameters.values() if one.name != "api_kwargs"]
        _FIELDS[kind] = {
            "from" if one.name == "from_user" else one.name: (
                one.annotation.__name__ if isinstance(one.annotation, type) else str(one.annotation),
                one.default is inspect.Parameter.empty,
            )
            for one in given
        }
    return _FIELDS[kind]


@cache
def _class_in(types: str) -> type[TelegramObject] | None:
    """Return the first of python-telegram-bot's objects that a type names."""
    for name in re.findall(r"\w+", types):
        found = getattr(telegram, name, None)
        if inspect.isclass(found) and issubclass(found, TelegramObject):
            return Message if name == "MaybeInaccessibleMessage" else found
    return None
