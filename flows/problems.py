"""What is wrong with the files of a flows folder: each problem with its place and its remedy."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.errors import LocalViewsError


@dataclass(frozen=True)
class Problem:
    """Something wrong at one place of a file.

    Args:
        file: the file, as a person finds it from the flows folder.
        line: the line, from 1.
        what: what is wrong.
        remedy: what to do.
    """

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.remedy}"


class FlowsBroken(LocalViewsError):
    """Files of a flows folder cannot be used. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        places = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"The flows folder has {len(self.problems)} to put right:\n{places}")
