"""The wheel: it carries everything that the program reads, and runs where there is no checkout."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import zipfile
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
FLOORS = ("bot", "flows", "storage")
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the build backend itself: no package index is asked for anything."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel is unpacked, as an installation does."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def command(*arguments: str) -> list[str]:
    """Return the command of a Python that does not look for modules in the folder it starts in."""
    return [sys.executable, "-P", *arguments]


def environment(site: Path, **settings: str) -> dict[str, str]:
    """Return an environment in which the unpacked wheel is found before the checkout, with only these settings."""
    kept = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return kept | {"PYTHONPATH": str(site)} | settings


def run(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the unpacked wheel in a folder that has nothing to do with it, until it ends."""
    return subprocess.run(  # noqa: S603 - our own command
        command(*arguments),
        cwd=folder,
        env=environment(site),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_the_wheel_carries_every_file_of_the_three_floors(wheel: Path) -> None:
    """Modules, flows, words, tables and the chat page's files: all are in it, and nothing else is."""
    with zipfile.ZipFile(wheel) as packed:
        carried = {name for name in packed.namelist() if ".dist-info/" not in name}
    here = {
        path.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert carried == here
    endings = {Path(name).suffix for name in carried}
    assert {".py", ".yml", ".csv", ".html", ".css", ".js"} <= endings


def test_the_wheel_says_how_to_start_it(wheel: Path) -> None:
    """The command and the licence are in its papers."""
    with zipfile.ZipFile(wheel) as packed:
        papers = {
            name.partition(".dist-info/")[2]: name for name in packed.namelist() if ".dist-info/" in name
        }
        assert "local-views = bot.cli:main" in packed.read(papers["entry_points.txt"]).decode()
    assert "licenses/LICENSE" in papers


def test_it_runs_from_the_wheel_and_not_from_the_checkout(site: Path, tmp_path: Path) -> None:
    """All three floors come from the unpacked wheel: else the tests below would try the checkout."""
    script = "import bot, flows, storage, json; print(json.dumps([bot.__file__, flows.__file__, storage.__file__]))"
    done = run(site, tmp_path, "-c", script)
    assert json.loads(done.stdout) == [str(site / floor / "__init__.py") for floor in FLOORS]


def test_the_commands_work_outside_the_checkout(site: Path, tmp_path: Path) -> None:
    """`--version` and `check` find everything that they need in the wheel."""
    told = run(site, tmp_path, "-m", "bot", "--version")
    assert (told.returncode, told.stdout) == (0, f"local-views {version('local-views')}\n")
    checked = run(site, tmp_path, "-m", "bot", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "All is well" in checked.stdout


def test_the_playground_runs_outside_the_checkout(site: Path, tmp_path: Path) -> None:
    """It makes its database, serves the chat page with all of its files, and stops when it is told to."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        command("-m", "bot"),
        cwd=tmp_path,
        env=environment(site, LISTEN="127.0.0.1:0", COLUMNS="200"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    limit = threading.Timer(PATIENCE_SECONDS, process.kill)
    limit.start()
    with process:
        try:
            assert process.stdout is not None
            opened = re.search(r"The playground is open: (\S+)", process.stdout.readline())
            assert opened, process.communicate()
            with httpx.Client(base_url=opened[1]) as browser:
                page = browser.get("").raise_for_status().text
                assert 'role="log"' in page
                for name in re.findall(r'(?:src|href)="([\w./-]+\.(?:js|css))"', page):
                    browser.get(name).raise_for_status()
            process.send_signal(signal.SIGTERM)
            _, complaints = process.communicate(timeout=PATIENCE_SECONDS)
        finally:
            process.kill()
            limit.cancel()
    assert (process.returncode, complaints) == (0, "")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"playground.db", "playground.db-lock", "playground-keys"}
