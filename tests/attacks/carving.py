"""Finds in the bytes of files what was written to tables, without asking the database."""

import re
import struct
from collections.abc import Iterator

_PAGE = 8192
_HEADER, _LONG_HEADER = 24, 40
_TABLE_LEAF = 0x0D
_IS_LONG = 0x0002
_CHUNK = 1996
"""In bytes: a value too long for a row is kept in pieces of this size."""

_SIZES = tuple(64 * 1024 * 2**doubled for doubled in range(4))
_LENGTH = struct.Struct("<I")


def log_without_headers(segments: bytes, start: int, end: int) -> bytes:
    """Return what was written to the log, in one piece, without the headers of its pages.

    Args:
        segments: the log's files.
        start: where in them it begins, in bytes.
        end: where it ends.
    """
    pages = range(start // _PAGE * _PAGE, min(end, len(segments)), _PAGE)
    return b"".join(
        segments[max(start, at + _header_of(segments, at)) : min(end, at + _PAGE)] for at in pages
    )


def sealed_in_toast(log: bytes) -> Iterator[bytes]:
    """Give the sealed blocks that were written, the first one written first."""
    lengths = {_CHUNK, *(size % _CHUNK for size in _SIZES)}
    # A piece: four bytes that name its value, its own number from 0, its length, its content.
    beginning = re.compile(
        rb"\0\0\0(?:" + rb"|".join(re.escape(_varlena(length)) for length in lengths) + rb")"
    )
    values: dict[bytes, dict[int, bytes]] = {}
    for match in beginning.finditer(log):
        at, content_at = match.start() - 5, match.end()
        length = (_LENGTH.unpack_from(log, content_at - _LENGTH.size)[0] >> 2) - _LENGTH.size
        values.setdefault(log[at : at + 4], {})[log[at + 4]] = log[content_at : content_at + length]
    for pieces in values.values():
        value = b"".join(pieces[number] for number in sorted(pieces))
        if len(value) in _SIZES:
            yield value


def _header_of(segments: bytes, at: int) -> int:
    (flags,) = struct.unpack_from("<H", segments, at + 2)
    return _LONG_HEADER if flags & _IS_LONG else _HEADER


def _varlena(length: int) -> bytes:
    return _LENGTH.pack((length + _LENGTH.size) << 2)


def rows_of_sqlite(image: bytes, page_size: int) -> Iterator[bytes]:
    """Give the rows of all tables with row numbers in an SQLite file, without their numbers."""
    for at in range(0, len(image), page_size):
        page = image[at : at + page_size]
        head = 100 if at == 0 else 0
        if page[head] != _TABLE_LEAF:
            continue
        (cells,) = struct.unpack_from(">H", page, head + 3)
        for cell in struct.unpack_from(f">{cells}H", page, head + 8):
            length, at_number = _varint(page, cell)
            _, at_row = _varint(page, at_number)
            yield page[at_row : at_row + length]


def rows_of_heap(file: bytes) -> Iterator[bytes]:
    """Give the rows in a file of PostgreSQL, the dead ones too, without the numbers of their transaction and place."""
    for at in range(0, len(file), _PAGE):
        page = file[at : at + _PAGE]
        (lower,) = struct.unpack_from("<H", page, 12)
        for (pointer,) in struct.iter_unpack("<I", page[24:lower]):
            row = page[pointer & 0x7FFF :][: pointer >> 17]
            yield row[4:12] + row[18:]


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """Return a number of SQLite's, and where the next thing stands."""
    number = 0
    for byte in page[at : at + 9]:
        at += 1
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return number, at
