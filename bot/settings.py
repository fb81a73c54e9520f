"""The settings: each declared once, with its name, default and help, read from the environment and `.env`."""

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.errors import LocalViewsError

EXAMPLES = {
    "telegram_bot_token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "telegram_api_url": "https://api.telegram.org",
    "database_url": "sqlite:///local-views.db",
    "key_dir": "local-views-keys",
    "listen": "127.0.0.1:8000",
    "ballot_box_minimum": "10",
    "timezone": "Europe/London",
    "round_months": "4",
    "county": "hertfordshire",
    "controller": "Hertfordshire Constabulary",
    "privacy_contact": "data.protection@example.police.uk",
    "official_page_url": "https://www.example.police.uk/have-your-say",
    "log_level": "INFO",
}


class SettingsUnusable(LocalViewsError):
    """One or more settings cannot be used. Values are not quoted: one of them may be the bot's token."""

    def __init__(self, wrong: ValidationError) -> None:
        lines = [_sentence(str(error["loc"][0]), error["msg"]) for error in wrong.errors(include_input=False)]
        super().__init__("\n".join(lines))


class Settings(BaseSettings):
    """What an administrator can set. No token means the playground."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, frozen=True
    )

    telegram_bot_token: str | None = Field(
        None,
        pattern=r"^\d+:[A-Za-z0-9_-]{3,}$",
        description="The bot's token from @BotFather. Without one, the playground starts.",
        repr=False,
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
        description="Where the Bot API is served. The bot calls <url>/bot<token>/<method>.",
    )
    database_url: str = Field("sqlite:///local-views.db", description="Where answers are kept.", repr=False)
    key_dir: Path = Field(
        Path("local-views-keys"),
        description="The folder of the keys, apart from the database. On a tmpfs is the hardened setting.",
    )
    listen: str = Field(
        "127.0.0.1:8000",
        pattern=r"^[\w.\-]+:\d{1,5}$",
        description="Address and port of the playground's chat page. Another port is taken if this one is in use.",
    )
    ballot_box_minimum: int = Field(
        10,
        ge=2,
        le=1000,
        description="No count below this is ever shown, and an event's tally grows in steps of it.",
    )
    timezone: str = Field("Europe/London", description="The time zone in which rounds open and close.")
    round_months: Literal[1, 2, 3, 4, 6, 12] = Field(
        4, description="How many months a round lasts; the first of a year begins in January."
    )
    county: str = Field("hertfordshire", description="The folder of the county's data in flows/.")
    controller: str | None = Field(
        None,
        description="The police force answerable for the data. Until it is set, the bot says it is a trial.",
    )
    privacy_contact: str | None = Field(None, description="Where residents can ask about their data.")
    official_page_url: str | None = Field(
        None,
        pattern=r"^https://\S+$",
        description="The page on which residents can check that the bot is genuine, and answer without Telegram.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged. No level logs anything about a resident."
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise ValueError("this time zone is not known") from unknown
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which rounds open and close."""
        return ZoneInfo(self.timezone)

    @property
    def listen_host(self) -> str:
        """The address of `LISTEN`."""
        return self.listen.rpartition(":")[0]

    @property
    def listen_port(self) -> int:
        """The port of `LISTEN`."""
        return int(self.listen.rpartition(":")[2])


def read_settings() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises:
        SettingsUnusable: naming each setting that is wrong, what is wrong with it, and an example.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        raise SettingsUnusable(wrong) from None


def _sentence(field: str, what: str) -> str:
    what = what.removeprefix("Value error, ")
    what = "it does not have the right form" if "pattern" in what else what[0].lower() + what[1:]
    return f"{field.upper()}: {what}. Write it like {field.upper()}={EXAMPLES[field]}"
