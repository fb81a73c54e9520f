"""Whatever Telegram may deliver is dealt with or passed over: nothing goes wrong, and nothing comes again for ever."""

import json
import logging
from collections import Counter
from pathlib import Path
from random import Random

import aiohttp
import pytest
from sqlmodel import select

from bot.playground.group import Group
from bot.webhook import SECRET
from storage.tables import StaffChat
from tests.fuzzing.cases import few_or_many
from tests.fuzzing.made_up import Made
from tests.town import Town, town_in, webhook_settings

MINE = "a-secret-that-is-long-enough"
PASSED_OVER = "An update could not be read"
"""The one error that may be logged."""
AS_JSON = {SECRET: MINE, "Content-Type": "application/json"}


@few_or_many(150, 15_000)
async def test_whatever_is_delivered(tmp_path: Path, caplog: pytest.LogCaptureFixture, cases: int) -> None:
    """Each is answered with success or, where it is no update, with a refusal; then a resident goes the whole way."""
    caplog.set_level(logging.ERROR)
    async with (
        town_in(tmp_path, webhook_secret=MINE, **webhook_settings()) as town,
        aiohttp.ClientSession() as post,
    ):
        ann = town.resident("Ann")
        await ann.starts()
        await ann.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
        group = Group(town.world, "A group", [ann.resident])
        chats, statuses, seed = [ann.resident.chat.id, group.chat.id], Counter[int](), 0
        for seed in range(cases):
            made = Made(Random(seed), chats, ann.tokens)
            body = json.dumps(made.update(1_000_000 + seed))
            where = f"http://{town.settings.listen}/telegram"
            async with post.post(where, data=body, headers=AS_JSON) as answer:
                statuses[answer.status] += 1
                assert answer.status == 200, f"seed {seed}: {answer.status}"
        wrong = [record.getMessage() for record in caplog.records if PASSED_OVER not in record.getMessage()]
        assert wrong == []
        assert len(caplog.records) < cases * 0.7
        await expect_that_all_is_well(town)


async def expect_that_all_is_well(town: Town) -> None:
    """Nobody has become staff, and Bob is thanked."""
    async with town.stores.database.session() as session:
        assert list(await session.exec(select(StaffChat))) == []
    bob = town.resident("Bob")
    await bob.starts()
    await bob.taps("Give my views", "Watford", "Drugs", "That's all", "Send my views")
    assert "Thank you" in bob.text
