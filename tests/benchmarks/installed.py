"""What a package brings with it where nothing else is installed."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@cache
def only(package: str) -> TemporaryDirectory[str]:
    """Return a folder with a package and all that it requires, as links to where they are installed.

    It goes with this process.

    Args:
        package: the name under which it is installed.

    Raises:
        PackageNotFoundError: if it, or what it requires, is not installed.
    """
    folder = TemporaryDirectory()
    for name in _required_with(package, set()):
        one = distribution(name)
        for top in {file.parts[0] for file in one.files or () if not file.parts[0].startswith("..")}:
            Path(folder.name, top).symlink_to(Path(str(one.locate_file(top))))
    return folder


def _required_with(package: str, met: set[str]) -> Iterator[str]:
    """Give the names of a package and of all that it requires, each once."""
    name = canonicalize_name(package)
    if name in met:
        return
    met.add(name)
    yield name
    for requirement in _requirements(distribution(name)):
        yield from _required_with(requirement, met)


def _requirements(of: Distribution) -> Iterator[str]:
    for line in of.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name
