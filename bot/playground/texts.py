"""What Telegram makes of a text and its entities: cleaned, trimmed, offsets moved, links put in order.

Follows `fix_formatted_text` of Telegram's own library (tdlib/td, MessageEntity.cpp). Where that mends
entities that cross one another, this refuses them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from bot.playground import limits
from bot.playground.limits import utf16_units
from bot.playground.refusals import bad_request, stricter

Entity = dict[str, Any]

SENT = {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "text_mention"}
SENT |= {"custom_emoji", "blockquote", "expandable_blockquote", "date_time"}
FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}

_SPACES = {chr(code): " " for code in (*range(10), 11, 12, *range(14, 33))}
_DROPPED = {"\r", *map(chr, range(0x2028, 0x202F)), "\u0333", "\u033f", "\u030a"}
_CLEANED = str.maketrans(_SPACES | dict.fromkeys(_DROPPED, ""))
_INVISIBLE = re.compile("[\\s\u00a0\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f\u2800\u3000\ufeff\ufffc]*")
_TRIMMED = " \n"
_PATTERNS = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/@])")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")),
    (
        "url",
        re.compile(
            r"(?<![\w@.])(?:https?://[^\s<>\"]+|(?:[a-z0-9-]+\.)+(?:uk|com|org|net|me|info)\b(?:[/?][^\s<>\"]*)?)"
            r"(?<![.,:;!?)'])",
            re.IGNORECASE,
        ),
    ),
    ("mention", re.compile(r"(?<![\w@/])@\w{3,32}")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a chat has it, with entities in Telegram's order (offset, then the longer first)."""

    plain: str = ""
    entities: tuple[Entity, ...] = ()


def as_telegram_keeps_it(plain: str, entities: Sequence[Entity] = (), longest: int = limits.TEXT) -> Text:
    """Clean and trim `plain`, move `entities` along, and add those that Telegram finds by itself.

    Raises `RefusedError` for an entity outside the text or cutting a surrogate pair, for an unknown
    entity or link, and where nothing visible is left. `longest` is in UTF-16 units after trimming;
    whether the text is longer is for the caller to say, whose words differ from method to method.
    """
    kept = [_checked(entity) for entity in entities if entity.get("type") not in FOUND]
    if len(kept) > limits.ENTITIES:
        raise stricter(f"more than {limits.ENTITIES} entities in a text (Telegram would drop the rest)")
    moved = _moved(plain, kept)
    text = _trimmed(plain.translate(_CLEANED), moved)
    if _INVISIBLE.fullmatch(text.plain):
        raise bad_request("Text must be non-empty")
    _refuse_crossing(text.entities)
    if utf16_units(text.plain) > longest:
        return text
    return Text(text.plain, tuple(_in_order([*text.entities, *_found(text)])))


def link(url: str) -> str:
    """Return the link as Telegram keeps it; raise `ValueError` with Telegram's reason where it is none."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = ("tg", url[3:]) if url.lower().startswith("tg:") else ("http", url)
    scheme = scheme.lower()
    if scheme not in {"http", "https", "tg"}:
        raise ValueError("Unsupported URL protocol")
    parts = urlsplit(f"{scheme}://{rest}")
    host = parts.netloc.lower()
    if not host:
        raise ValueError("URL host is empty")
    if not re.fullmatch(r"(?:[^@\s]*@)?[\w.~!$&'()*+,;=%-]+(?::\d{1,5})?", host):
        raise ValueError("Disallowed character in URL host")
    if scheme == "tg":
        return f"tg://{rest}"
    if "." not in host:
        raise ValueError("Wrong HTTP URL")
    path = rest[len(parts.netloc) :].rstrip()
    return f"{scheme}://{host}{path if path.startswith('/') else '/' + path}".replace(" ", "%20")


def _checked(entity: Entity) -> Entity:
    kind = entity["type"]
    if kind not in SENT:
        raise bad_request("Can't parse MessageEntity: Unsupported type specified")
    if kind == "text_link":
        if "url" not in entity:
            raise bad_request("Can't parse MessageEntity: Can't find field \"url\"")
        try:
            return entity | {"url": link(entity["url"])}
        except ValueError as reason:
            raise bad_request(f"Entity URL '{entity['url']}' is invalid: {reason}") from None
    for name in ("offset", "length"):
        if not 0 <= entity[name] <= limits.ENTITY_PLACE:
            raise bad_request(f"Receive an entity with incorrect {name} {entity[name]}")
    return entity


def _moved(plain: str, entities: Sequence[Entity]) -> list[Entity]:
    """Move entities to where their characters are once some of these have been taken out."""
    if not entities:
        return []
    new_place: list[int | None] = []
    place = 0
    for character in plain:
        units = utf16_units(character)
        new_place += [place, *[None] * (units - 1)]
        place += 0 if character in _DROPPED else units
    new_place.append(place)
    return _in_order(filter(None, (_placed(entity, new_place) for entity in entities)))


def _placed(entity: Entity, new_place: Sequence[int | None]) -> Entity | None:
    start, length = entity["offset"], entity["length"]
    if length <= 0:
        return None
    if start >= len(new_place):
        raise bad_request(f"Entity begins after the end of the text at UTF-16 offset {start}")
    new_start = new_place[start]
    if new_start is None:
        raise bad_request(f"Entity begins in a middle of a UTF-16 symbol at byte offset {start}")
    if start + length >= len(new_place):
        raise bad_request(
            f"Entity beginning at UTF-16 offset {start} ends after the end of the text "
            f"at UTF-16 offset {start + length}"
        )
    new_end = new_place[start + length]
    if new_end is None:
        raise bad_request(
            f"Entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol "
            f"at byte offset {start + length}"
        )
    return entity | {"offset": new_start, "length": new_end - new_start} if new_end > new_start else None


def _trimmed(plain: str, entities: Sequence[Entity]) -> Text:
    kept = plain.rstrip(_TRIMMED)
    end = utf16_units(kept)
    inside = [
        entity | {"length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    first = inside[0]["offset"] if inside else end
    cut = min(len(kept) - len(kept.lstrip(_TRIMMED)), first)
    moved = (entity | {"offset": entity["offset"] - cut} for entity in inside)
    return Text(kept[cut:], tuple(_in_order(moved)))


def _in_order(entities: Iterable[Entity]) -> list[Entity]:
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"], entity["type"]))
    merged: list[Entity] = []
    for entity in ordered:
        before = next((one for one in reversed(merged) if one["type"] == entity["type"]), None)
        if before and entity["type"] in STYLES and entity["offset"] <= before["offset"] + before["length"]:
            end = max(before["offset"] + before["length"], entity["offset"] + entity["length"])
            before["length"] = end - before["offset"]
        else:
            merged.append(dict(entity))
    return merged


def _refuse_crossing(entities: Sequence[Entity]) -> None:
    whole = [entity for entity in entities if entity["type"] not in STYLES]
    for before, entity in combinations(whole, 2):
        end = before["offset"] + before["length"]
        if entity["offset"] >= end:
            continue
        if "blockquote" not in before["type"] or "blockquote" in entity["type"]:
            raise stricter(f"a {entity['type']} inside a {before['type']} (Telegram would drop one)")
        if entity["offset"] + entity["length"] > end:
            raise stricter(f"a {entity['type']} crossing a {before['type']} (Telegram would drop one)")


def _found(text: Text) -> list[Entity]:
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in text.entities
        if entity["type"] not in STYLES and "blockquote" not in entity["type"]
    ]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text.plain):
            start, length = utf16_units(text.plain[: match.start()]), utf16_units(match[0])
            if all(start >= end or start + length <= begin for begin, end in taken):
                taken.append((start, start + length))
                found.append({"type": kind, "offset": start, "length": length})
    return found
