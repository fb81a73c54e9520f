"""`local-views` on the command line: in the process of the tests, or in one of its own, as a person runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from bot import cli, logs
from bot.settings import Settings

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Done]
"""Takes the folder in which it is run, its arguments, and the settings by name."""


def environment(**settings: str) -> dict[str, str]:
    """Return the environment without settings but these."""
    kept = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[1])} | settings


def run_alone(folder: Path, *arguments: str, **settings: str) -> Done:
    """Run `local-views` in a folder, in a process of its own, until it ends."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def run_here(folder: Path, *arguments: str, **settings: str) -> Done:
    """Run `local-views` in a folder, without the seconds that a process of its own takes to load it."""
    code, out, err = 0, StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["local-views", *arguments])
        patch.setattr(logs, "set_up", lambda _: None)  # else no other test would have its log
        for name in os.environ.keys() - environment().keys():
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(name, value)
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


WAYS: dict[str, Command] = {"here": run_here, "alone": run_alone}
