"""Keeps the attacks on one backend in one process when tests run in several, so that its lives are built once.

The groups of pytest-xdist would do that, but it does not see them with pytest 9.
"""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

_BACKENDS = ("sqlite", "postgresql")


class AttacksTogether(LoadScopeScheduling):  # type: ignore[misc] # it carries no types
    """Gives each process one test after the other, of the attacks all those on one backend."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/attacks/"):
            return next((backend for backend in _BACKENDS if backend in nodeid), nodeid)
        return nodeid
