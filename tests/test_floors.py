"""The house: three floors whose imports point down only, and nothing else at the top of the repository."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("storage", "flows", "bot")
"""From the ground up: a floor may import itself and those before it."""
UNKNOWN = "something that only shows when it runs"

AT_THE_TOP = {
    ".ci",
    ".env.example",
    ".gitignore",
    "LICENSE",
    "README.md",
    "bot",
    "flows",
    "pyproject.toml",
    "storage",
    "tests",
}


def imports_of(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Give every import of a module with its line, wherever in the module it stands.

    Args:
        source: the module's text.
        package: the package it is in, from which relative imports start.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names)
            case ast.ImportFrom(module=module, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                yield node.lineno, ".".join([*above, *([module] if module else [])])
            case ast.Call(
                func=ast.Name(id="__import__") | ast.Attribute(attr="import_module"), args=[of, *_]
            ):
                yield node.lineno, str(of.value) if isinstance(of, ast.Constant) else UNKNOWN


def upward(folder: Path, floor: str) -> list[str]:
    """Return the imports of a floor that lead to a floor above it, or to nobody knows where."""
    barred = {*FLOORS[FLOORS.index(floor) + 1 :], "tests", UNKNOWN}
    found = []
    for path in sorted((folder / floor).rglob("*.py")):
        package = ".".join(path.relative_to(folder).parent.parts)
        for line, name in imports_of(path.read_text(encoding="utf-8"), package):
            if name.partition(".")[0] in barred:
                found.append(f"{path.relative_to(folder).as_posix()}:{line} imports {name}")
    return found


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_point_down_only(floor: str) -> None:
    """No floor imports one above it, nor the tests: not at the top of a module, and not within a function."""
    assert len(list((ROOT / floor).rglob("*.py"))) > 5
    assert upward(ROOT, floor) == []


@pytest.mark.parametrize(
    "line",
    [
        "import bot",
        "import bot.cli as cli",
        "from bot import cli",
        "from bot.cli import app",
        "def late():\n    from bot import cli",
        "if TYPE_CHECKING:\n    import bot",
        "import json, bot.token",
        "import importlib\nimportlib.import_module('bot.cli')",
        "__import__('bot')",
        "importlib.import_module(name)",
        "import tests.town",
    ],
)
def test_an_import_upwards_is_seen_however_it_is_written(line: str, tmp_path: Path) -> None:
    """The check above finds every way to write an import."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "module.py").write_text(f"import storage.errors\nimport bots\n{line}\n")
    assert len(upward(tmp_path, "flows")) == 1


def test_relative_imports_are_followed() -> None:
    """A relative import is known by what it leads to."""
    source = "from . import a\nfrom .b import c\nfrom ..d import e"
    assert [name for _, name in imports_of(source, "flows.steps")] == [
        "flows.steps",
        "flows.steps.b",
        "flows.d",
    ]


def test_the_top_of_the_repository_holds_three_floors_and_little_else() -> None:
    """Of what git tracks, the top level holds the three floors, the tests, and the files that stand beside them."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout, so what is tracked cannot be told")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    tracked = {name.partition("/")[0] for name in listed.stdout.splitlines()}
    assert {*FLOORS, "tests"} <= tracked <= AT_THE_TOP
