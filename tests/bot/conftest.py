"""What all bots of a process share."""

import gc

import pytest

from flows.script import installed


@pytest.fixture(scope="session", autouse=True)
def learned() -> None:
    """They have learned what residents may type, and look for no rubbish among it: there is more than of all else."""
    installed("hertfordshire").learn()
    gc.collect()
    gc.freeze()
