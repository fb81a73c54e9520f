"""The command line, run as a person runs it: a process of its own, in an empty folder."""

import asyncio
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.rehearsal import rehearse
from flows.script import installed
from flows.steps.collect import Collect
from tests.command_line import Command, environment, run_alone
from tests.town import settings_in

PATIENCE_SECONDS = 30


def test_version_is_that_of_the_package(tmp_path: Path) -> None:
    """`--version` says the name and the version, and nothing else."""
    done = run_alone(tmp_path, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"local-views {version('local-views')}\n", "")


def test_version_and_help_do_not_wait_for_what_they_do_not_need(tmp_path: Path) -> None:
    """Telegram, the database, Rasa and the flows are loaded by the commands that need them, and not before."""
    slow = {
        "telegram",
        "sqlalchemy",
        "sqlmodel",
        "rasa_sdk",
        "ruamel",
        "phonenumbers",
        "starlette",
        "uvicorn",
    }
    assert not slow & loaded_by("bot.cli", tmp_path)


def test_a_bot_that_asks_telegram_loads_nothing_that_it_never_needs(tmp_path: Path) -> None:
    """Not the playground, nor any web server, nor what makes tables, charts, posters and packs: it would keep them."""
    loaded = loaded_by("bot.cli, bot.script, bot.running", tmp_path)

    assert loaded > {
        "aiohttp",
        "bot.desk",
        "flows.runner",
        "rasa_sdk.executor",
        "storage.sqlite",
        "telegram.ext",
    }
    never = {"bot.playground", "bot.simulation", "bot.webhook", "sanic", "starlette", "uvicorn"}
    never |= {
        "alembic",
        "asyncpg",
        "numpy",
        "matplotlib",
        "openpyxl",
        "PIL",
        "fontTools",
        "fpdf",
        "segno",
        "uharfbuzz",
    }
    assert not never & loaded


def loaded_by(modules: str, folder: Path) -> set[str]:
    """Return the names of all modules that are loaded once some have been imported in a process of their own."""
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", f"import sys, {modules}; print(*sys.modules)"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    return set(done.stdout.split())


def test_help_lists_the_commands(command: Command, tmp_path: Path) -> None:
    """`--help` names every command with a sentence on what it does."""
    done = command(tmp_path, "--help", COLUMNS="200")
    assert done.returncode == 0
    for named, does in {
        "run": "Start the bot",
        "check": "Check a flows folder",
        "diagram": "Print each flow",
        "chat": "Hold the dialogue",
        "doctor": "Look at all that the bot needs",
        "delete-webhook": "Let Telegram no longer deliver",
        "copy-to": "Copy the embedded database",
    }.items():
        assert re.search(rf"\b{named}\s+{does}", done.stdout), named


def test_an_unknown_command_is_told(command: Command, tmp_path: Path) -> None:
    """A misspelt command ends with a sentence on the error stream and no traceback."""
    done = command(tmp_path, "chek")
    assert (done.returncode, done.stdout) == (2, "")
    assert "chek" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_of_the_installed_flows(command: Command, tmp_path: Path) -> None:
    """The flows that come with the program are whole, and their number is told."""
    script = installed("hertfordshire")
    done = command(tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"All is well: {len(script.flows)} flows, {len(script.slots)} slots" in done.stdout


@pytest.mark.parametrize("named", [(), ("run",), ("chat",)], ids=["nothing", "run", "chat"])
def test_bad_settings_end_with_a_sentence(command: Command, named: tuple[str, ...], tmp_path: Path) -> None:
    """Every command that reads settings says which is wrong, exits with 1, and leaves nothing behind."""
    done = command(tmp_path, *named, ROUND_MONTHS="5", TELEGRAM_BOT_TOKEN="s3cret")
    assert (done.returncode, done.stdout) == (1, "")
    token, months = done.stderr.splitlines()
    assert token.startswith(
        "TELEGRAM_BOT_TOKEN: it does not have the right form. Write it like TELEGRAM_BOT_TOKEN="
    )
    assert months.startswith("ROUND_MONTHS: it must be 1, 2, 3, 4, 6 or 12")
    assert "s3cret" not in done.stderr
    assert list(tmp_path.iterdir()) == []


# ---- diagram

HEAD = re.compile(r"---\ntitle: (\w+)\n---\nflowchart TD\n((?:    .*\n)+)")
NODE = re.compile(r'(\w+)(\(\[|\{\{|[\[{])"([^"\n]*)"(\]\)|\}\}|[\]}])')
EDGE = re.compile(r'(\w+) -->(?:\|"([^"\n]*)"\|)? (\w+)')
SHAPES = {"[": "]", "{": "}", "{{": "}}", "([": "])"}
RESERVED = {"end", "graph", "subgraph", "flowchart", "style", "class", "click", "default"}


@dataclass(frozen=True)
class Drawn:
    """A diagram that has been read back: the shape and label of its nodes by id, and its edges with their labels."""

    nodes: dict[str, tuple[str, str]]
    edges: list[tuple[str, str, str]]


def read_back(diagrams: str) -> dict[str, Drawn]:
    """Read Mermaid flowcharts, as far as these use the language; anything else fails.

    Labels must be in quotes: without them brackets and the word "end" break a flowchart.
    Source: Mermaid documentation, "Flowcharts - Basic Syntax".
    """
    assert HEAD.sub("", diagrams).strip() == ""
    return {name: _read_body(body) for name, body in HEAD.findall(diagrams)}


def _read_body(body: str) -> Drawn:
    nodes, edges = {}, []
    for line in map(str.strip, body.splitlines()):
        if node := NODE.fullmatch(line):
            assert node[1] not in nodes, f"{node[1]} is drawn twice"
            assert SHAPES[node[2]] == node[4], f"the shape of {line} is not closed"
            nodes[node[1]] = (node[2], plain(node[3]))
        else:
            edge = EDGE.fullmatch(line)
            assert edge, f"this is no Mermaid: {line}"
            edges.append((edge[1], plain(edge[2] or ""), edge[3]))
    assert not RESERVED & nodes.keys()
    assert {end for start, _, stop in edges for end in (start, stop)} <= nodes.keys()
    return Drawn(nodes, edges)


def plain(label: str) -> str:
    """Return a label with Mermaid's entity for a quotation mark undone."""
    return label.replace("#quot;", '"')


def test_every_step_and_branch_of_every_flow_is_in_its_diagram(command: Command, tmp_path: Path) -> None:
    """`local-views diagram` prints valid Mermaid: all flows, all steps, and every branch with its condition."""
    done = command(tmp_path, "diagram")
    assert (done.returncode, done.stderr) == (0, "")
    drawn, flows = read_back(done.stdout), installed("hertfordshire").flows
    assert list(drawn) == list(flows)
    for name, flow in flows.items():
        named = dict(zip([*flow.steps, "END"], drawn[name].nodes, strict=True))
        for step in flow.steps.values():
            shape, label = drawn[name].nodes[named[step.id]]
            assert label == step.label
            assert (shape == "{{") is isinstance(step, Collect), "questions are hexagons"
        assert drawn[name].edges == [
            (named[step.id], branch.condition.text if branch.condition else "", named[branch.to])
            for step in flow.steps.values()
            for branch in step.branches
        ]


# ---- chat


class Terminal:
    """A terminal in which `local-views chat` runs.

    Args:
        process: the running command.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.screen = self._until_asked()

    def types(self, words: str) -> None:
        """Type a line, and wait for the next screen."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        self.screen = self._until_asked()

    def chooses(self, *titles: str) -> None:
        """Type the numbers that stand before these buttons, one after the other."""
        for title in titles:
            number = number_of(title, self.screen)
            assert number, f"{title} is not among:\n{self.screen}"
            self.types(number[1])

    def hangs_up(self) -> tuple[str, str, int | None]:
        """Press Ctrl+D; returns what is still said, what was complained about, and the exit status."""
        rest, complaints = self._process.communicate(timeout=PATIENCE_SECONDS)
        return rest, complaints, self._process.returncode

    def _until_asked(self) -> str:
        assert self._process.stdout is not None
        shown = ""
        while not shown.endswith("\n> "):
            letter = self._process.stdout.read(1)
            assert letter, f"it ended after:\n{shown}"
            shown += letter
        return shown


def number_of(title: str, screen: str) -> re.Match[str] | None:
    """Find the number that stands before a button."""
    return re.search(rf"^ *(\d+)  {re.escape(title)}$", screen, re.MULTILINE)


@contextmanager
def chatting(folder: Path) -> Iterator[Terminal]:
    """Run `local-views chat` in a folder, for half a minute at most."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    limit = threading.Timer(PATIENCE_SECONDS, process.kill)
    limit.start()
    try:
        with process:
            yield Terminal(process)
    finally:
        process.kill()
        limit.cancel()


@pytest.mark.slow
def test_a_process_of_its_own_keeps_nothing_of_a_conversation(tmp_path: Path) -> None:
    """From the welcome to the thank-you by numbers and words; nothing is kept, not even a file."""
    with chatting(tmp_path) as terminal:
        assert "A rehearsal: nothing you enter is kept." in terminal.screen
        assert "trial" in terminal.screen
        terminal.chooses("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
        terminal.types("Cars race by the park on AB12 CDE")
        assert "  | Cars race by the park on [vehicle registration]" in terminal.screen
        assert "• First: Speeding" in terminal.screen
        terminal.chooses("Send my views")
        assert "Thank you. Your views are sealed in the ballot box." in terminal.screen
        rest, complaints, status = terminal.hangs_up()
    assert rest.strip() == "Stopped. Nothing was kept."
    assert (complaints, status) == ("", 0)
    assert list(tmp_path.iterdir()) == []


class Typist(Console):
    """A terminal at which lines are typed one after the other, and then nothing any more.

    Of a button its title is given, and its number typed.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__(file=StringIO(), width=200)
        self._lines = iter(lines)
        self.screens: list[str] = []

    def input(self, *_: Any, **__: Any) -> str:
        """Return the next line, and take down what was on the screen before it."""
        assert isinstance(self.file, StringIO)
        self.screens.append(self.file.getvalue())
        self.file = StringIO()
        if (line := next(self._lines, None)) is None:
            raise EOFError
        number = number_of(line, self.screens[-1])
        return number[1] if number else line


def test_a_whole_conversation_in_the_terminal(tmp_path: Path) -> None:
    """From the welcome to the thank-you by numbers and words; nothing is kept, not even a file."""
    buttons = ("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    typist = Typist(*buttons, "Cars race by the park on AB12 CDE", "Send my views")
    with pytest.raises(EOFError):
        asyncio.run(rehearse(settings_in(tmp_path), typist))
    welcome, *_, check, thanks = typist.screens
    assert "trial" in welcome
    assert "  | Cars race by the park on [vehicle registration]" in check
    assert "• First: Speeding" in check
    assert "Thank you. Your views are sealed in the ballot box." in thanks
    assert list(tmp_path.iterdir()) == []


async def test_commands_and_stray_words_in_the_terminal(tmp_path: Path) -> None:
    """Commands work as in Telegram; words that nothing asks for, and numbers of no button, get an answer."""
    said = {
        "/about": "About Local Views",
        "someone has a knife": "call 999",
        "99": "Type a number from 1 to",
        "hello there": "This bot works with buttons",
        "/stop": "Stopped. What you have not sent is not kept.",
        "/start": "Give my views",
    }
    typist = Typist(*said)
    with pytest.raises(EOFError):
        await rehearse(settings_in(tmp_path), typist)
    for screen, answer in zip(typist.screens[1:], said.values(), strict=True):
        assert answer in screen
