"""Logging without identity: of what others' code logs, only its kind and place; of exceptions, never their text.

python-telegram-bot, httpx, APScheduler, SQLAlchemy, uvicorn and rasa_sdk all log ids, texts, tokens or database
rows by default, some of them inside exception messages. So a record from outside this project is written as its
level, logger, file and line, from warnings up; and a traceback as the types and places it went through. No line has
a time: the moment of a fault can be the moment in which somebody sent. (A journal adds times of its own.)
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator

from storage.ailment import ailment_of, causes
from storage.errors import LocalViewsError

OURS = ("bot", "flows", "storage")


def set_up(level: str) -> None:
    """Write logs to standard error, from this level up, without anything about a resident.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutIdentity())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    # If a line cannot be written, Python would print the arguments of the record instead.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    sys.excepthook = lambda _, wrong, __: _last_words(wrong)
    sys.unraisablehook = lambda what: _last_words(what.exc_value)
    threading.excepthook = lambda what: _last_words(what.exc_value)


class WithoutIdentity(logging.Formatter):
    """Writes a record so that it can tell nothing about a resident, whoever logged it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and below it the places of an exception if there is one."""
        what = record.getMessage() if _is_ours(record) else f"at {record.filename}:{record.lineno}"
        lines = [f"{record.levelname} {record.name} {what}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines.append(f"  {place_of(record.exc_info[1])}")
        return "\n".join(lines)


def place_of(wrong: BaseException) -> str:
    """Return an exception's type, what caused it, and the places it went through: never its message.

    Where it is known what ails the database, that and what to do come first.
    """
    places = " < ".join(_places(wrong))
    # Our own errors say what is wrong, and their messages are logged.
    ailment = "" if isinstance(wrong, LocalViewsError) else ailment_of(wrong)
    return f"{ailment} ({places})" if ailment else places


def _places(wrong: BaseException) -> Iterator[str]:
    for cause in causes(wrong):
        frames = traceback.extract_tb(cause.__traceback__)
        where = ", ".join(f"{_short(frame.filename)}:{frame.lineno}" for frame in reversed(frames[-6:]))
        yield f"{type(cause).__name__} at {where or 'nowhere'}"


def _short(filename: str) -> str:
    return "/".join(filename.replace("\\", "/").split("/")[-2:])


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _last_words(wrong: BaseException | None) -> None:
    if wrong is not None and not isinstance(wrong, KeyboardInterrupt | SystemExit):
        sys.stderr.write(f"Local Views stopped: {place_of(wrong)}\n")
