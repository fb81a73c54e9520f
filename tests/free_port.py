"""Ports for what a test starts: none that a computer gives to those who name no port, as to whoever connects."""

from contextlib import closing, suppress
from random import SystemRandom

from bot.http_server import listening_on

PORTS = range(20_000, 32_000)
"""Linux gives those from 32768 on, macOS from 49152 on: one that was free a moment ago may be gone the next."""


def free_port() -> int:
    """Return a port on which nothing listens, and which nobody is given unasked."""
    while True:
        port = SystemRandom().choice(PORTS)
        with suppress(OSError), closing(listening_on("127.0.0.1", port)):
            return port
