"""The token: a whole conversation, and what one button says to it, sealed into at most 64 characters.

Telegram gives a button 64 bytes and a deep link 64 characters of `A-Za-z0-9_-` (Bot API, "InlineKeyboardButton"
and "Deep linking"). The slots are a mixed-radix number: each takes log2 of the values it can have, plus one for
"open". AES-SIV (RFC 5297) seals it, so that nobody can read answers out of a chat's buttons, or forge them; the
seed in every conversation keeps two residents with the same answers from having the same token. The chat is part of
what it is sealed with, though not of what it holds: in another chat, somebody else's token is worth nothing.
"""

import base64
import hmac
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from flows.conversation import Conversation, Reply
from flows.domain import Kind, Slot, Slots
from flows.responses import MOST_SETS
from storage import crockford
from storage.errors import LocalViewsError
from storage.keys import TokenKeys

VERSION = b"1"
SHORT, LONG = 20, 32
LONGEST = 64
NUMBER = "ballot_number"
_DIGEST_BITS = 32


class TokenRefused(LocalViewsError):
    """A token is malformed, too old, made with other flow files, or tampered with; which one is not known."""

    def __init__(self) -> None:
        super().__init__("This button is too old, or from before a change of the questions. Start again.")


class ConversationTooLarge(LocalViewsError):
    """The slots need more room than a token has."""

    def __init__(self, bits: int) -> None:
        super().__init__(
            f"The slots need {bits} bits, but a button holds {LONG * 8}. Take values from slots in domain.yml, "
            "or letters from the codes in travel.yml."
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token held.

    Args:
        conversation: the slots, the resident's own words among them if they were still at hand.
        reply: what the button said.
        words_lost: whether words were given once that could not be read back.
    """

    conversation: Conversation
    reply: Reply
    words_lost: bool = False


class Tokens:
    """Seals conversations into tokens and opens them.

    Args:
        slots: the slots of the flows, in the order of their file.
        digest: of the flow files; a token of other files does not open.
        keys: the current and the previous day's key.

    Raises:
        ConversationTooLarge: if the slots do not fit.
    """

    def __init__(self, slots: Slots, digest: bytes, keys: TokenKeys) -> None:
        travelling = _travelling(slots)
        # The long ballot number comes last, so that a conversation without one makes a short token.
        self._slots = sorted(travelling, key=lambda slot: slot.letters)
        self._words = [slot.name for slot in travelling if slot.kind is Kind.WORDS]
        self._made_for = VERSION + digest
        self._keys = keys
        self._assignments = list(_assignments(travelling))
        self._assignment_numbers = {pair: at for at, pair in enumerate(self._assignments, start=1)}
        self._reply_radices = [len(self._assignments) + 1] * MOST_SETS
        self._reply_room = math.prod(self._reply_radices)
        self._slot_radices = [*(_room(slot) for slot in self._slots), 2**_DIGEST_BITS]
        require_room(slots)

    def seal(self, chat: int, conversation: Conversation, reply: Reply = Reply()) -> str:  # noqa: B008 - frozen
        """Return the token of a conversation and of what a button says to it.

        Args:
            chat: the only chat in which the token will open; it is not in the token.
            conversation: the slots.
            reply: at most two slots to set; the default is that nothing is said yet, as in a prompt.
        """
        return self.sealer(chat, conversation)(reply)

    def sealer(self, chat: int, conversation: Conversation) -> Callable[[Reply], str]:
        """Return what makes the tokens of a whole keyboard: the conversation is packed once for all its buttons."""
        words = {name: text for name in self._words if (text := conversation.get(name)) is not None}
        numbers = [_number(slot, conversation.get(slot.name)) for slot in self._slots]
        slots = _packed([*numbers, _digest(words, conversation)], self._slot_radices) * self._reply_room
        bound_to = self._bound_to(chat)
        cipher = AESSIV(self._keys.current())

        def seal(reply: Reply) -> str:
            said = [self._assignment_numbers[pair] for pair in reply.sets]
            packed = slots + _packed(said, self._reply_radices[: len(said)])
            size = SHORT if packed.bit_length() <= SHORT * 8 else LONG
            sealed = cipher.encrypt(packed.to_bytes(size), bound_to)
            return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

        return seal

    def open(self, chat: int, token: str, words: Sequence[str] = ()) -> Opened:
        """Open a token.

        Args:
            chat: the chat in which it came back.
            token: as a button, or a prompt's link, carried it.
            words: the resident's own words, as quoted in the message the token came with.

        Raises:
            TokenRefused: if it is not a token of this chat and these flows, not from today or yesterday, or not
                genuine.
        """
        packed = int.from_bytes(self._decrypt(chat, token))
        *numbers, digest = _unpacked(packed, [*self._reply_radices, *self._slot_radices])
        replies, values = numbers[:MOST_SETS], numbers[MOST_SETS:]
        slots = {
            slot.name: value
            for slot, number in zip(self._slots, values, strict=True)
            if (value := _value(slot, number)) is not None
        }
        reply = Reply(sets=tuple(self._assignments[number - 1] for number in replies if number))
        given = [name for name in self._words if name in slots]
        read_back = dict(zip(given, words, strict=False))
        lost = bool(given) and (len(words) != len(given) or _digest(read_back, Conversation(slots)) != digest)
        slots = {name: value for name, value in slots.items() if name not in given}
        return Opened(Conversation(slots if lost else slots | read_back), reply, lost)

    def _bound_to(self, chat: int) -> list[bytes]:
        """Return what a token must be opened with: other flow files, or another chat, and it does not open."""
        return [self._made_for, str(chat).encode()]

    def _decrypt(self, chat: int, token: str) -> bytes:
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise TokenRefused from None
        for key in self._keys_to_try():
            try:
                return AESSIV(key).decrypt(sealed, self._bound_to(chat))
            except (InvalidTag, ValueError):
                continue
        raise TokenRefused

    def _keys_to_try(self) -> Iterator[bytes]:
        """Give the keys that are known; if none of them opens, those that another worker has made in the meantime."""
        yield from self._keys.accepted()
        yield from self._keys.replaced()


def require_room(slots: Slots) -> None:
    """See that the fullest conversation fits into a button.

    Raises:
        ConversationTooLarge: if it does not.
    """
    travelling = _travelling(slots)
    replies = (len(list(_assignments(travelling))) + 1) ** MOST_SETS
    largest = replies * math.prod(_room(slot) for slot in travelling) * 2**_DIGEST_BITS - 1
    if largest.bit_length() > LONG * 8:
        raise ConversationTooLarge(largest.bit_length())


def _travelling(slots: Slots) -> list[Slot]:
    return [slot for slot in slots.values() if slot.kind is not Kind.GIVEN]


def _assignments(slots: Sequence[Slot]) -> Iterator[tuple[str, str | None]]:
    """Give everything that a button can set; a resident's own words can only be cleared by one."""
    for slot in slots:
        if slot.kind is not Kind.CODE:
            yield slot.name, None
            yield from ((slot.name, value) for value in slot.values)


def _room(slot: Slot) -> int:
    match slot.kind:
        case Kind.CODE:
            return (1 << 5 * slot.letters) + 1
        case Kind.WORDS:
            return 2
        case _:
            return len(slot.values) + 1


def _number(slot: Slot, value: str | None) -> int:
    if value is None:
        return 0
    match slot.kind:
        case Kind.CODE:
            return crockford.decode(value) + 1
        case Kind.WORDS:
            return 1
        case _:
            return slot.values.index(value) + 1


def _value(slot: Slot, number: int) -> str | None:
    if number == 0:
        return None
    match slot.kind:
        case Kind.CODE:
            return crockford.encode(number - 1, slot.letters)
        case Kind.WORDS:
            return ""
        case _:
            return slot.values[number - 1]


def _packed(numbers: Sequence[int], radices: Sequence[int]) -> int:
    """Return one number for many, the first in the lowest place."""
    packed = 0
    for number, radix in zip(reversed(numbers), reversed(radices), strict=True):
        packed = packed * radix + number
    return packed


def _unpacked(packed: int, radices: Sequence[int]) -> list[int]:
    numbers = []
    for radix in radices:
        packed, number = divmod(packed, radix)
        numbers.append(number)
    return numbers


def _digest(words: Mapping[str, str], conversation: Conversation) -> int:
    """Return 32 bits that tell whether quoted words are the ones that were reviewed; 0 for none.

    The ballot number, which nobody outside can know, keys them: words that fit cannot be searched for.
    """
    if not words:
        return 0
    key = (conversation.get(NUMBER) or "").encode()
    text = "\0".join(f"{name}={text}" for name, text in words.items())
    return int.from_bytes(hmac.digest(key, text.encode(), "sha256")[: _DIGEST_BITS // 8])
