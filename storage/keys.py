"""Keys, in files outside the database: what a copy of the database alone cannot open."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.errors import KeyDamaged, KeysUnusable

KEY_BYTES = 32
WEBHOOK = "webhook"
"""The key by which Telegram shows that it is Telegram that delivers."""
PLAYGROUND = ".playground"
"""No key, but an empty file by which a playground keeps others out."""
_UNFINISHED = ".unfinished"
_DISCARDED = ".discarded"


class KeyFolder:
    """The folder at `path` with one file for each key, shared by every process that serves the same database.

    Every method raises KeysUnusable where the folder or a file in it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> None:
        """Make the folder if missing, for this account alone, and finish what a crash left half done."""
        with self._failing_clearly():
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._path.stat().st_mode & 0o077:
                raise KeysUnusable(self._path, "other accounts may enter the folder")
        with self._alone():
            for leftover in (_UNFINISHED, _DISCARDED):
                self._erase(self._path / leftover)

    def get(self, name: str) -> bytes | None:
        """Return the key of that name, or None if there is none."""
        with self._failing_clearly():
            return self._read(name)

    def get_or_make(self, name: str) -> bytes:
        """Return the key of that name, made and safely on the disk if there was none.

        Two processes that ask at once get the same key.
        """
        key = self.get(name)
        if key is not None:
            return key
        with self._alone():
            return self._read(name) or self._make(name)

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key of that name, if there is one."""
        with self._alone():
            self._discard(name)

    def names(self) -> tuple[str, ...]:
        """Return the names of all keys, in alphabetical order."""
        with self._failing_clearly():
            return tuple(sorted(path.name for path in self._path.iterdir() if not path.name.startswith(".")))

    def made_at(self, name: str) -> datetime:
        """Return when the key of that name was made, by its file's time, in UTC."""
        with self._failing_clearly():
            return datetime.fromtimestamp((self._path / name).stat().st_mtime, UTC)

    def replace(self, name: str, previous: str, expected: bytes) -> None:
        """Make a new key of that name, keep the old one as `previous`, and destroy what was `previous`.

        Does nothing if the key is not `expected` any more: another process was faster.
        """
        with self._alone():
            if self._read(name) == expected:
                self._discard(previous)
                (self._path / name).rename(self._path / previous)
                self._make(name)

    def _read(self, name: str) -> bytes | None:
        try:
            key = (self._path / name).read_bytes()
        except FileNotFoundError:
            return None
        if len(key) != KEY_BYTES:
            raise KeyDamaged(self._path / name, KEY_BYTES, len(key))
        return key

    def _make(self, name: str) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        unfinished = self._path / _UNFINISHED
        self._write(unfinished, key)
        unfinished.rename(self._path / name)
        self._settle()
        return key

    def _discard(self, name: str) -> None:
        # Renamed first: a crash in the middle of overwriting must not leave a key of zeros in use.
        discarded = self._path / _DISCARDED
        try:
            (self._path / name).rename(discarded)
        except FileNotFoundError:
            return
        self._settle()
        self._erase(discarded)

    def _erase(self, path: Path) -> None:
        if path.exists():
            self._write(path, bytes(KEY_BYTES))
            path.unlink()
            self._settle()

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        # Without O_TRUNC: truncated blocks would be given back to the disk before they are overwritten.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _settle(self) -> None:
        """Wait until the folder itself, with its files' names, is on the disk."""
        descriptor = os.open(self._path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other process and thread out of the folder's changes."""
        with self._failing_clearly():
            descriptor = os.open(self._path, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)

    @contextmanager
    def _failing_clearly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise KeysUnusable(self._path, error.strerror or type(error).__name__) from error


class TokenKeys:
    """The keys that seal the conversation in a chat's buttons: the current one, and the one before it.

    Held in memory, since every tap needs them; `reload` sees what another process has changed.
    """

    CURRENT = "token"
    PREVIOUS = "token-previous"

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder
        self.reload()

    def current(self) -> bytes:
        """Return the key to seal with."""
        return self._accepted[0]

    def accepted(self) -> tuple[bytes, ...]:
        """Return the keys that open a button: the current one and, if there is one, the one before it."""
        return self._accepted

    def reload(self) -> None:
        """Read the keys again, and make the first one if there is none."""
        current = self._folder.get_or_make(self.CURRENT)
        previous = self._folder.get(self.PREVIOUS)
        self._accepted = (current,) if previous is None else (current, previous)

    def replaced(self) -> tuple[bytes, ...]:
        """Return the keys that open a button now, if another process has replaced one since this one last looked.

        None where nothing has changed, or where it cannot be seen: a button that does not open is refused then.
        """
        before = self._accepted
        with suppress(KeysUnusable):
            self.reload()
        return () if self._accepted == before else self._accepted

    def rotate(self) -> None:
        """Seal with a new key from now on, and destroy the one before the last.

        Does no more than `reload` if another process has done it since this one last looked.
        """
        self._folder.replace(self.CURRENT, self.PREVIOUS, expected=self.current())
        self.reload()

    def rotate_unless_younger_than(self, age: timedelta, now: datetime) -> None:
        """Rotate, unless another process has done it less than `age` ago.

        A key from the future is of a time when the clock was wrong, and would otherwise be kept until then.
        """
        self.reload()
        if abs(now - self._folder.made_at(self.CURRENT)) >= age:
            self.rotate()

    def rotate_if_older_than(self, age: timedelta, now: datetime) -> None:
        """Make up for the rotations, one each `age`, that were missed by `now`, as after a long pause.

        After two or more, the keys from before the pause are both gone, as they would be without it.
        """
        self.reload()
        missed = (now - self._folder.made_at(self.CURRENT)) // age
        if missed >= 1:
            self.rotate()
        if missed >= 2:  # noqa: PLR2004 - the second would have destroyed what the first kept
            self._folder.destroy(self.PREVIOUS)
            self.reload()
