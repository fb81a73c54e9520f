"""Whatever stands in the environment or in `.env`: the settings are good, or a sentence says which one is not."""

from pathlib import Path
from random import Random
from typing import get_args

import pytest

from bot.settings import EnvFileUnusable, Settings, SettingsUnusable, read_settings
from tests.fuzzing.cases import few_or_many, in_each_case

NAMES = [name.upper() for name in Settings.model_fields]
NEARLY = [
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "nan",
    "inf",
    "2**9",
    "yes",
    "no",
    "NULL",
    "[]",
    "{}",
    "24:00",
    "07:3",
    "٣",
    "¹",
]
NEARLY += [
    "127.0.0.1:99999",
    "::1",
    "[::1]:8000",
    "http://",
    "https://[",
    "sqlite://",
    "../..",
    "/",
    "Europe",
    "99" * 99,
]
SIGNS = [*"0123456789٣¹:/.-_@,+ \t\n\r\"'\\#=${}[]*%aZé\u200c\U0001f6b2", "\udcff"]


@few_or_many(100, 25_000)
def test_whatever_the_settings_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cases: int) -> None:
    """What uses them gets what it expects, or whoever set them a sentence for each that is wrong."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)

    def check(chance: Random) -> None:
        given = {name: any_value(chance, name) for name in chance.sample(NAMES, chance.randint(1, 4))}
        with monkeypatch.context() as environment:
            write(given, environment, tmp_path / ".env" if chance.random() < 0.3 else None)
            expect_settings_or_a_sentence(given)

    in_each_case(cases, check)


def write(given: dict[str, str], environment: pytest.MonkeyPatch, file: Path | None) -> None:
    """Put settings into the environment, or into a file."""
    (file or Path(".env")).unlink(missing_ok=True)
    if file is not None:
        lines = "\n".join(f"{name}={value}" for name, value in given.items())
        file.write_bytes(lines.encode("utf-8", "surrogateescape"))
        return
    for name, value in given.items():
        environment.setenv(name, value)


def expect_settings_or_a_sentence(given: dict[str, str]) -> None:
    """Read the settings; those that are good can be used."""
    try:
        settings = read_settings()
    except (SettingsUnusable, EnvFileUnusable) as wrong:
        told = str(wrong)
    else:
        expect_that_they_can_be_used(settings)
        return
    assert any(name in told for name in (*given, ".env"))


def expect_that_they_can_be_used(settings: Settings) -> None:
    """Read what follows from settings."""
    for derived in (
        "zone",
        "opening",
        "summary",
        "staff_chats",
        "more_languages",
        "listen_host",
        "listen_port",
    ):
        getattr(settings, derived)
    assert settings.listen_port <= 65535
    assert settings.round_months in {1, 2, 3, 4, 6, 12}


def any_value(chance: Random, name: str) -> str:
    """Return a value that a setting has, or nearly has, or letters."""
    field = Settings.model_fields[name.lower()]
    good = [str(value) for value in (field.default, *(field.examples or []), *get_args(field.annotation))]
    value = chance.choice(
        [*good, chance.choice(NEARLY), "".join(chance.choices(SIGNS, k=chance.randint(0, 40)))]
    )
    if value and chance.random() < 0.3:
        at = chance.randrange(len(value))
        value = value[:at] + chance.choice(SIGNS) + value[at + chance.randint(0, 1) :]
    return value
