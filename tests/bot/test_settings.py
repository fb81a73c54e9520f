"""The settings: where they come from, what is said of bad ones, and that `.env.example` tells of all of them."""

import re
from pathlib import Path

import pytest

from bot.script import script_of
from bot.settings import EnvFileUnusable, Settings, SettingsUnusable, example, read_settings
from bot.stores import open_stores
from storage.errors import LocalViewsError

EXAMPLE = Path(__file__).parents[2] / ".env.example"
NAMES = [name.upper() for name in Settings.model_fields]
PAGE = "https://www.example.police.uk/have-your-say"


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to start in, and none of the settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def told(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what is said of a setting that cannot be used."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsUnusable) as refused:
        read_settings()
    return str(refused.value)


def test_nothing_has_to_be_set() -> None:
    """Without any setting there are defaults for all, and no token: the playground."""
    settings = read_settings()
    assert (settings.telegram_bot_token, settings.county, settings.zone.key) == (
        None,
        "hertfordshire",
        "Europe/London",
    )
    assert (settings.listen_host, settings.listen_port) == ("127.0.0.1", 8000)


def test_settings_come_from_env_in_the_working_folder(tmp_path: Path) -> None:
    """`.env` is read from the folder where the bot starts; empty values are as if they were not there."""
    (tmp_path / ".env").write_text('CONTROLLER="The Force"\nCOUNTY=\nROUND_MONTHS=6\n', encoding="utf-8")
    settings = read_settings()
    assert (settings.controller, settings.county, settings.round_months) == ("The Force", "hertfordshire", 6)


def test_the_environment_goes_before_env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that is in both is taken from the environment."""
    (tmp_path / ".env").write_text("ROUND_MONTHS=6\nLOG_LEVEL=ERROR\n", encoding="utf-8")
    monkeypatch.setenv("ROUND_MONTHS", "3")
    settings = read_settings()
    assert (settings.round_months, settings.log_level) == (3, "ERROR")


@pytest.mark.parametrize("name", NAMES)
def test_every_example_can_be_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an error message tells to write is taken, with blanks around it too."""
    value = str(example(name.lower()))
    monkeypatch.setenv(name, f" {value} ")
    assert str(getattr(read_settings(), name.lower())) == value


BAD = [
    ("TELEGRAM_BOT_TOKEN", "s3cret", "it does not have the right form"),
    ("TELEGRAM_BOT_TOKEN", "110201543:s3cret with blanks", "it does not have the right form"),
    ("TELEGRAM_API_URL", "s3cret", "it does not have the right form"),
    ("TELEGRAM_API_URL", "ftp://s3cret", "it does not have the right form"),
    ("OPENING_TIME", "0\u0663:30", "it does not have the right form"),
    ("LISTEN", "s3cret", "it does not have the right form"),
    ("LISTEN", "s3cret:70000", "it must be an address and a port of 65535 or less"),
    ("WEBHOOK_URL", "s3cret", "it does not have the right form"),
    ("WEBHOOK_URL", "https://[s3cret/hook", "it must be an address with a host"),
    ("TELEGRAM_API_URL", "https://[s3cret", "it must be an address with a host"),
    ("TELEGRAM_API_URL", "https://s3cret..example", "it must be an address with a host"),
    ("TELEGRAM_API_URL", f"https://{'s3cret' * 11}.example", "it must be an address with a host"),
    ("WEBHOOK_URL", "https://s3cret.example/hook?token", "it does not have the right form"),
    *(
        (
            "WEBHOOK_URL",
            url,
            "it must be an https address on port 443, 80, 88 or 8443: Telegram delivers to no other",
        )
        for url in (
            "http://s3cret.example",
            "https://s3cret.example:8000/hook",
            "https://s3cret.example:99999",
        )
    ),
    ("WEBHOOK_SECRET", "s3cret", "it does not have the right form"),
    ("WEBHOOK_SECRET", "s3cret with blanks in it", "it does not have the right form"),
    ("MONITORING_LISTEN", "s3cret", "it does not have the right form"),
    ("MONITORING_LISTEN", "s3cret:70000", "it must be an address and a port of 65535 or less"),
    ("BALLOT_BOX_MINIMUM", "s3cret", "it must be a whole number"),
    ("BALLOT_BOX_MINIMUM", "1", "it must be 2 or more"),
    ("BALLOT_BOX_MINIMUM", "4000", "it must be 1000 or less"),
    ("BALLOT_BOX_SECONDS", "s3cret", "it must be a number"),
    ("BALLOT_BOX_SECONDS", "0", "it must be 0.1 or more"),
    ("BALLOT_BOX_SECONDS", "61", "it must be 60.0 or less"),
    ("BALLOT_BOX_SECONDS", "nan", "it must be 60.0 or less"),
    ("OPENING_TIME", "s3cret", "it does not have the right form"),
    ("OPENING_TIME", "24:00", "it does not have the right form"),
    ("OPENING_TIME", "7:30", "it does not have the right form"),
    ("SUMMARY_TIME", "s3cret", "it does not have the right form"),
    ("COMMENTS_IN_CHAT", "s3cret", "it must be 'yes' or 'no'"),
    ("RETENTION_ROUNDS", "0", "it must be 1 or more"),
    ("RETENTION_ROUNDS", "s3cret", "it must be a whole number"),
    ("STAFF_CHAT_IDS", "s3cret", "it does not have the right form"),
    ("STAFF_CHAT_IDS", "123456789,", "it does not have the right form"),
    ("TIMEZONE", "Europe/S3cret", "it must be a time zone that this computer knows"),
    ("TIMEZONE", "Europe", "it must be a time zone that this computer knows"),
    ("TIMEZONE", "../s3cret", "it must be a time zone that this computer knows"),
    ("ROUND_MONTHS", "5", "it must be 1, 2, 3, 4, 6 or 12, so that rounds fill a year"),
    ("ROUND_MONTHS", "s3cret", "it must be a whole number"),
    ("COUNTY", "../s3cret", "it does not have the right form"),
    ("LANGUAGES", "s3cret", "it does not have the right form"),
    ("LANGUAGES", "pl, ", "it does not have the right form"),
    ("CONTROLLER", "The *s3cret* Force", "it does not have the right form"),
    ("PRIVACY_CONTACT", "s3cret\nand more", "it does not have the right form"),
    ("OFFICIAL_PAGE_URL", "http://s3cret.example", "it does not have the right form"),
    ("LAWFUL_BASIS", "s3cret\nand more", "it does not have the right form"),
    ("LOG_LEVEL", "s3cret", "it must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
]


@pytest.mark.parametrize(("name", "value", "what"), BAD)
def test_a_bad_setting_is_named_with_what_is_wrong_and_an_example(
    name: str, value: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the setting, says what is wrong, shows an example, and never quotes the value."""
    assert told(name, value, monkeypatch) == (f"{name}: {what}. Write it like {name}={example(name.lower())}")


@pytest.mark.parametrize("url", ["https://views.example:8443/telegram", "https://views.example:80"])
def test_telegram_delivers_to_some_ports(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And to 443, where no port is named."""
    monkeypatch.setenv("WEBHOOK_URL", url)
    assert read_settings().webhook_url == url


def test_a_bot_api_server_of_ones_own_delivers_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """To http and any port."""
    monkeypatch.setenv("TELEGRAM_API_URL", "http://localhost:8081")
    monkeypatch.setenv("WEBHOOK_URL", "http://localhost:8000/telegram")
    assert read_settings().webhook_url == "http://localhost:8000/telegram"


async def started_with(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what is said when the bot starts with a setting whose form is right, but which names nothing."""
    monkeypatch.setenv(name, value)
    with pytest.raises(LocalViewsError) as refused:
        async with open_stores(read_settings()):
            script_of(read_settings())
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "shows"),
    [
        ("DATABASE_URL", "mysql://root:s3cret@localhost", "sqlite:///local-views.db"),
        ("DATABASE_URL", "s3cret", "sqlite:///local-views.db"),
        ("KEY_DIR", "/dev/null/keys", "mkdir -m 700"),
        ("COUNTY", "kent", "hertfordshire"),
        ("LANGUAGES", "pl, qx", "words in en"),
    ],
)
async def test_a_setting_that_names_nothing_is_told_at_start_up(
    name: str, value: str, shows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only opening it shows to be wrong is told in a sentence too, with the setting's name and an example."""
    said = await started_with(name, value, monkeypatch)
    assert name in said
    assert shows in said
    assert "s3cret" not in said


def test_every_setting_has_been_tried_with_a_bad_value() -> None:
    """A new setting needs a case above."""
    (mark,) = test_a_setting_that_names_nothing_is_told_at_start_up.pytestmark  # type: ignore[attr-defined]
    assert {name for name, *_ in (*BAD, *mark.args[1])} == set(NAMES)


def test_all_bad_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two mistakes take one start to see, not two."""
    monkeypatch.setenv("ROUND_MONTHS", "5")
    lines = told("LOG_LEVEL", "loud", monkeypatch).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["ROUND_MONTHS", "LOG_LEVEL"]


def test_a_misspelt_name_in_env_is_not_passed_over(tmp_path: Path) -> None:
    """A token under a wrong name would otherwise start the playground, and nobody would know why."""
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKN=110201543:s3cret\nSOMETHING=else\n", encoding="utf-8")
    with pytest.raises(SettingsUnusable) as refused:
        read_settings()
    first, second = str(refused.value).splitlines()
    assert first == (
        "TELEGRAM_BOT_TOKN: there is no setting of this name. "
        "Delete it from .env, or correct it to TELEGRAM_BOT_TOKEN."
    )
    assert second.startswith("SOMETHING: there is no setting of this name.")
    assert all(name in second for name in NAMES)


def test_an_env_that_is_no_text_gets_a_sentence(tmp_path: Path) -> None:
    """A `.env` in another encoding is told as such."""
    (tmp_path / ".env").write_bytes("CONTROLLER=Hertfordshire £\n".encode("latin-1"))
    with pytest.raises(EnvFileUnusable, match=r"The file \.env cannot be read .*UTF-8.*NAME=value"):
        read_settings()


def test_no_secret_is_in_what_is_printed_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings in a log or a traceback show neither the token nor a database's password nor a person's id."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "110201543:s3cret")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///s3cret")
    monkeypatch.setenv("STAFF_CHAT_IDS", "7391846205")
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret-that-is-long-enough")
    assert "s3cret" not in repr(read_settings())
    assert "s3cret" not in str(read_settings())
    assert "7391846205" not in repr(read_settings())


def test_staff_chats_are_numbers_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """People and groups, with blanks or without; none if nothing is set."""
    assert read_settings().staff_chats == frozenset()
    monkeypatch.setenv("STAFF_CHAT_IDS", "123456789, -1001234567890")
    assert read_settings().staff_chats == {123456789, -1001234567890}


def entries() -> dict[str, tuple[str, str]]:
    """Return the help and the value of each setting in `.env.example`, by name, in its order."""
    found = re.findall(r"((?:^# .*\n)+)^#([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        name: (" ".join(re.findall("^# (.*)$", text, re.MULTILINE)), value) for text, name, value in found
    }


def test_env_example_tells_of_every_setting_and_of_no_other() -> None:
    """Every setting is there, in the order of the code, with its help and its default or an example."""
    wanted = {}
    for field, of in Settings.model_fields.items():
        ending = "Default:" if of.default is not None else "Not set by default; for example:"
        wanted[field.upper()] = (f"{of.description} {ending}", str(example(field)))
    assert entries() == wanted
    assert list(entries()) == list(wanted)


def test_env_example_holds_nothing_else(tmp_path: Path) -> None:
    """Nothing in it is set as it stands; with every setting uncommented it is a `.env` that works."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line and not line.startswith("#")] == []
    (tmp_path / ".env").write_text(re.sub(r"^#([A-Z_]+=)", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    settings = read_settings().model_dump()
    assert {field: str(value) for field, value in settings.items()} == {
        field: str(example(field)) for field in Settings.model_fields
    }
