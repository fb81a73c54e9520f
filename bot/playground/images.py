"""The width and height of a PNG or JPEG, read from its header."""

import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def sides(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, or None where `content` is neither a PNG nor a JPEG."""
    if content.startswith(PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack_from(">II", content, 16)
        return width, height
    return _of_jpeg(content) if content.startswith(JPEG) else None


def _of_jpeg(content: bytes) -> tuple[int, int] | None:
    place = len(JPEG)
    while place + 9 <= len(content) and content[place] == 0xFF:  # noqa: PLR2004
        if content[place + 1] in _SIZES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return None
