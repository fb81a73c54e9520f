"""A round that is over, and its packs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.round_over import RoundOver, round_over_in


@pytest.fixture
async def over(tmp_path: Path) -> AsyncIterator[RoundOver]:
    """A round that is over, with nothing in it yet."""
    async with round_over_in(tmp_path) as over:
        yield over
