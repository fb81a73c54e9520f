"""Workers are killed at any moment: no ballot that was told sealed is lost, none is there twice."""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from storage.tables import Comment, Response
from tests.storage.worker import Task, open_box_at

ACCOUNTS_OF_A_LIFE = 10_000
DAYS_OF_A_LIFE = timedelta(days=40)
LONGEST_LIFE_SECONDS = 0.6
PATIENCE_SECONDS = 60.0


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.slow), 3])
async def test_a_few_kills(url: str, tmp_path: Path, workers: int) -> None:
    """Four."""
    await _kill_again_and_again(url, tmp_path, workers, kills=4)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 3])
async def test_two_hundred_kills(url: str, tmp_path: Path, workers: int) -> None:
    """Of one worker, and of three that share a database."""
    await _kill_again_and_again(url, tmp_path, workers, kills=200)


async def _kill_again_and_again(url: str, folder: Path, workers: int, kills: int) -> None:
    random, lives = Random(kills), _lives(url, folder)
    database, _ = await open_box_at(url, folder / "keys")
    await database.close()
    running = [next(lives) for _ in range(workers)]
    for _ in range(kills):
        victim = random.randrange(workers)
        await asyncio.to_thread(_let_live, folder / "diary", random.uniform(0, LONGEST_LIFE_SECONDS))
        _kill(running[victim])
        running[victim] = next(lives)
    for one in running:
        _kill(one)

    told = [int(line) for line in (folder / "diary").read_text().splitlines()]
    assert len(told) == len(set(told)) >= kills
    kept, comments = await _opened_for_the_last_time(url, folder / "keys")
    left = sorted(path.name for path in (folder / "keys").iterdir())
    assert len(left) == 2
    assert left[0] == "round-2026-3"
    assert len(kept) == len(set(kept))
    assert len(comments) == len(set(comments))
    assert {f"concern {account}" for account in told} <= set(kept)
    assert {f"words of {account}" for account in told} <= set(comments)


def _lives(url: str, folder: Path) -> Iterator[BaseProcess]:
    """Start one worker after the other, each with accounts and days of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.storage.worker"])
    for number in count():
        day = date(2026, 6, 15) + number * DAYS_OF_A_LIFE
        task = Task(url, folder / "keys", folder / "diary", number * ACCOUNTS_OF_A_LIFE, day)
        process = context.Process(target=task.work, daemon=True)
        process.start()
        yield process


def _let_live(diary: Path, seconds: float) -> None:
    """Wait until somebody is told again, and that long."""
    before, given_up = _size(diary), time.monotonic() + PATIENCE_SECONDS
    while _size(diary) == before:
        assert time.monotonic() < given_up, "nobody is told any more"
        os.sched_yield()
        time.sleep(0.005)
    time.sleep(seconds)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _kill(process: BaseProcess) -> None:
    process.kill()
    process.join()


async def _opened_for_the_last_time(url: str, keys: Path) -> tuple[list[str], list[str]]:
    """Return what every answer and every comment says, once the round is over."""
    database, box = await open_box_at(url, keys, datetime(2026, 9, 1, 12, tzinfo=UTC))
    await box.close_over_rounds()
    await box.seal()
    async with database.session() as session:
        kept = list(await session.exec(select(Response.first)))
        comments = list(await session.exec(select(Comment.text)))
    await database.close()
    return kept, comments
