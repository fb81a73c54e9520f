"""A resident who reads another language than English."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.languages import offered
from flows import locales
from flows.commands import COMMANDS
from flows.locales import REMEMBERED, isolated, language_of_letters
from flows.script import installed
from tests.town import TOKEN, Town, settings_in, town_in


@pytest.fixture
async def polish_town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose administrator offers Polish and Urdu, although nobody has reviewed them."""
    async with town_in(tmp_path, telegram_bot_token=TOKEN, languages="pl,ur") as running:
        yield running


async def test_the_telephone_chooses_the_language(polish_town: Town) -> None:
    """Whoever's telephone is set to Polish is spoken to in Polish, to the end, and what they said is kept."""
    ada = polish_town.resident(language="pl")
    await ada.starts()
    assert "Powiedz policji w swojej okolicy" in ada.text
    assert "Tłumaczenie jeszcze niesprawdzone" in ada.text, (
        "nobody has reviewed it, and the first screen says so"
    )
    await ada.taps("Oddaję swój głos", "Watford", "Narkotyki", "To wszystko", "Wyślij mój głos")
    assert "Dziękujemy. Twoje odpowiedzi są zapieczętowane w urnie." in ada.text
    (kept,) = await polish_town.kept()
    assert (kept.area, kept.first) == ("watford", "drugs")


@pytest.fixture
async def strict_town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town of a real bot, whose administrator names no language."""
    async with town_in(tmp_path, telegram_bot_token=TOKEN) as running:
        yield running


@pytest.mark.parametrize("language", ["de", None, "pl-PL"])
async def test_a_language_that_is_not_offered_is_english(strict_town: Town, language: str | None) -> None:
    """With a real token nobody gets words that nobody has reviewed, unless the administrator wants it."""
    ben = strict_town.resident(language=language)
    await ben.starts()
    assert "Tell your neighbourhood police" in ben.text
    await ben.taps("Language")
    assert "Polski" not in ben.buttons


def test_the_playground_offers_all(tmp_path: Path) -> None:
    """And with a real token only English, those that are reviewed, and those that are named."""
    languages = installed("hertfordshire").languages
    reviewed = tuple(code for code, language in languages.items() if language.is_reviewed)
    assert offered(settings_in(tmp_path, telegram_bot_token=None), languages) == tuple(languages)
    assert offered(settings_in(tmp_path, telegram_bot_token=TOKEN), languages) == reviewed
    wanted = settings_in(tmp_path, telegram_bot_token=TOKEN, languages="pl, ur")
    assert {*offered(wanted, languages)} == {*reviewed, "pl", "ur"}


async def test_one_tap_changes_the_language(polish_town: Town) -> None:
    """From the first screen to the page of languages, and one tap there; each is called by its own name."""
    cat = polish_town.resident()
    await cat.starts()
    await cat.taps("Language")
    assert cat.buttons[:3] == ["English", "Polski", "اردو"]
    await cat.taps("Polski")
    assert "Powiedz policji" in cat.text


async def test_a_page_stays_in_front_when_its_language_changes(polish_town: Town) -> None:
    """Who does what, in English, is who does what in Polish; what is read from the first screen leads back to that."""
    cat = polish_town.resident()
    await cat.says("/who")
    await cat.taps("Choose an issue", "Parking", "Language", "Polski")
    assert cat.text.startswith("Parkowanie")
    await cat.taps("Język / Language", "English")
    assert cat.text.startswith("Parking")
    await cat.taps("Give my views", "Language", "Polski")
    assert "Powiedz policji" in cat.text


async def test_the_command_changes_the_language(polish_town: Town) -> None:
    """/language, at any moment."""
    cat = polish_town.resident()
    await cat.says("/language")
    await cat.taps("اردو")
    assert "اپنے محلے کی پولیس" in cat.text


async def test_the_language_lasts_beyond_the_end(polish_town: Town) -> None:
    """The buttons below the thank-you lead on in the language that was chosen, whatever the telephone is set to."""
    cat = polish_town.resident(language="ur")
    await cat.starts()
    await cat.taps(isolated("زبان / Language"), "English", "Give my views", "Watford", "Drugs", "That's all")
    await cat.taps("Send my views", "About")
    assert "About Local Views" in cat.text
    await cat.starts()
    assert "اپنے محلے کی پولیس" in cat.text, "nothing has been noted: the telephone is asked again"


async def test_an_old_button_is_explained_in_the_language_of_the_telephone(polish_town: Town) -> None:
    """What cannot be opened does not tell its language."""
    cat = polish_town.resident(language="pl")
    await cat.starts()
    button = {"text": "?", "callback_data": "x" * 40}
    await cat.does(cat.resident.presses(button, cat.live))
    assert "Ten przycisk jest za stary." in cat.text


async def test_whoever_calls_for_help_in_polish_is_answered_in_polish(polish_town: Town) -> None:
    """999 first, in the language of the call, although the telephone is set to English."""
    cat = polish_town.resident()
    await cat.says("Pomocy! On ma nóż!")
    assert cat.text.startswith("W niebezpieczeństwie albo gdy przestępstwo trwa: zadzwoń pod 999.")
    assert cat.buttons == ["Kto czym się zajmuje", "Oddaję swój głos"]
    await cat.does(cat.resident.sends_photo("Pomocy! On ma nóż!"))
    assert cat.text.startswith("W niebezpieczeństwie albo gdy przestępstwo trwa: zadzwoń pod 999.")


async def test_whoever_types_in_urdu_letters_is_answered_in_urdu(polish_town: Town) -> None:
    """A telephone set to English may well be that of somebody who writes Urdu; nothing of it is noted."""
    cat = polish_town.resident()
    await cat.says(
        "\u0645\u06cc\u06ba Watford \u0645\u06cc\u06ba \u0631\u06c1\u062a\u0627 \u06c1\u0648\u06ba"
    )
    assert "\u0639\u0644\u0627\u0642\u06c1" in cat.text
    await cat.says("Watford")
    assert "Watford is in the Watford area." in cat.text


@pytest.mark.parametrize(
    ("text", "telephone", "language"),
    [
        ("\u0645\u06cc\u06ba Stevenage", "en", "ur"),
        ("\u0645\u0646 \u062f\u0631 \u0648\u0627\u062a\u0641\u0648\u0631\u062f", "fa", None),
        ("\u0ab9\u0ac1\u0a82 \u0ab0\u0ab9\u0ac1\u0a82 \u0a9b\u0ac1\u0a82", None, "gu"),
        ("\u0ba8\u0bbe\u0ba9\u0bcd", "en", "ta"),
        ("\u042f \u0436\u0438\u0432\u0443", "en", None),
        ("mieszkam w Watford", "en", None),
        ("\U0001f600 42", "en", None),
    ],
)
def test_letters_tell_a_language_if_only_one_is_written_with_them(
    text: str, telephone: str | None, language: str | None
) -> None:
    """And if the telephone is not set to another that is: Persian is not Urdu."""
    assert language_of_letters(text, telephone, ("en", "pl", "ur", "gu", "ta")) == language


def test_telephones_set_to_ever_other_languages_do_not_fill_the_memory() -> None:
    """A program that passes for one may name any language: how only the last ones are written is known."""
    for number in range(3 * REMEMBERED):
        assert language_of_letters("\u042f \u0436\u0438\u0432\u0443", f"x{number}", ("en", "pl")) is None
    assert locales._letters_of.cache_info().currsize <= REMEMBERED  # noqa: SLF001 - where it would show


async def test_the_profile_is_there_in_each_language(polish_town: Town) -> None:
    """Commands, name, descriptions: English for everybody, and another for telephones set to it."""
    profile = polish_town.world.profile
    assert [one["command"] for one in profile.commands_for("pl")] == list(COMMANDS)
    assert profile.commands_for("pl")[0]["description"] == "Oddaj swój głos"
    assert profile.commands_for("de")[0]["description"] == "Give your views"
    assert profile.descriptions["pl"].startswith("Powiedz policji")
    assert profile.short_descriptions["ur"].startswith("اپنے محلے")


async def test_a_name_that_is_right_already_is_not_set_again(polish_town: Town) -> None:
    """Telegram lets a bot change its name only a few times a day."""
    assert polish_town.world.calls["getMyName"] == 3
    assert polish_town.world.calls["setMyName"] == 0


async def test_the_language_is_never_kept(polish_town: Town) -> None:
    """Nothing in the database tells which language somebody reads."""
    ada = polish_town.resident(language="pl")
    await ada.starts()
    await ada.taps("Oddaję swój głos", "Watford", "Narkotyki", "To wszystko", "Wyślij mój głos")
    await polish_town.opens()
    tables = await polish_town.stores.database.contents()
    assert tables
    assert not any(value in {"pl", "language"} for table in tables for row in table.rows for value in row)
    assert not any("language" in column for table in tables for column in table.columns)
