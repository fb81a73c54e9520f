"""The settings: each declared once, with its name, default and help, read from the environment and `.env`."""

from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.errors import LocalViewsError

LARGEST_PORT = 65535
TELEGRAM = "api.telegram.org"
TELEGRAM_DELIVERS_TO = (None, 443, 80, 88, 8443)
"""Ports, or none named. Source: Bot API, "setWebhook" and "Using a Local Bot API Server"."""
MONTHS = (1, 2, 3, 4, 6, 12)
ONE_LINE = r"^[^\n*]{1,100}$"
"""Residents read it within a sentence, in which `*` would be taken for a mark."""

WRONG = {
    "extra_forbidden": "there is no setting of this name",
    "float_parsing": "it must be a number",
    "greater_than_equal": "it must be {ge} or more",
    "int_parsing": "it must be a whole number",
    "less_than_equal": "it must be {le} or less",
    "literal_error": "it must be {expected}",
    "string_pattern_mismatch": "it does not have the right form",
    "value_error": "it must be {error}",
}
"""What is wrong with a setting, by pydantic's name for it."""

UNFORESEEN = "it cannot be used"


class SettingsUnusable(LocalViewsError):
    """One or more settings cannot be used. Values are not quoted: one of them may be the bot's token."""

    def __init__(self, wrong: ValidationError) -> None:
        errors = wrong.errors(include_input=False, include_url=False)
        lines = [
            _sentence(
                str(error["loc"][0]), WRONG.get(error["type"], UNFORESEEN).format(**error.get("ctx", {}))
            )
            for error in errors
        ]
        super().__init__("\n".join(lines))


class EnvFileUnusable(LocalViewsError):
    """There is a file `.env`, but it cannot be read."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(
            f"The file .env cannot be read ({type(reason).__name__}). Save it as plain UTF-8 text that this "
            "account may read, with one NAME=value to a line, as in .env.example."
        )


class Settings(BaseSettings):
    """What an administrator can set. No token means the playground."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
    )

    telegram_bot_token: str | None = Field(
        None,
        pattern=r"^[0-9]+:[A-Za-z0-9_-]{3,}$",
        description="The bot's token from @BotFather. Without one, the playground starts.",
        examples=["110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"],
        repr=False,
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
        description="Where the Bot API is served. The bot calls <url>/bot<token>/<method>.",
    )
    webhook_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+(/[^\s?#{}%]*)?$",
        description="Where Telegram is to deliver what residents do: an https address on port 443, 80, 88 or 8443 that "
        "the internet can reach and that leads to LISTEN. Without one, the bot asks Telegram for it, which needs no "
        "open port.",
        examples=["https://views.example.police.uk/telegram"],
    )
    webhook_secret: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_-]{16,256}$",
        description="What Telegram has to show with all that it delivers. Without one, it is made and kept in KEY_DIR.",
        examples=["16-to-256-letters-and-digits"],
        repr=False,
    )
    database_url: str = Field("sqlite:///local-views.db", description="Where answers are kept.", repr=False)
    key_dir: Path = Field(
        Path("local-views-keys"),
        description="The folder of the keys, apart from the database. On a tmpfs is the hardened setting: "
        "a restart of the computer then loses the answers that are still in the ballot box, and who has answered.",
    )
    listen: str = Field(
        "127.0.0.1:8000",
        pattern=r"^[A-Za-z0-9_.\-]+:[0-9]{1,5}$",
        description="Address and port to which WEBHOOK_URL leads. In the playground, of its page; another port is "
        "taken there if this one is in use.",
    )
    monitoring_listen: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_.\-]+:[0-9]{1,5}$",
        description="Address and port of /healthz, /readyz and /metrics, for monitoring. Closed unless it is set. They "
        "tell counts in steps of ten or more, which change once a day.",
        examples=["127.0.0.1:9090"],
    )
    ballot_box_minimum: int = Field(
        10,
        ge=2,
        le=1000,
        description="How many answers of an area must be in the ballot box for them to come out of it. No count of "
        "fewer is ever shown, nor of fewer than ten, and an event's tally grows in steps of it.",
    )
    ballot_box_seconds: float = Field(
        5.0,
        ge=0.1,
        le=60,
        description="How often the ballot box is sealed anew, in seconds. So long a resident may have to wait to be "
        "told that their answer is in it.",
    )
    opening_time: str = Field(
        "07:30",
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="When the ballot box is opened each day.",
    )
    retention_rounds: int = Field(
        6, ge=1, description="For how many rounds answers are kept. Older ones are deleted at an opening."
    )
    summary_time: str = Field(
        "08:00",
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="When staff are sent the summary of the day. Let it be after OPENING_TIME.",
    )
    comments_in_chat: Literal["yes", "no"] = Field(
        "no",
        description="Whether staff read residents' comments in the chat, where there are few. If not, they come in a "
        "file.",
    )
    staff_chat_ids: str | None = Field(
        None,
        pattern=r"^-?[0-9]{1,16}( *, *-?[0-9]{1,16})*$",
        description="Telegram chats of staff that may do everything, with commas between them. Others join with a "
        "code: see local-views staff-code.",
        examples=["123456789,-1001234567890"],
        repr=False,
    )
    timezone: str = Field("Europe/London", description="The time zone in which rounds open and close.")
    round_months: int = Field(
        4, description="How many months a round lasts; the first of a year begins in January."
    )
    county: str = Field(
        "hertfordshire", pattern=r"^\w+$", description="The folder of the county's data in flows/."
    )
    languages: str | None = Field(
        None,
        pattern=r"^[a-z]{2}( *, *[a-z]{2})*$",
        description="Languages to offer besides English and those that a native speaker has read, with commas between "
        "them. The playground offers all.",
        examples=["pl,ro"],
    )
    controller: str | None = Field(
        None,
        pattern=ONE_LINE,
        description="The police force answerable for the data. Until it, PRIVACY_CONTACT and OFFICIAL_PAGE_URL are "
        "set, the bot says that it is a trial.",
        examples=["Hertfordshire Constabulary"],
    )
    privacy_contact: str | None = Field(
        None,
        pattern=ONE_LINE,
        description="Where residents can ask about their data.",
        examples=["data.protection@example.police.uk"],
    )
    official_page_url: str | None = Field(
        None,
        pattern=r"^https://\S+$",
        description="The page on which residents can check that the bot is genuine, and answer without Telegram.",
        examples=["https://www.example.police.uk/have-your-say"],
    )
    lawful_basis: str = Field(
        "public task",
        pattern=ONE_LINE,
        description="On what the police force relies for keeping answers, as /privacy says it. Its data protection "
        "officer decides that.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged. No level logs anything about a resident."
    )

    @field_validator("*", mode="before")
    @classmethod
    def _without_blanks_around(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            raise ValueError("a time zone that this computer knows") from unknown
        return name

    @field_validator("round_months")
    @classmethod
    def _part_of_a_year(cls, months: int) -> int:
        if months not in MONTHS:
            raise ValueError("1, 2, 3, 4, 6 or 12, so that rounds fill a year")
        return months

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        try:
            (urlsplit(url or "").hostname or "").encode("idna")
        except ValueError:  # a bracket that is not closed, or two dots where there should be one
            raise ValueError("an address with a host") from None
        return url

    @field_validator("webhook_url")
    @classmethod
    def _taken_by_telegram(cls, url: str | None, info: ValidationInfo) -> str | None:
        # A Bot API server of one's own delivers anywhere.
        is_telegrams_own = urlsplit(info.data.get("telegram_api_url", "")).hostname == TELEGRAM
        if url and is_telegrams_own and not _is_delivered_to(url):
            raise ValueError("an https address on port 443, 80, 88 or 8443: Telegram delivers to no other")
        return url

    @field_validator("listen", "monitoring_listen")
    @classmethod
    def _port(cls, listen: str | None) -> str | None:
        if listen and int(listen.rpartition(":")[2]) > LARGEST_PORT:
            raise ValueError(f"an address and a port of {LARGEST_PORT} or less")
        return listen

    @property
    def is_trial(self) -> bool:
        """Whether no police force answers for the bot yet."""
        return bool(self.missing_for_real)

    @property
    def missing_for_real(self) -> list[str]:
        """The names of those without which no police force answers for the bot."""
        wanted = ("controller", "privacy_contact", "official_page_url")
        return [name.upper() for name in wanted if getattr(self, name) is None]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which rounds open and close."""
        return ZoneInfo(self.timezone)

    @property
    def opening(self) -> time:
        """The time of day at which the ballot box is opened."""
        return time.fromisoformat(self.opening_time)

    @property
    def summary(self) -> time:
        """The time of day at which staff are sent the summary."""
        return time.fromisoformat(self.summary_time)

    @property
    def staff_chats(self) -> frozenset[int]:
        """The Telegram chats of staff."""
        return frozenset(map(int, self.staff_chat_ids.split(","))) if self.staff_chat_ids else frozenset()

    @property
    def more_languages(self) -> frozenset[str]:
        """The two letters of each language to offer although no native speaker has read it."""
        return (
            frozenset(code.strip() for code in self.languages.split(",")) if self.languages else frozenset()
        )

    @property
    def listen_host(self) -> str:
        """The address of `LISTEN`."""
        return self.listen.rpartition(":")[0]

    @property
    def listen_port(self) -> int:
        """The port of `LISTEN`."""
        return int(self.listen.rpartition(":")[2])


def read_settings() -> Settings:
    """Read the settings from the environment and `.env`; the environment goes before the file.

    Raises:
        SettingsUnusable: naming each setting that is wrong, what is wrong with it, and an example.
        EnvFileUnusable: if `.env` cannot be read.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        raise SettingsUnusable(wrong) from None
    except (UnicodeDecodeError, OSError) as reason:
        raise EnvFileUnusable(reason) from None


def playground_of(settings: Settings) -> Settings:
    """Return settings under which play never touches what residents have said: files of its own, unless named.

    Nothing is delivered to it either: its Telegram is asked.
    """
    own: dict[str, object] = {"database_url": "sqlite:///playground.db", "key_dir": Path("playground-keys")}
    unnamed = {name: to for name, to in own.items() if name not in settings.model_fields_set}
    return settings.model_copy(update=unnamed | {"webhook_url": None})


def _is_delivered_to(url: str) -> bool:
    """Return whether Telegram itself would deliver to an address."""
    parts = urlsplit(url)
    try:
        return parts.scheme == "https" and parts.port in TELEGRAM_DELIVERS_TO
    except ValueError:  # no number, or none of a port
        return False


def example(field: str) -> Any:
    """Return an example of a setting: its default, if it has one."""
    of = Settings.model_fields[field]
    return of.default if of.default is not None else (of.examples or [""])[0]


def _sentence(field: str, what: str) -> str:
    name = field.upper()
    if field in Settings.model_fields:
        return f"{name}: {what}. Write it like {name}={example(field)}"
    known = [other.upper() for other in Settings.model_fields]
    near = "".join(get_close_matches(name, known, 1)) or f"one of {', '.join(known)}"
    return f"{name}: {what}. Delete it from .env, or correct it to {near}."
