"""Whatever comes in a token's place is refused, and nothing worse: bits turned, ends cut off, other chats."""

import base64
from pathlib import Path
from random import Random

from bot.token import TokenRefused, Tokens
from flows.conversation import Conversation
from flows.domain import Kind, Slot
from flows.script import installed
from storage import crockford
from storage.keys import KeyFolder, TokenKeys
from tests.fuzzing.cases import few_or_many, in_each_case

SLOTS, DIGEST = installed("hertfordshire").slots, b"of these files"
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@few_or_many(100, 60_000)
def test_whatever_comes_in_a_tokens_place(tmp_path: Path, cases: int) -> None:
    """A token opens in its own chat to what was sealed; nothing else opens at all."""
    keys = KeyFolder(tmp_path)
    keys.open()
    tokens = Tokens(SLOTS, DIGEST, TokenKeys(keys))

    def check(chance: Random) -> None:
        chat, conversation = chance.randrange(-(2**53), 2**53), any_conversation(chance)
        token = tokens.seal(chat, conversation)
        assert tokens.open(chat, token).conversation == conversation
        other = anything_else(chance, token)
        if other != token:
            assert is_refused(tokens, chat, other), "something else was opened"
        assert is_refused(tokens, chat + chance.choice([-1, 1, 2**33]), token), (
            "it was opened in another chat"
        )

    in_each_case(cases, check)


def is_refused(tokens: Tokens, chat: int, token: str) -> bool:
    """Tell whether a token is refused."""
    try:
        tokens.open(chat, token, ["some words"])
    except TokenRefused:
        return True
    return False


def any_conversation(chance: Random) -> Conversation:
    """Return a conversation in which some slots are filled with any of their values, but for the resident's words."""
    filled = {name: any_value(chance, slot) for name, slot in SLOTS.items() if chance.random() < 0.5}
    return Conversation({name: value for name, value in filled.items() if value is not None})


def any_value(chance: Random, slot: Slot) -> str | None:
    """Return a value of a slot, None if it does not travel as a value."""
    if slot.kind is Kind.CODE:
        return crockford.encode(chance.getrandbits(5 * slot.letters), slot.letters)
    return chance.choice(slot.values) if slot.kind is Kind.CLOSED else None


def anything_else(chance: Random, token: str) -> str:
    """Return a token that is changed somehow, or letters that never were one."""
    sealed = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    match chance.randrange(6):
        case 0:
            sealed[chance.randrange(len(sealed))] ^= 1 << chance.randrange(8)
        case 1:
            del sealed[chance.randrange(len(sealed)) :]
        case 2:
            sealed += chance.randbytes(chance.randint(1, 30))
        case 3:
            sealed = bytearray(chance.randbytes(chance.randint(0, 60)))
        case 4:
            return "".join(chance.choices(URL_SAFE, k=chance.randint(0, 70)))
        case _:
            return "".join(map(chr, chance.choices(range(0xD800), k=chance.randint(0, 70))))
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
