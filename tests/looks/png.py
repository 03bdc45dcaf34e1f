"""Small PNG files: a screenshot of text has few colours, and with a palette it takes a third of the bytes."""

from __future__ import annotations

import struct
import zlib
from collections import Counter

COLOURS = 256


def indexed(width: int, height: int, pixels: bytes) -> bytes:
    """Return RGBA *pixels* without transparency as a PNG of the most frequent colours; others become the nearest."""
    each = memoryview(pixels).cast("I")
    counts = Counter(each)
    palette = [colour for colour, _ in counts.most_common(COLOURS)]
    table = {colour: at for at, colour in enumerate(palette)}
    known = [_channels(colour) for colour in palette]
    for colour in counts:
        if colour not in table:
            table[colour] = _nearest(_channels(colour), known)
    indices = bytes(map(table.__getitem__, each))
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, width * height, width))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(map(bytes, known))),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _channels(colour: int) -> tuple[int, int, int]:
    """Return red, green and blue."""
    red, green, blue, _ = struct.pack("=I", colour)
    return red, green, blue


def _nearest(colour: tuple[int, int, int], known: list[tuple[int, int, int]]) -> int:
    """Return the place of the colour that differs least."""
    return min(
        range(len(known)), key=lambda at: sum((one - other) ** 2 for one, other in zip(colour, known[at], strict=True))
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Return a part of a PNG file."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
