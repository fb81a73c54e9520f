"""A resident who types where words are asked for."""

from bot.playground import conduct
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
    await dot.taps("Add when", "Night", "Who does what", "Choose an issue", "Theft", "Back to the questions")
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


async def test_a_call_for_help_at_a_place_prompt_is_sent_to_999(town: Town) -> None:
    """Whatever was asked, 999 comes first."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "I'm not sure")
    await dot.replies("help he has a knife")
    assert dot.text.startswith("In danger")
    assert "999" in dot.text


async def test_a_reply_to_the_wrong_message_is_pointed_to_the_right_one(town: Town) -> None:
    """Somebody who replies to the check page instead of the prompt is told what to do; nothing is lost."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    check_page, prompt = dot.messages
    await dot.does(dot.resident.replies("At night", check_page))
    assert "press that question and choose Reply" in dot.text
    await dot.does(dot.resident.replies("At night", prompt))
    assert any("At night" in message.plain for message in dot.messages)


async def test_a_link_in_a_residents_own_message_is_not_believed(town: Town) -> None:
    """Only notes in messages of the bot count: a copied prompt, sent by the resident, is ordinary words."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    prompt = dot.resident.screen
    own = conduct.post(dot.resident.world, dot.resident.chat, dot.resident.account, "My own words")
    assert own is not None
    mine = [one for one in dot.resident.chat.messages.values() if one.sender is dot.resident.account][-1]
    mine.text = prompt.text
    await dot.does(dot.resident.replies("At night", mine))
    assert "At night" not in dot.text
    assert "works with buttons" in dot.text


async def test_odd_signs_hide_no_number(town: Town) -> None:
    """Signs without width and odd hyphens do not carry a telephone number past the redaction."""
    dot = town.resident()
    await dot.starts()
    await dot.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    await dot.replies("Ring 07700\u200b 900\u200b123 or 07700\u2011900\u2011456")
    assert "Ring [phone number] or [phone number]" in dot.text
