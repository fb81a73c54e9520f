"""What is sealed opens with its own key only, and its size tells next to nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from storage.errors import SealBroken
from storage.keys import KeyFolder
from storage.seal import SMALLEST_SEALED, SealKeys, seal, unseal

KEY = bytes(range(32))


@given(some.binary(max_size=2000))
def test_what_is_sealed_opens_as_it_was(content: bytes) -> None:
    """Whatever it is, and however it ends."""
    assert unseal(seal(content, KEY, "ballot box"), KEY, "ballot box") == content


def test_its_size_is_one_of_few() -> None:
    """64 KiB up to nearly so much, then 128 KiB, then 256 KiB."""
    frame = 12 + 8 + 16
    sizes = [0, 1, SMALLEST_SEALED - frame, SMALLEST_SEALED - frame + 1, 2 * SMALLEST_SEALED]

    assert [len(seal(bytes(size), KEY, "ballot box")) // SMALLEST_SEALED for size in sizes] == [1, 1, 1, 2, 4]


def test_the_same_content_never_looks_the_same_twice() -> None:
    """Even under the same key."""
    assert seal(b"", KEY, "ballot box") != seal(b"", KEY, "ballot box")


def test_another_key_or_another_purpose_or_damage_does_not_open_it() -> None:
    """A box cannot be swapped for a register, cut short or changed, and no key opens nothing."""
    sealed = seal(b"views", KEY, "ballot box")
    for key, purpose, content in [
        (bytes(32), "ballot box", sealed),
        (None, "ballot box", sealed),
        (KEY, "2026-2", sealed),
        (KEY, "ballot box", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (KEY, "ballot box", sealed[:-1]),
        (KEY, "ballot box", b""),
    ]:
        with pytest.raises(SealBroken, match="KEY_DIR"):
            unseal(content, key, purpose)


def test_keys_of_another_database_are_not_swept_away(keys: KeyFolder) -> None:
    """Two databases may share a folder by mistake, or while answers move from one to the other."""
    seal_keys = SealKeys(keys)
    ours, _ = seal_keys.fresh(after="")
    left_over, _ = seal_keys.fresh(after=ours)
    theirs, _ = seal_keys.fresh(after="")

    seal_keys.sweep(frozenset({ours}))
    assert set(keys.names()) == {ours, theirs}
    assert seal_keys.get(left_over) is None
