"""A resident who types where words are asked for."""

from tests.town import Town


async def test_a_village_becomes_an_area(town: Town) -> None:
    """Somebody who is not sure types a village; the prompt and the typed words leave the chat."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "I'm not sure")
    assert dot.resident.screen.force_reply
    await dot.replies("Wheathampstead")
    assert "St Albans" in dot.text
    await dot.taps("Yes, St Albans")
    assert "What concerns you most" in dot.text
    assert len(dot.messages) == 1
    assert not any("Wheathampstead" in message.plain for message in dot.resident.chat.messages.values())


async def test_a_comment_is_shown_back_redacted_and_kept_as_shown(town: Town) -> None:
    """What you see is what is kept: the phone number is out of both."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    await dot.replies("Cars race by the school at night, ring me on 07700 900123")
    assert "07700" not in dot.text
    assert "Cars race by the school at night" in dot.text
    await dot.taps("Send my views")
    (comment,) = await town.comments()
    assert comment.text.startswith("Cars race by the school at night, ring me on [")
    assert comment.issue == "speeding"
    (kept,) = await town.kept()
    assert comment.id != kept.id


async def test_the_check_page_stays_alive_while_words_are_asked_for(town: Town) -> None:
    """The prompt can be left alone: the buttons above it go on working, and take it away."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    assert len(dot.messages) == 2
    await dot.taps("Send my views")
    assert "Thank you" in dot.text
    assert len(dot.messages) == 1


async def test_words_survive_every_screen_until_they_are_sent(town: Town) -> None:
    """A comment goes along through changes, pages and a second text, and is kept in the end."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Something else", "That's all", "Add a comment")
    await dot.replies("Fireworks every night")
    await dot.taps('Say what "something else" is')
    await dot.replies("Fireworks")
    await dot.taps("Add when", "Night", "Who does what", "Choose an issue", "Theft", "Back to my answers")
    await dot.taps("Change area", "Watford", "Send my views")
    comments = {comment.text: comment.issue for comment in await town.comments()}
    assert comments == {"Fireworks every night": "something_else", "Fireworks": "something_else"}


async def test_words_too_long_are_asked_for_again(town: Town) -> None:
    """Nothing of an overlong comment is kept, and the prompt comes again."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    await dot.replies("long " * 150)
    assert "too long" in dot.text
    assert dot.resident.screen.force_reply
    await dot.replies("short")
    await dot.taps("Send my views")
    (comment,) = await town.comments()
    assert comment.text == "short"


async def test_a_comment_can_be_changed_and_removed(town: Town) -> None:
    """The last words count; removed ones are not kept."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    await dot.replies("first words")
    await dot.taps("Change comment")
    await dot.replies("second words")
    assert "first words" not in dot.text
    assert "second words" in dot.text
    await dot.taps("Remove comment", "Send my views")
    assert await town.comments() == []
    assert len(await town.kept()) == 1


async def test_words_whose_message_is_gone_are_asked_for_again(town: Town) -> None:
    """If Telegram no longer shows the bot the check page, the answers are there and the words are asked for."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    await dot.replies("Cars at night")
    dot.live.inaccessible = True
    await dot.taps("Send my views")
    assert await town.kept() == []
    assert "typed earlier can no longer be read" in dot.text
    assert "Speeding" in dot.text
    await dot.taps("Send my views")
    (kept,) = await town.kept()
    assert kept.first == "speeding"


async def test_an_alarming_comment_is_told_where_to_report(town: Town) -> None:
    """A comment that sounds like a crime happening now is answered with 999 first."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    await dot.replies("help me, he has a knife")
    assert "999" in dot.text
    assert "not a report" in dot.text


async def test_a_town_is_typed_from_the_check_page(town: Town) -> None:
    """Another place than those on the buttons is typed, and is kept as one of the gazetteer's."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "St Albans", "Speeding", "That's all", "Add where", "Road or path")
    await dot.taps("Type another place")
    await dot.replies("Sandridge")
    assert "Sandridge" in dot.text
    assert "Check your answers" in dot.text
    await dot.taps("Send my views")
    (kept,) = await town.kept()
    assert (kept.place, kept.town) == ("road", "sandridge")
