"""Small pictures: what is in few colours stays as it is, what is in many stays near."""

from __future__ import annotations

import struct
import zlib

import pytest

from tools.palette import MOST, SIGNATURE, PictureError, reduced


def png(rows: list[list[tuple[int, ...]]], filters: list[int] | None = None, *, kind: int = 2) -> bytes:
    """Return an unfiltered PNG, or one with rows of zeros under the filters given."""
    body = b"".join(
        bytes([number]) + bytes(value for pixel in row for value in pixel)
        for row, number in zip(rows, filters or [0] * len(rows), strict=True)
    )
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(body)), (b"IEND", b""))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def pixels(picture: bytes) -> list[list[tuple[int, int, int]]]:
    """Return the colours of a picture with a palette."""
    at, found = len(SIGNATURE), dict[bytes, bytes]()
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        name, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", picture, at + 8 + length)[0] == zlib.crc32(name + data)
        found[name] = data
        at += length + 12
    width, height, depth, kind, *_rest = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert (depth, kind) == (8, 3)
    lines = zlib.decompress(found[b"IDAT"])
    assert len(lines) == height * (width + 1)
    table = [tuple(found[b"PLTE"][at : at + 3]) for at in range(0, len(found[b"PLTE"]), 3)]
    rows = [lines[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height)]
    return [[(table[place][0], table[place][1], table[place][2]) for place in row] for row in rows]


def test_a_picture_of_few_colours_stays_as_it_is() -> None:
    rows: list[list[tuple[int, ...]]] = [[(0, 104, 74), (255, 255, 255)], [(255, 255, 255), (9, 20, 15)]]
    assert pixels(reduced(png(rows))) == rows


def test_transparency_is_dropped() -> None:
    assert pixels(reduced(png([[(1, 2, 3, 255), (200, 2, 3, 255)]], kind=6))) == [[(1, 2, 3), (200, 2, 3)]]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, [(40, 0, 0), (80, 0, 0)]),
        (2, [(140, 0, 0), (240, 0, 0)]),
        (3, [(90, 0, 0), (185, 0, 0)]),
        (4, [(140, 0, 0), (240, 0, 0)]),
    ],
    ids=["left", "above", "average", "paeth"],
)
def test_every_filter_of_the_format_is_undone(number: int, expected: list[tuple[int, ...]]) -> None:
    rows: list[list[tuple[int, ...]]] = [[(100, 0, 0), (200, 0, 0)], [(40, 0, 0), (40, 0, 0)]]
    assert pixels(reduced(png(rows, [0, number])))[1] == expected


def test_many_colours_become_the_nearest_of_the_palette() -> None:
    rows: list[list[tuple[int, ...]]] = [[(red, green, 0) for red in range(0, 256, 4)] for green in range(0, 256, 4)]
    found = pixels(reduced(png(rows)))
    assert len({pixel for row in found for pixel in row}) <= MOST
    assert found[0][0] == (0, 0, 0)


@pytest.mark.parametrize("broken", [b"", b"GIF89a", png([[(0,)]], kind=0)], ids=["nothing", "other", "grey"])
def test_other_pictures_are_refused(broken: bytes) -> None:
    with pytest.raises(PictureError):
        reduced(broken)
