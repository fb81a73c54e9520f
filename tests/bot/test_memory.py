"""The memory of the process is nobody else's to read."""

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked for it")
def test_no_dump_of_it_is_written() -> None:
    """Linux says so of a process that has shut its memory, and the other of one that has not. Source: prctl(2)."""
    tell = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    shut = "from bot import memory; memory.shut(); "
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own
        for code in (tell, shut + tell)
    ]
    assert said == ["1\n", "0\n"]
