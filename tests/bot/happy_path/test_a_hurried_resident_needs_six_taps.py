"""A hurried resident gives one concern and is done."""

from tests.town import Town


async def test_six_taps_from_start_to_thank_you(town: Town) -> None:
    """Start, give my views, area, concern, that's all, send: exactly what was said is kept."""
    ann = town.resident()
    await ann.starts()
    await ann.taps("Give my views", "Stevenage", "Speeding", "That's all", "Send my views")

    assert "Thank you" in ann.text
    (kept,) = await town.kept()
    assert (kept.area, kept.first, kept.second, kept.third) == ("stevenage", "speeding", None, None)
    assert kept.place is None
    assert kept.town is None
    assert await town.comments() == []


async def test_one_message_is_edited_all_the_way(town: Town) -> None:
    """The bot leaves a single message in the chat, and the last one has no token in it."""
    ann = town.resident()
    await ann.starts()
    await ann.taps("Give my views", "Stevenage", "Speeding", "That's all", "Send my views")

    (message,) = ann.messages
    assert [button["callback_data"] for row in message.keyboard for button in row] == ["/who en", "/about en"]
    assert "Speeding" not in message.plain
    assert "Stevenage" not in message.plain
