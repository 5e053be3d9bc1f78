"""Make pictures of pages small: a PNG of a browser becomes one of at most 256 colours."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 256
APART = 20
"""Colours nearer than this (squared distance) share a place before the palette is full."""
RGB, RGBA = 2, 6
Colour = tuple[int, int, int]


class PictureError(ValueError):
    """Not a picture as a browser writes it: eight bits a channel, with or without alpha, not interlaced."""


def reduced(picture: bytes) -> bytes:
    """Return the picture with a palette; what was transparent is what it was painted on."""
    width, height, rows = _pixels(picture)
    counts: Counter[Colour] = Counter()
    for row in rows:
        counts.update(_colours(row))
    palette = _palette(counts)
    place = {colour: _nearest(colour, palette) for colour in counts}
    lines = b"".join(b"\0" + bytes(map(place.__getitem__, _colours(row))) for row in rows)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(value for colour in palette for value in colour)),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _colours(row: bytes) -> Iterator[Colour]:
    return zip(row[0::3], row[1::3], row[2::3], strict=True)


def _palette(counts: Counter[Colour]) -> list[Colour]:
    """Return the colours that are seen most, none too near to another."""
    chosen: list[Colour] = []
    for colour, _count in counts.most_common():
        if all(_distance(colour, other) > APART for other in chosen):
            chosen.append(colour)
            if len(chosen) == MOST:
                break
    return chosen


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    return min(range(len(palette)), key=lambda number: _distance(colour, palette[number]))


def _distance(one: Colour, other: Colour) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2


def _pixels(picture: bytes) -> tuple[int, int, list[bytes]]:
    """Return width, height and rows of red, green, blue."""
    if not picture.startswith(SIGNATURE):
        raise PictureError
    data = b""
    width = height = kind = 0
    for name, body in _chunks(picture):
        if name == b"IHDR":
            width, height, depth, kind, *rest = struct.unpack(">IIBBBBB", body)
            if depth != 8 or kind not in {RGB, RGBA} or any(rest):
                raise PictureError
        elif name == b"IDAT":
            data += body
    size = 4 if kind == RGBA else 3
    rows = list(_unfiltered(zlib.decompress(data), width * size, size))
    if kind == RGBA:
        rows = [
            bytes(value for colour in zip(*(row[at::4] for at in range(3)), strict=True) for value in colour)
            for row in rows
        ]
    return width, height, rows


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _unfiltered(data: bytes, length: int, size: int) -> Iterator[bytes]:
    """Undo the filters of PNG, row by row."""
    above = bytes(length)
    for start in range(0, len(data), length + 1):
        row = bytearray(data[start + 1 : start + 1 + length])
        kind = data[start]
        if kind == 1:
            for at in range(size, length):
                row[at] = (row[at] + row[at - size]) & 255
        elif kind == 2:
            row = bytearray((one + up) & 255 for one, up in zip(row, above, strict=True))
        elif kind == 3:
            for at in range(length):
                left = row[at - size] if at >= size else 0
                row[at] = (row[at] + (left + above[at]) // 2) & 255
        elif kind == 4:
            for at in range(length):
                left, corner = (row[at - size], above[at - size]) if at >= size else (0, 0)
                up = above[at]
                # Whichever neighbour is nearest to left + up - corner. Source: PNG specification, filter type 4.
                by_left, by_up, by_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
                near = left if by_left <= by_up and by_left <= by_corner else up if by_up <= by_corner else corner
                row[at] = (row[at] + near) & 255
        above = bytes(row)
        yield above
