"""What becomes of texts and their entities on the way into a chat."""

from typing import Any

import pytest

from bot.playground.resident import Resident
from bot.playground.texts import as_telegram_keeps_it, link
from tests.playground.conftest import Bare


def bold(offset: int, length: int) -> dict[str, Any]:
    """Make words bold."""
    return {"type": "bold", "offset": offset, "length": length}


@pytest.mark.parametrize(
    ("sent", "entities", "kept", "moved"),
    [
        ("  Hi  ", [], "Hi", []),
        ("  Hi  ", [bold(2, 2)], "Hi", [bold(0, 2)]),
        ("  Hi  ", [bold(0, 6)], "  Hi", [bold(0, 4)]),
        ("Hi   ", [bold(3, 1)], "Hi", []),
        ("a\r\nb", [bold(3, 1)], "a\nb", [bold(2, 1)]),
        ("a\tb", [], "a b", []),
        ("Hi\u00a0", [], "Hi\u00a0", []),
        ("a\u202eb", [bold(2, 1)], "ab", [bold(1, 1)]),
        ("\u2068NPT\u2069", [], "\u2068NPT\u2069", []),
        ("😀 ok", [bold(3, 2)], "😀 ok", [bold(3, 2)]),
        ("abcd", [bold(2, 2), bold(0, 2)], "abcd", [bold(0, 4)]),
        ("abcd", [bold(1, 0)], "abcd", []),
    ],
)
def test_text_is_cleaned_and_trimmed(
    sent: str, entities: list[dict[str, Any]], kept: str, moved: list[dict[str, Any]]
) -> None:
    """Both ends, control and direction characters; entities go along."""
    text = as_telegram_keeps_it(sent, entities)
    assert (text.plain, list(text.entities)) == (kept, moved)


def test_longer_entities_come_first() -> None:
    """By offset, then the longer one, as Telegram gives them back."""
    quote = {"type": "blockquote", "offset": 0, "length": 4}
    text = as_telegram_keeps_it("abcd", [bold(0, 2), quote])
    assert list(text.entities) == [quote, bold(0, 2)]


def test_telegram_finds_entities_by_itself() -> None:
    """Commands, links, addresses, mentions and hashtags, in UTF-16 units; none inside a link of the bot's own."""
    text = as_telegram_keeps_it("😀 /who or https://a.uk/b. Mail x@a.uk, @some_bot #now, herts.police.uk")
    found = {entity["type"]: (entity["offset"], entity["length"]) for entity in text.entities}
    assert found["bot_command"] == (3, 4)
    assert found["email"] == (32, 6)
    assert found["mention"] == (40, 9)
    assert found["hashtag"] == (50, 4)
    assert [(e["offset"], e["length"]) for e in text.entities if e["type"] == "url"] == [(11, 14), (56, 15)]
    own = {"type": "text_link", "offset": 0, "length": 4, "url": "https://a.uk/"}
    assert as_telegram_keeps_it("/who", [own]).entities == (own,)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://t.me/local_views_bot?start=abc", "https://t.me/local_views_bot?start=abc"),
        ("https://Example.org", "https://example.org/"),
        ("example.org/a", "http://example.org/a"),
        ("tg://user?id=1", "tg://user?id=1"),
    ],
)
def test_links_are_kept_as_telegram_writes_them(given: str, kept: str) -> None:
    """With a scheme, a small host and a path."""
    assert link(given) == kept


async def test_an_invisible_link_comes_back_in_a_reply(bare: Bare, ann: Resident) -> None:
    """A prompt's hidden link, its quotation and its bold words are all in reply_to_message."""
    hidden = {"type": "text_link", "offset": 0, "length": 1, "url": "https://t.me/local_views_bot?start=abc"}
    quote = {"type": "blockquote", "offset": 7, "length": 4}
    await bare.does(
        "sendMessage",
        chat_id=ann.account.id,
        text="\u200cWhat?\nThis",
        entities=[quote, hidden],
        reply_markup={"force_reply": True, "selective": True},
    )
    ann.replies("That")
    update = (await bare.does("getUpdates"))[-1]
    asked = update["message"]["reply_to_message"]
    assert (asked["text"], asked["entities"]) == ("\u200cWhat?\nThis", [hidden, quote])
    assert "reply_markup" not in asked
    given = {"chat_id": ann.account.id, "reply_parameters": {"message_id": update["message"]["message_id"]}}
    answer = await bare.does("sendMessage", **given, text="I see")
    assert answer["reply_to_message"]["text"] == "That"
    assert "reply_to_message" not in answer["reply_to_message"]


async def test_an_edit_without_a_keyboard_takes_it_away(bare: Bare, ann: Resident) -> None:
    """And the message says when it was edited."""
    keys = {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]}
    sent = await bare.does("sendMessage", chat_id=ann.account.id, text="Hi", reply_markup=keys)
    given = {"chat_id": ann.account.id, "message_id": sent["message_id"]}
    edited = await bare.does("editMessageText", **given, text="Hi")
    assert "reply_markup" not in edited
    assert edited["edit_date"] == sent["date"]
    assert (await bare.does("editMessageReplyMarkup", **given, reply_markup=keys))["reply_markup"] == keys
