"""A resident who stops half-way."""

from tests.town import Town


async def test_stop_and_delete_keeps_nothing(town: Town) -> None:
    """After Stop and delete, the chat shows no answer and no token, and the database holds none."""
    cat = town.resident()
    await cat.starts()
    await cat.taps("Give my views", "Dacorum", "Theft", "That's all", "Stop and delete")
    assert "Nothing of this has been kept" in cat.text
    (message,) = cat.messages
    assert "Theft" not in message.plain
    assert cat.buttons == ["Start again", "Who deals with what"]
    assert await town.kept() == []


async def test_start_again_begins_anew(town: Town) -> None:
    """Start again leads to the welcome."""
    cat = town.resident()
    await cat.starts()
    await cat.taps("Give my views", "Dacorum", "Theft", "That's all", "Stop and delete", "Start again")
    assert "Give my views" in cat.buttons


async def test_the_stop_command_promises_no_more_than_is_true(town: Town) -> None:
    """/stop works at any moment, says that earlier buttons still work, and does not deny what was sent."""
    cat = town.resident()
    await cat.starts()
    await cat.taps("Give my views")
    await cat.says("/stop")
    assert "What you have not sent is not kept" in cat.text
    assert "buttons still work" in cat.text
