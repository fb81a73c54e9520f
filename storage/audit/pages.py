"""The pages of an SQLite file: in which order the rows of a table lie in them, and what is in those that are free.

Source: "Database File Format" of SQLite, sections 1.3 (the header), 1.5 (the freelist) and 1.6 (b-tree pages).
"""

from collections.abc import Iterator

_INNER = (2, 5)
_FILE_HEADER = 100
_WAL_FORMAT = b"\x02\x02"
_ROLLBACK_FORMAT = b"\x01\x01"


class Pages:
    """A whole SQLite database, as bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        # A page of 65,536 bytes does not fit into the two bytes of its size, and is written as 1.
        self._size = 65536 if content[16:18] == b"\x00\x01" else int.from_bytes(content[16:18], "big")

    @property
    def size(self) -> int:
        """The size of a page in bytes."""
        return self._size

    @property
    def has_write_ahead_log(self) -> bool:
        """Whether changes go into a write-ahead log first."""
        return self._content[18:20] == _WAL_FORMAT

    def without_write_ahead_log(self) -> bytes:
        """Return the same database as one that can be opened in memory."""
        return self._content[:18] + _ROLLBACK_FORMAT + self._content[20:]

    def layout(self, root: int) -> list[tuple[int, ...]]:
        """Return, page by page of the table with this root page, where the rows lie, in the order of their keys."""
        return list(self._walk(root))

    def used_free_pages(self) -> int:
        """Return how many pages are free and yet not overwritten with zeros."""
        return sum(any(self._page(number)) for number in self._free())

    def _walk(self, number: int) -> Iterator[tuple[int, ...]]:
        page, header = self._page(number), _FILE_HEADER if number == 1 else 0
        is_inner = page[header] in _INNER
        first = header + (12 if is_inner else 8)
        rows = _number(page, header + 3, 2)
        places = tuple(_number(page, first + 2 * at, 2) for at in range(rows))
        yield places
        if is_inner:
            for place in places:
                yield from self._walk(_number(page, place, 4))
            yield from self._walk(_number(page, header + 8, 4))

    def _free(self) -> Iterator[int]:
        """Give the free pages, but for those that only list others."""
        trunk = _number(self._content, 32, 4)
        while trunk:
            page = self._page(trunk)
            yield from (_number(page, 8 + 4 * at, 4) for at in range(_number(page, 4, 4)))
            trunk = _number(page, 0, 4)

    def _page(self, number: int) -> bytes:
        return self._content[(number - 1) * self._size : number * self._size]


def _number(of: bytes, at: int, length: int) -> int:
    return int.from_bytes(of[at : at + length], "big")
