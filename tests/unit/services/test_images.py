"""Pictures that are handed in: only pixels get through. Source: THREATS T22, ASVS 5.2; PRODUCT C1, A8."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from competition.domain.errors import DomainError
from competition.services.images import BOUNDS, MOST_BYTES, Purpose, read_picture

SECRET = b"GPS 29.5630 N, 106.5516 E"
ORIENTATION = 0x0112
DESCRIPTION = 0x010E


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 1200), mode: str = "RGB", **options: object) -> bytes:
    """Return a picture, black but for its upper left quarter, which is red (light grey where there is no colour)."""
    image = Pillow.new("RGBA" if mode == "RGBA" else "RGB", size)
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    if mode == "I;16":
        image = image.convert("L").point(lambda level: level * 257, "I").convert("I;16")
    image = image.convert(mode)
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Pillow.Image:
    return Pillow.open(BytesIO(data))


def refusal(data: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        read_picture(data, Purpose.PHOTO)
    return refused.value.code


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_picture_becomes_webp_within_its_box(kind: str, purpose: Purpose) -> None:
    stored = read_picture(picture(kind), purpose)
    image = opened(stored.data)
    width, height = BOUNDS[purpose]
    assert (image.format, image.size) == ("WEBP", (stored.width, stored.height))
    assert stored.width <= width
    assert stored.height <= height
    assert stored.height == height


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(read_picture(picture(size=(120, 80)), Purpose.LOGO).data).size == (120, 80)


def test_a_photo_is_turned_upright_and_says_nothing_but_its_pixels() -> None:
    exif = Pillow.Exif()
    exif[ORIENTATION] = 6  # the camera was held upright: turn by 90 degrees clockwise
    exif[DESCRIPTION] = SECRET.decode()
    data = picture("JPEG", (800, 600), exif=exif, comment=SECRET) + SECRET
    stored = read_picture(data, Purpose.PHOTO)
    image = opened(stored.data).convert("RGB")
    red, _green, _blue = image.getpixel((image.width - 10, 10))  # type: ignore[misc]
    assert SECRET in data
    assert SECRET not in stored.data
    assert dict(image.getexif()) == {}
    assert (image.width, image.height) == (450, 600)
    assert red > 200


def test_text_in_a_png_and_what_follows_it_stay_behind() -> None:
    chunk = b"tEXt" + b"Comment\0" + SECRET
    data = picture("PNG")
    marked = data[:33] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    stored = read_picture(marked + b"<script>" + SECRET, Purpose.LOGO)
    assert SECRET not in stored.data
    assert b"script" not in stored.data


def test_what_shines_through_a_logo_stays_so() -> None:
    stored = read_picture(picture(mode="RGBA", size=(300, 200)), Purpose.LOGO)
    assert opened(stored.data).convert("RGBA").getpixel((290, 190)) == (0, 0, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = opened(read_picture(picture(kind, (300, 300), mode), Purpose.PHOTO).data).convert("L")
    assert image.getpixel((20, 20)) > image.getpixel((280, 280))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image_kind_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image_kind_unknown"),
        (
            b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
            "image_kind_unknown",
        ),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image_kind_unknown"),
        (picture("GIF"), "image_kind_unknown"),
        (picture("PNG")[:400], "image_not_readable"),
        (picture("PNG")[:60], "image_not_readable"),
        (picture("JPEG")[:700], "image_not_readable"),
        (picture("WEBP")[:60], "image_not_readable"),
        (picture(size=(15, 400)), "image_too_small"),
        (b"\0" * (MOST_BYTES + 1), "image_too_large"),
    ],
    ids=["nothing", "svg", "entity", "heic", "gif", "cut-png", "head-of-png", "cut-jpeg", "cut-webp", "small", "large"],
)
def test_anything_else_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


@pytest.mark.parametrize("side", [6_400, 20_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1000)
    data = b"\x89PNG\r\n\x1a\n"
    for name, body in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b"")):
        data += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    assert refusal(data) == "image_too_many_pixels"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.data())
def test_damage_never_gets_further_than_a_refusal(kind: str, data: st.DataObject) -> None:
    whole = picture(kind, (40, 30))
    place = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:place] + data.draw(st.binary(max_size=8)) + whole[place + data.draw(st.integers(0, 8)) :]
    with suppress(DomainError):
        assert opened(read_picture(broken, Purpose.PHOTO).data).format == "WEBP"
