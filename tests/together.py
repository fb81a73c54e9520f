"""Keeps tests in one process, when they run in several, that share what takes long to make: so it is made once.

The groups of pytest-xdist would do that, but it does not see them with pytest 9.
"""

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


class Together(LoadScopeScheduling):  # type: ignore[misc] # it carries no types
    """Gives each process one test after the other, of those that share something all; of attacks, by backend."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/attacks/"):
            return next((backend for backend in _BACKENDS if backend in nodeid), nodeid)
        return next((sharing for sharing in _SHARING if nodeid.startswith(sharing)), nodeid)
