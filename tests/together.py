"""Shares tests out among processes: those that share what takes long to make go to the same one, so it is made once.

The groups of pytest-xdist would do that, but it does not see them with pytest 9.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

_BACKENDS = ("sqlite", "postgresql")
_SHARING = (
    "tests/bot/simulation/test_simulate.py",
    "tests/browser/",
    "tests/flows/test_action_server.py",
    "tests/storage/test_audit.py",
    "tests/test_wheel.py",
)
"""Where a browser, a server, a wheel or days of answers are made for many tests."""
_LONG = (
    "tests/attacks/",
    "tests/browser/",
    "tests/endurance/",
    "tests/storage/",
    "tests/bot/",
    "tests/faults/",
    "tests/flows/",
)
"""Where tests take long, those that take longest first: if one of them came last, nobody would help with it."""


def put_long_ones_first(tests: list[pytest.Item]) -> None:
    """Sort tests by what they take, folder by folder."""
    tests.sort(
        key=lambda test: next(
            (at for at, folder in enumerate(_LONG) if test.nodeid.startswith(folder)), len(_LONG)
        )
    )


class Together(LoadScopeScheduling):  # type: ignore[misc] # it carries no types
    """Gives each process one test after the other, of those that share something all; of attacks, by backend."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/attacks/"):
            return next((backend for backend in _BACKENDS if backend in nodeid), nodeid)
        return next((sharing for sharing in _SHARING if nodeid.startswith(sharing)), nodeid)
