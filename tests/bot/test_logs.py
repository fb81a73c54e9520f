"""The log: whatever is logged, by whomever, no line tells anything about a resident."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from bot import logs

CANARY = "CANARY-7391846205"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave logging as it was found."""
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook, threading.excepthook)
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in (None, *logs.OURS)}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
@pytest.mark.parametrize(
    "name", ["aiohttp.client", "telegram.ext.Application", "sqlalchemy.engine", "rasa_sdk", "asyncio"]
)
def test_what_others_log_is_told_by_its_place_only(
    level: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the message nor its arguments nor an exception's text of a foreign logger is written."""
    logs.set_up(level)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger(name).exception("update %s", CANARY)
    written = capsys.readouterr().err
    assert f"ERROR {name} at test_logs.py:" in written
    assert "ValueError at bot/test_logs.py:" in written
    assert CANARY not in written


def test_our_own_lines_carry_an_exceptions_place_and_not_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Type and place of an error and of its cause, and no time."""
    logs.set_up("INFO")
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise RuntimeError(CANARY) from cause
    except RuntimeError as wrong:
        logging.getLogger("bot.conversations").error("A ballot could not be kept: %s", logs.place_of(wrong))
    written = capsys.readouterr().err
    assert written.startswith("ERROR bot.conversations A ballot could not be kept: RuntimeError at ")
    assert " < KeyError at " in written
    assert CANARY not in written


def test_last_words_name_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    """An exception that nobody caught, also in a thread, is told by type and place."""
    logs.set_up("INFO")
    wrong = ValueError(CANARY)
    sys.excepthook(ValueError, wrong, None)
    thread = threading.Thread(target=lambda: int(CANARY))
    thread.start()
    thread.join()
    written = capsys.readouterr().err
    assert written.count("Local Views stopped: ValueError") == 2
    assert CANARY not in written


def test_a_line_that_cannot_be_written_is_not_printed_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    """Python would print the arguments of a record whose handler failed."""
    logs.set_up("INFO")
    logging.getLogger("bot").error("%d ballots", CANARY)
    assert CANARY not in capsys.readouterr().err
