"""Tokens: what every button carries, on every way through the real flows."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from bot.token import LONGEST, ConversationTooLarge, TokenRefused, Tokens, require_room
from flows.conversation import Conversation, Reply
from flows.domain import Kind, Slot
from flows.runner import Runner
from flows.script import installed
from storage import crockford
from storage.keys import KeyFolder, TokenKeys
from tests.flows.talk import CHAT, Talk, given

SCRIPT = installed("hertfordshire")
WORDS = ["Tring", "AL3", "nowhere at all", "a" * 90, "It happens at night", "x" * 501, "SG5 1AA"]


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    """What seals and opens."""
    return _tokens(tmp_path_factory.mktemp("tokens"))


def _tokens(folder: Path) -> Tokens:
    keys = KeyFolder(folder)
    keys.open()
    return Tokens(SCRIPT.slots, SCRIPT.digest, TokenKeys(keys))


@settings(max_examples=60)
@drawn(seed=st.integers(0, 2**32), number=st.integers(0, 2**80 - 1))
def test_every_button_on_every_way_fits_and_opens_again(tokens: Tokens, seed: int, number: int) -> None:
    """Walking at random, all buttons of all screens fit into 64 characters and open to what was sealed."""
    asyncio.run(_wander(tokens, random.Random(seed), number))


async def _wander(tokens: Tokens, chance: random.Random, number: int) -> None:
    talk = Talk(Runner(SCRIPT), tokens, given(number=crockford.encode(number, 16)))
    await talk.starts()
    for _ in range(25):
        for button in talk.choices:
            if (reply := Reply.parse(button.payload)) is not None:
                assert len(tokens.seal(CHAT, talk.turn.conversation, reply)) <= LONGEST
        if talk.turn.message.is_prompt and chance.random() < 0.8:
            await talk.types(chance.choice(WORDS))
            continue
        goes_on = [button for button in talk.choices if Reply.parse(button.payload)]
        if not goes_on:
            return
        await talk.taps(chance.choice(goes_on).title)


def full() -> Conversation:
    """Return a conversation in which every slot that travels is filled."""
    largest = {"seed": "ZZZZZ", "event": "ZZZZZ", "ballot_number": "Z" * 16, "comment": "c", "other": "o"}
    closed = {slot.name: slot.values[-1] for slot in SCRIPT.slots.values() if slot.kind == "closed"}
    return Conversation(closed | largest)


def test_the_fullest_conversation_fits(tokens: Tokens) -> None:
    """Every slot filled with its last value, and the longest reply: still 64 characters."""
    token = tokens.seal(CHAT, full(), Reply(sets=(("page", "help"), ("topic", "something_else"))))
    assert len(token) == LONGEST
    opened = tokens.open(CHAT, token, ["c", "o"])
    assert opened.conversation == full()


def test_a_changed_character_is_refused(tokens: Tokens) -> None:
    """No character of a token can be changed."""
    token = tokens.seal(CHAT, full())
    for at in range(len(token)):
        other = "A" if token[at] != "A" else "B"
        with pytest.raises(TokenRefused):
            tokens.open(CHAT, token[:at] + other + token[at + 1 :], ["c", "o"])


@drawn(
    st.one_of(
        st.text(), st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", max_size=70)
    )
)
def test_anything_else_is_refused_and_nothing_worse(tokens: Tokens, token: str) -> None:
    """Whatever comes instead of a token is refused, with no other error."""
    with pytest.raises(TokenRefused):
        tokens.open(CHAT, token)


def test_other_flow_files_refuse_it(tmp_path: Path) -> None:
    """A button from before a change of the questions does not open."""
    keys = KeyFolder(tmp_path)
    keys.open()
    before = Tokens(SCRIPT.slots, b"before", TokenKeys(keys))
    after = Tokens(SCRIPT.slots, b"after", TokenKeys(keys))
    with pytest.raises(TokenRefused):
        after.open(CHAT, before.seal(CHAT, full()))


def test_a_button_lives_two_nights_at_most(tmp_path: Path) -> None:
    """After one rotation of the key a token still opens; after two it does not."""
    folder = KeyFolder(tmp_path)
    folder.open()
    keys = TokenKeys(folder)
    tokens = Tokens(SCRIPT.slots, SCRIPT.digest, keys)
    token = tokens.seal(CHAT, full())
    keys.rotate()
    assert tokens.open(CHAT, token, ["c", "o"]).conversation == full()
    keys.rotate()
    with pytest.raises(TokenRefused):
        tokens.open(CHAT, token, ["c", "o"])


def test_words_that_were_changed_or_are_gone_are_noticed(tokens: Tokens) -> None:
    """The words must be the ones that were reviewed; the other answers are there all the same."""
    token = tokens.seal(CHAT, full())
    for words in ([], ["c"], ["c", "other"], ["o", "c"], ["c", "o", "more"]):
        opened = tokens.open(CHAT, token, words)
        assert opened.words_lost
        assert opened.conversation.get("comment") is None
        assert opened.conversation.get("area") == full().get("area")


def test_two_residents_with_the_same_answers_have_different_tokens(tokens: Tokens) -> None:
    """Equal answers do not show as equal tokens, since each conversation has a seed of its own."""
    one, other = (
        Conversation({"language": "en", "seed": seed, "area": "watford"}) for seed in ("AAAAA", "BBBBB")
    )
    assert tokens.seal(CHAT, one) != tokens.seal(CHAT, other)


def test_a_token_is_worth_nothing_in_another_chat(tokens: Tokens) -> None:
    """Whoever copies a button's token and passes it on gives nothing away, and can answer for nobody."""
    token = tokens.seal(CHAT, full())
    with pytest.raises(TokenRefused):
        tokens.open(CHAT + 1, token, ["c", "o"])


def test_there_is_room_for_ten_languages_and_a_little_more() -> None:
    """What is planned still fits into a button, with a slot of three values to spare."""
    language = replace(SCRIPT.slots["language"], values=tuple(f"language_{number}" for number in range(10)))
    spare = Slot("spare", Kind.CLOSED, ("one", "two", "three"))
    require_room({**SCRIPT.slots, "language": language, "spare": spare})


def test_slots_that_do_not_fit_are_refused_with_a_remedy() -> None:
    """Too many values for 64 characters are found by `local-views check`, not by a resident."""
    slots = {f"slot_{number}": Slot(f"slot_{number}", Kind.CODE, letters=5) for number in range(9)}
    with pytest.raises(ConversationTooLarge, match=r"Take values from slots in domain\.yml"):
        require_room(slots)
