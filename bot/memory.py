"""The memory of the process: what residents tap passes through it, so nobody else is to read it.

What was freed is another matter: Python does not overwrite it. The C library does, in the environment of `bot/deploy/`.
"""

import ctypes
import sys

_SET_DUMPABLE = 4


def shut() -> None:
    """Let Linux write no dump of the memory, nor let other programs of the same account read it.

    Source: Linux, prctl(2), PR_SET_DUMPABLE.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
