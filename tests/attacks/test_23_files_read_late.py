"""Attack 23: what was said, from when files were read.

Most file systems note when a file was last read. What a program reads only when it needs it for the first time then
tells when that was: words for redaction, of the first comment; what is known of France's telephone numbers, of the
first comment with one that looks like theirs; phrases in other languages, of the first words that were typed. The
attacker sees which files the bot's process opens once residents say things. Passes if there is none but the database
and the keys, which are read at every tick.

A bot that learns nothing at its start opens some.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.attacks.verdict import Finding, Judge


@pytest.mark.slow
async def test_no_file_is_read_for_what_somebody_says(
    tmp_path_factory: pytest.TempPathFactory, judge: Judge
) -> None:
    """All that the bot knows it has read before the first resident comes."""
    naive, ours = await asyncio.gather(
        *(read_late(tmp_path_factory.mktemp("bot"), *words) for words in (("naive",), ()))
    )
    judge(Finding("23 files read for what was said", "sqlite", len(naive), ours, []))


async def read_late(folder: Path, *words: str) -> list[str]:
    """Return the names of the files that a bot reads once residents say things."""
    command = ("-m", "tests.attacks.late_reader", str(folder), *words)
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=PIPE)
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode().splitlines()
