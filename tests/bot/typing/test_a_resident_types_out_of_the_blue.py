"""A resident who types although nothing asks for words, or sends something that is not words."""

from collections.abc import Callable

import pytest

from bot.playground.resident import Resident
from tests.town import Neighbour, Town


async def test_a_place_is_answered_with_its_area(town: Town) -> None:
    """The answer is a new message; the earlier one still works."""
    eve = town.resident()
    await eve.starts()
    await eve.says("Harpenden")
    assert "St Albans" in eve.text
    await eve.taps("Give my views on St Albans")
    assert "What concerns you most" in eve.text
    await eve.taps("Give my views", on=eve.messages[0])
    assert "Which area" in eve.messages[0].plain


async def test_an_emergency_is_sent_to_999_first(town: Town) -> None:
    """It is said at once that the chat does not reach the police and that nothing was kept."""
    eve = town.resident()
    await eve.says("help me someone is breaking in")
    assert "999" in eve.text
    assert "has not been kept" in eve.text


async def test_anything_else_is_told_what_to_tap(town: Town) -> None:
    """Words that mean nothing to the bot get buttons."""
    eve = town.resident()
    await eve.says("hello there")
    assert "has not been kept" in eve.text
    assert "Give my views" in eve.buttons


@pytest.mark.parametrize(
    "deed",
    [
        "sends_sticker",
        "sends_voice",
        "sends_photo",
        "sends_file",
        "sends_location",
        "sends_contact",
        "sends_poll",
    ],
)
async def test_what_is_not_words_is_not_opened(town: Town, deed: str) -> None:
    """A kind line with whom to call, since a call for help may be in it; and no file is ever fetched."""
    eve = town.resident()
    await eve.starts()
    await eve.does(getattr(eve.resident, deed)())
    assert "not been opened or kept" in eve.text
    assert "call 999" in eve.text
    assert town.world.file_requests == 0


async def test_an_album_is_answered_once(town: Town) -> None:
    """Telegram brings its photos one by one; the next album is another, and a call for help in one is heard."""
    eve = town.resident()
    for album in ("1", "2"):
        photos = [eve.resident.sends_photo(album=album) for _ in range(5)]
        for photo in photos:
            await eve.does(photo)
    assert [message.plain[:9] for message in eve.messages] == ["Thank you"] * 2
    photos = [eve.resident.sends_photo(words, album="3") for words in ("", "", KNIFE)]
    for photo in photos:
        await eve.does(photo)
    assert [message.plain[:9] for message in eve.messages] == [*["Thank you"] * 3, "In danger"]


async def test_forwarded_and_edited_words_are_not_read(town: Town) -> None:
    """Somebody else's words are not taken, nor a message changed afterwards."""
    eve = town.resident()
    await eve.does(eve.resident.forwards("Harpenden"))
    assert "not been opened or kept" in eve.text
    await eve.says("Harpenden")
    await eve.does(eve.resident.edits("Watford"))
    assert "Changing a message has no effect" in eve.text


KNIFE = "help theres a man with a knife in our house"


@pytest.mark.parametrize("deed", ["sends_photo", "forwards"])
async def test_a_call_for_help_is_heard_below_a_photo_and_in_somebody_elses_words(
    town: Town, deed: str
) -> None:
    """It is answered like one that is typed; calm words are not."""
    eve = town.resident()
    for words, answer in ((KNIFE, "or use 999 BSL"), ("the park near us", "not been opened or kept")):
        await eve.does(getattr(eve.resident, deed)(words))
        assert answer in eve.text
    assert town.world.file_requests == 0


@pytest.mark.parametrize("command", ["/help", "/start", "/who", "/withdraw", "/nonsense"])
async def test_a_call_for_help_is_heard_after_a_command(town: Town, command: str) -> None:
    """Whoever begins with a command because they need help gets it first; calm words do not change what it does."""
    eve = town.resident()
    await eve.says(command)
    usual = eve.text
    await eve.says(f"{command} {KNIFE}")
    assert "or use 999 BSL" in eve.text
    if command != "/withdraw":
        await eve.says(f"{command} and thank you")
        assert eve.text == usual


WORDED: dict[str, Callable[[Resident, str], int]] = {
    "question": lambda resident, words: resident.sends_poll(words),
    "answer": lambda resident, words: resident.sends_poll(option=words),
    "forwarded": lambda resident, words: resident.sends_poll(option=words, forwarded=True),
    "place": lambda resident, words: resident.sends_venue(words),
    "list": lambda resident, words: resident.sends_checklist(words, "Buy milk"),
    "task": lambda resident, words: resident.sends_checklist("To do", words),
}


@pytest.mark.parametrize("what", WORDED)
async def test_a_call_for_help_is_heard_wherever_it_can_be_written(town: Town, what: str) -> None:
    """In a poll and its answers, also somebody else's, the name of a place, a list; calm words are not."""
    eve = town.resident()
    for words, answer in ((KNIFE, "or use 999 BSL"), ("the park near us", "not been opened or kept")):
        await eve.does(WORDED[what](eve.resident, words))
        assert answer in eve.text


@pytest.mark.parametrize("deed", ["says", "sends_photo"])
async def test_a_call_for_help_is_heard_in_what_is_changed(town: Town, deed: str) -> None:
    """Somebody who mends a slip, or adds what is happening, must not be told that it has no effect."""
    eve = town.resident()
    await eve.does(getattr(eve.resident, deed)("hello there"))
    await eve.does(eve.resident.edits(KNIFE))
    assert "or use 999 BSL" in eve.text
    await eve.does(eve.resident.edits("never mind, hello there"))
    assert "Changing a message has no effect" in eve.text


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/who", "Neighbourhood Policing Team"),
        ("/about", "every four months"),
        ("/privacy", "No name, no account, no phone number, no time"),
        ("/help", "not for reporting a crime"),
        ("/nonsense", "works with buttons"),
    ],
)
async def test_commands_answer(town: Town, command: str, said: str) -> None:
    """Every command is answered, in a message of its own."""
    eve: Neighbour = town.resident()
    await eve.says(command)
    assert said in eve.text
