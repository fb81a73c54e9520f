"""Several workers share one ballot box, and a worker that is killed loses and doubles nothing."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path

from storage.ballot import Answers, Ballot
from storage.ballot_box import BallotBox
from storage.database import Contents

DROPPER = Path(__file__).with_name("dropper.py")
Held = Callable[[str], Awaitable[Contents]]


async def _worker(tmp_path: Path, url: str, ballots: int, first_account: int) -> Process:
    arguments = [url, str(tmp_path / "keys"), str(ballots), str(first_account)]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", str(DROPPER), *arguments, stdout=PIPE, stderr=PIPE
    )


async def test_two_workers_take_ballots_into_one_box(tmp_path: Path, url: str, held: Held) -> None:
    """Both serve the same forty accounts and twenty of their own: each account's answer is kept once."""
    workers = [await _worker(tmp_path, url, 60, first_account) for first_account in (1000, 1020)]
    (said_by_one, _), (said_by_other, _) = said = [await worker.communicate() for worker in workers]

    outcomes = [line.split()[0] for output, _ in said for line in output.decode().splitlines()]
    assert [errors for _, errors in said] == [b"", b""]
    assert (outcomes.count("kept"), outcomes.count("answered")) == (80, 40)
    assert said_by_one != said_by_other
    assert (await held("response")).total == 80


async def test_a_killed_worker_loses_and_doubles_nothing(
    tmp_path: Path, url: str, box: BallotBox, held: Held
) -> None:
    """What residents were told is kept is there, at most one more, and sending it again adds nothing."""
    worker = await _worker(tmp_path, url, 2000, 1000)
    assert worker.stdout is not None
    said = [await worker.stdout.readline() for _ in range(20)]
    worker.kill()
    said += (await worker.stdout.read()).splitlines(keepends=True)
    await worker.communicate()

    told = [line.decode().split() for line in said if line.endswith(b"\n")]
    kept = (await held("response")).total
    assert len(told) <= kept <= len(told) + 1
    for _, number, account in told:
        assert await box.drop(Ballot(number, Answers("watford", "theft")), int(account)) == "kept"
    assert (await held("response")).total == kept
