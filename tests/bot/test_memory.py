"""The memory of the process is nobody else's to read."""

import platform
import subprocess
import sys

import pytest


def said_by(code: str) -> str:
    """Return what a program of its own prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked for it")
def test_no_dump_of_it_is_written() -> None:
    """Linux says so of a process that has shut its memory, and the other of one that has not. Source: prctl(2)."""
    tell = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    shut = "from bot import memory; memory.shut(); "
    assert [said_by(code) for code in (tell, shut + tell)] == ["1\n", "0\n"]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library is asked for it")
def test_what_is_large_is_given_back_when_it_is_freed() -> None:
    """Of 40 MiB that were freed while one more stays, none is left; the C library by itself keeps them all."""
    use = """
import re
from pathlib import Path
largest_so_far = b"x" * 2**24
del largest_so_far
many, one_more = [b"x" * 2**20 for _ in range(40)], b"x" * 2**20
del many
print(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
    give_back = "from bot import memory; memory.give_back(); "
    by_itself, ours = (int(said_by(code)) for code in ("from bot import memory; " + use, give_back + use))
    assert by_itself - ours > 39 * 1024
