"""The memory of the process: what residents tap passes through it, so nobody else is to read it.

What was freed is another matter: Python does not overwrite it. The C library does, in the environment of `bot/deploy/`.
"""

import ctypes
import gc
import sys

LARGE = 64 * 1024
"""In bytes: as much as the smallest ballot box."""

_SET_DUMPABLE = 4
_MMAP_THRESHOLD = -3


def shut() -> None:
    """Let Linux write no dump of the memory, nor let other programs of the same account read it.

    Source: Linux, prctl(2), PR_SET_DUMPABLE.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def tidy() -> None:
    """Look for rubbish, and give back what lies free between what is used, which whoever has gone has left.

    Source: GNU C library, malloc_trim(3).
    """
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def give_back() -> None:
    """Let the C library give back what is large as soon as it is freed: whole ballot boxes are among it.

    Left to itself it keeps as much as it ever had, in each thread, and the bot grows with the box: with 500 ballots
    more by 6 MiB, and so by 2.

    Source: GNU C library, mallopt(3), M_MMAP_THRESHOLD.
    """
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(_MMAP_THRESHOLD, LARGE)
