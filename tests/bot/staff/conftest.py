"""A town whose mornings come when the test says so, for every test about staff."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.staff.mornings import Mornings, mornings_in


@pytest.fixture
async def mornings(tmp_path: Path) -> AsyncIterator[Mornings]:
    """A town whose clock stands at 16 June 2026, a Tuesday, in its round of May to August."""
    async with mornings_in(tmp_path) as mornings:
        yield mornings
