"""Keys are for this account alone, safely on the disk before they are used, and gone once destroyed."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.errors import KeysUnusable
from storage.keys import KeyFolder, TokenKeys

DAY = timedelta(days=1)
MAKE_FIFTY = """
import sys
from pathlib import Path
from storage.keys import KeyFolder
folder = KeyFolder(Path(sys.argv[1]))
folder.open()
for number in range(50):
    print(folder.get_or_make(f"round-{number}").hex())
"""


def _aged(path: Path, age: timedelta) -> datetime:
    """Make the file as old as that at the time returned."""
    made = datetime(2026, 6, 1, 3, tzinfo=UTC)
    os.utime(path, (made.timestamp(), made.timestamp()))
    return made + age


def test_only_this_account_can_read_the_keys(tmp_path: Path) -> None:
    """The folder is 0700 and each key 0600, also with a lax umask, and under folders that were not there."""
    before = os.umask(0)
    try:
        folder = KeyFolder(tmp_path / "var" / "keys")
        folder.open()
        folder.get_or_make("round-2026-2")
    finally:
        os.umask(before)

    path = tmp_path / "var" / "keys"
    assert path.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in path.iterdir()] == [0o600]


def test_a_key_stays_the_same_once_made(keys: KeyFolder, tmp_path: Path) -> None:
    """32 random bytes, the same after a restart, another for each name."""
    key = keys.get_or_make("round-2026-2")
    after_a_restart = KeyFolder(tmp_path / "keys")
    after_a_restart.open()

    assert len(key) == 32
    assert after_a_restart.get("round-2026-2") == after_a_restart.get_or_make("round-2026-2") == key
    assert keys.get_or_make("round-2026-3") != key
    assert keys.get("round-2027-1") is None
    assert keys.names() == ("round-2026-2", "round-2026-3")


def test_processes_that_make_a_key_at_once_get_the_same(tmp_path: Path) -> None:
    """Four processes race for fifty keys in a folder that is not there yet."""
    processes = [
        subprocess.Popen(  # noqa: S603 - the program is a constant above
            [sys.executable, "-c", MAKE_FIFTY, str(tmp_path / "keys")],
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    printed = [process.communicate()[0] for process in processes]

    assert len(printed[0].split()) == 50
    assert len(set(printed)) == 1


def test_a_destroyed_key_is_gone_from_the_disk(keys: KeyFolder, tmp_path: Path) -> None:
    """Its bytes are overwritten in place, as a second link to the same file shows."""
    key = keys.get_or_make("round-2026-2")
    (tmp_path / "link").hardlink_to(tmp_path / "keys" / "round-2026-2")
    assert (tmp_path / "link").read_bytes() == key

    keys.destroy("round-2026-2")
    keys.destroy("round-never-made")

    assert keys.get("round-2026-2") is None
    assert list((tmp_path / "keys").iterdir()) == []
    assert (tmp_path / "link").read_bytes() == bytes(32)


@pytest.mark.parametrize("leftover", [".unfinished", ".discarded"])
def test_what_a_crash_leaves_half_done_is_cleared_at_start(
    keys: KeyFolder, tmp_path: Path, leftover: str
) -> None:
    """A key half made or half destroyed is no key, and is overwritten and removed."""
    (tmp_path / "keys" / leftover).write_bytes(b"k" * 32)
    (tmp_path / "link").hardlink_to(tmp_path / "keys" / leftover)
    assert keys.names() == ()

    KeyFolder(tmp_path / "keys").open()

    assert list((tmp_path / "keys").iterdir()) == []
    assert (tmp_path / "link").read_bytes() == bytes(32)


def test_a_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    """It is not made tighter unasked: it may be somebody's home or /tmp."""
    (tmp_path / "shared").mkdir(mode=0o755)

    with pytest.raises(KeysUnusable, match=r"shared cannot be used: other accounts .* mkdir -m 700"):
        KeyFolder(tmp_path / "shared").open()

    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o755


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    """With what is wrong and what to do, instead of a traceback from the operating system."""
    (tmp_path / "keys").write_text("not a folder")

    with pytest.raises(KeysUnusable, match=r"keys cannot be used: File exists\. .*KEY_DIR"):
        KeyFolder(tmp_path / "keys").open()


def test_a_damaged_key_is_refused(keys: KeyFolder, tmp_path: Path) -> None:
    """A key cut short is neither used nor silently replaced, which would lose what it seals."""
    (tmp_path / "keys" / "token").write_bytes(b"short")

    with pytest.raises(KeysUnusable, match="32 bytes and this file 5"):
        keys.get_or_make("token")


def test_a_rotation_keeps_the_last_key_and_destroys_the_one_before(keys: KeyFolder, tmp_path: Path) -> None:
    """Buttons of the day before still open; after two rotations they do not, here or after a restart."""
    token_keys = TokenKeys(keys)
    first = token_keys.current()
    assert token_keys.accepted() == (first,)

    token_keys.rotate()
    second = token_keys.current()
    assert token_keys.accepted() == (second, first)

    (tmp_path / "link").hardlink_to(tmp_path / "keys" / "token-previous")
    token_keys.rotate()
    assert token_keys.accepted()[1] == second
    assert first not in token_keys.accepted()
    assert TokenKeys(keys).accepted() == token_keys.accepted()
    assert (tmp_path / "link").read_bytes() == bytes(32)


def test_a_restart_interrupts_nobody(keys: KeyFolder) -> None:
    """The key that sealed a button before the restart opens it afterwards."""
    assert TokenKeys(keys).current() == TokenKeys(keys).current()


def test_two_workers_that_rotate_at_once_rotate_once(keys: KeyFolder) -> None:
    """Otherwise the key of this morning's buttons would be gone."""
    one, other = TokenKeys(keys), TokenKeys(keys)
    before = one.current()

    one.rotate()
    other.rotate()

    assert one.accepted() == other.accepted()
    assert one.accepted()[1] == before


def test_a_worker_sees_anothers_rotation_when_it_looks_again(keys: KeyFolder) -> None:
    """Until then it goes on with the keys that it knows, without a look at the disk."""
    one, other = TokenKeys(keys), TokenKeys(keys)
    before = other.current()

    one.rotate()
    assert other.current() == before

    other.reload()
    assert other.accepted() == one.accepted()


@pytest.mark.parametrize(("age", "rotates"), [(-DAY * 365, True), (-DAY / 240, False), (DAY / 2, True)])
def test_a_key_of_a_clock_that_was_wrong_is_replaced(
    keys: KeyFolder, tmp_path: Path, age: timedelta, rotates: bool
) -> None:
    """It seems to be made a year from now. The clocks of two workers may be minutes apart."""
    token_keys = TokenKeys(keys)
    before = token_keys.current()
    token_keys.rotate_unless_younger_than(DAY / 24, _aged(tmp_path / "keys" / "token", age))
    assert (token_keys.current() != before) == rotates


@pytest.mark.parametrize(
    ("age", "rotations"),
    [(-DAY, 0), (DAY * 0.99, 0), (DAY, 1), (DAY * 1.99, 1), (DAY * 2, 2), (DAY * 100, 2)],
)
def test_a_start_after_a_pause_makes_up_for_missed_rotations(
    keys: KeyFolder, tmp_path: Path, age: timedelta, rotations: int
) -> None:
    """A day-old key is still accepted; one that should have been destroyed meanwhile is not."""
    token_keys = TokenKeys(keys)
    before = token_keys.current()
    now = _aged(tmp_path / "keys" / "token", age)

    token_keys.rotate_if_older_than(DAY, now)

    assert [before == key for key in token_keys.accepted()] == [[True], [False, True], [False]][rotations]
