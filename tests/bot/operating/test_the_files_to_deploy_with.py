"""The files in bot/deploy/ name what exists: a command of the bot, its settings, and folders that are made for it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import app
from bot.settings import Settings
from bot.webhook import GRACE_SECONDS

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "bot" / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields}
OVERWRITING = {"PYTHONMALLOC", "MALLOC_PERTURB_", "GLIBC_TUNABLES"}
OTHERS = {"PATH", "PYTHONDONTWRITEBYTECODE", "MPLCONFIGDIR", *OVERWRITING}
"""Of the environment, but not settings of the bot."""


def lines_of(name: str) -> Iterator[tuple[str, str]]:
    """Give each line `name=value` of a file."""
    for line in (DEPLOY / name).read_text().splitlines():
        if match := re.fullmatch(r"(\w+)=(.*)", line):
            yield match[1], match[2]


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the container file, each on one line."""
    joined = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line and line[0] != "#"]  # type: ignore[misc]


@pytest.fixture
def unit() -> dict[str, str]:
    """Return the lines of the service; of those that come several times, the last."""
    return dict(lines_of("local-views.service"))


@pytest.fixture
def settings() -> dict[str, str]:
    """Return the settings to be copied beside the service."""
    return dict(lines_of("local-views.env"))


@pytest.fixture
def container() -> dict[str, str]:
    """Return the environment of the container."""
    (words,) = [rest.split() for what, rest in instructions() if what == "ENV"]
    return dict(word.split("=", 1) for word in words)


def environment(unit: dict[str, str]) -> dict[str, str]:
    """Return the environment of the service."""
    return dict(word.split("=", 1) for word in unit["Environment"].split())


def is_command(words: list[str]) -> bool:
    """Return whether words after `local-views` are a command of it."""
    commands = {one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands}
    return len(words) == 1 and words[0] in commands


def test_the_service_starts_a_command_that_exists(unit: dict[str, str]) -> None:
    """From the environment that the first command of the README makes in the checkout."""
    program, *words = unit["ExecStart"].split()
    assert program.endswith("/.venv/bin/local-views")
    assert is_command(words)


def test_the_folders_of_the_service_are_those_of_its_settings(
    unit: dict[str, str], settings: dict[str, str]
) -> None:
    """For its account alone; the keys on a tmpfs, where they outlast the bot."""
    assert settings.keys() <= SETTINGS
    assert settings["DATABASE_URL"] == f"sqlite:////var/lib/{unit['StateDirectory']}/local-views.db"
    assert settings["KEY_DIR"] == f"/run/{unit['RuntimeDirectory']}"
    assert unit["StateDirectoryMode"] == unit["RuntimeDirectoryMode"] == "0700"
    assert unit["RuntimeDirectoryPreserve"] == "yes"
    assert unit["ProtectSystem"] == "strict"
    assert unit["User"] != "root"


def test_the_settings_can_be_read(settings: dict[str, str], tmp_path: Path) -> None:
    """As they are, and with what has to be filled in."""
    (tmp_path / ".env").write_text("\n".join(f"{name}={value}" for name, value in settings.items()))
    read = Settings(_env_file=tmp_path / ".env")
    assert read.telegram_bot_token is None
    assert str(read.key_dir) == settings["KEY_DIR"]


def test_the_bot_has_time_to_finish_what_has_come_in(unit: dict[str, str]) -> None:
    """Before systemd kills it."""
    assert int(unit["TimeoutStopSec"].removesuffix("s")) > GRACE_SECONDS


def test_systemd_understands_the_service(tmp_path: Path) -> None:
    """It knows every line; of the program it is not asked, since that is not there."""
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("there is no systemd here")
    unit = (DEPLOY / "local-views.service").read_text()
    (tmp_path / "local-views.service").write_text(re.sub("(?<=ExecStart=).*", "/bin/true", unit))
    done = subprocess.run(  # noqa: S603 - of the computer
        [analyse, "verify", tmp_path / "local-views.service"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_container_is_not_root_and_keeps_its_keys_apart(container: dict[str, str]) -> None:
    """It has the settings that it needs to keep everything in two folders, made for its account alone."""
    said = dict(instructions())
    assert container.keys() <= SETTINGS | OTHERS
    assert container["DATABASE_URL"] == f"sqlite:///{said['VOLUME']}/local-views.db"
    assert not container["KEY_DIR"].startswith(said["VOLUME"])
    user = said["USER"].partition(":")[0]
    assert user not in {"root", "0"}
    (makes,) = [
        rest for what, rest in instructions() if what == "RUN" and "install" in rest and "useradd" in rest
    ]
    assert f"--uid {user}" in makes
    assert f"--mode=700 {said['VOLUME']} {container['KEY_DIR']}" in makes
    assert container["PATH"].startswith("/opt/local-views/bin:")


def test_what_is_freed_is_overwritten_in_both(unit: dict[str, str], container: dict[str, str]) -> None:
    """Attack 20 tries these settings out."""
    assert environment(unit).items() >= {name: container[name] for name in OVERWRITING}.items()


def test_the_container_starts_a_command_that_exists() -> None:
    """And takes another one in its place, such as doctor."""
    said = dict(instructions())
    assert said["ENTRYPOINT"] == '["local-views"]'
    assert is_command(said["CMD"].strip('[]"').split())


def test_the_container_is_built_of_what_is_there() -> None:
    """All that the package is built of is copied, and nothing that is not there."""
    copied = [rest.split()[:-1] for what, rest in instructions() if what == "COPY" and "--from" not in rest]
    names = {name for one in copied for name in one}
    assert names == {"pyproject.toml", "README.md", "LICENSE", "bot", "flows", "storage"}
    assert all((ROOT / name).exists() for name in names)


@pytest.mark.slow
def test_charts_are_drawn_where_nothing_but_tmp_can_be_written_to(
    unit: dict[str, str], container: dict[str, str], tmp_path: Path
) -> None:
    """What draws them keeps what it has worked out in /tmp, which is the bot's own, and the log has no line of it."""
    kept = environment(unit)["MPLCONFIGDIR"]
    assert kept == container["MPLCONFIGDIR"]
    assert kept.startswith("/tmp/")  # noqa: S108 - of the service alone
    assert unit["PrivateTmp"] == "yes"
    assert "--read-only --tmpfs /tmp " in (ROOT / "README.md").read_text()
    nowhere = {"HOME": "/proc/nobody", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    drawing = "from bot import logs; logs.set_up('DEBUG'); import bot.desk.drawing, bot.pack.printing"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", drawing],
        cwd=tmp_path,
        env=nowhere | {"MPLCONFIGDIR": kept.replace("/tmp", str(tmp_path))},  # noqa: S108 - likewise
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.rglob("fontlist*"))
