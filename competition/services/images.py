"""Pictures that people hand in: decoded, turned, made smaller and written anew, so that nothing else comes along.

What is stored is never the file that came in: no metadata (place, camera, thumbnail), no trailing data, no script.
Nothing is ever fetched from an address. Source: THREATS T22, ASVS 5.2; PRODUCT C1, A8.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError
from sqlalchemy import delete

from competition.db.models import Image
from competition.domain.errors import DomainError
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.offload import offload

MEDIA_TYPE = "image/webp"
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
SMALLEST = 16
"""Pixels of the shorter side below which nothing can be made out."""
LARGEST_LOSSLESS = 200 * 1024
_SIGNS = (
    (b"<svg", "SVG"),
    (b"ftyphei", "HEIC"),
    (b"ftypavif", "AVIF"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"BM", "BMP"),
)
_FIRST = 1024

_few = threading.BoundedSemaphore(2)
"""A picture of the largest size takes some 160 MB while it is decoded: two at once, the others wait."""


class Purpose(StrEnum):
    """What a picture is for. Logos and sponsors are public by nature, photos never by their id."""

    PHOTO = "photo"
    LOGO = "logo"
    SPONSOR = "sponsor"


BOUNDS = {Purpose.PHOTO: (600, 600), Purpose.LOGO: (1200, 600), Purpose.SPONSOR: (1200, 600)}
"""The box in pixels that a stored picture fits into."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew, ready to be stored. width, height: pixels."""

    purpose: Purpose
    width: int
    height: int
    data: bytes


def read_picture(data: bytes, purpose: Purpose) -> Picture:
    """Return a handed-in file as the picture that will be stored. Call it before the transaction: it takes time.

    Raises DomainError `image_too_large`, `image_kind_unknown`, `image_too_many_pixels`, `image_too_small`,
    `image_not_readable`.
    """
    if len(data) > MOST_BYTES:
        raise DomainError("image_too_large", limit=str(MOST_BYTES // 1024 // 1024))
    with _few:
        return offload(_read, data, purpose)


def store_image(context: Context, event_id: str | None, picture: Picture) -> str:
    """Store a picture inside the caller's transaction, who has checked the permission; returns its id.

    event_id: None for what outlasts events.
    """
    image = Image(
        id=new_id(),
        event_id=event_id,
        purpose=picture.purpose.value,
        media_type=MEDIA_TYPE,
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(picture.data).hexdigest(),
        data=picture.data,
        created_at=context.now,
        created_by=context.actor.account_id,
    )
    context.session.add(image)
    context.session.flush()
    return image.id


def remove_image(context: Context, image_id: str | None) -> None:
    """Erase a picture that nothing refers to any more, inside the caller's transaction."""
    if image_id is not None:
        context.session.flush()
        context.session.execute(delete(Image).where(Image.id == image_id))


def _read(data: bytes, purpose: Purpose) -> Picture:
    try:
        with Pillow.open(BytesIO(data), formats=FORMATS) as checked:
            _check_size(checked)
            checked.verify()
        with Pillow.open(BytesIO(data), formats=FORMATS) as opened:
            return _drawn(opened, purpose)
    except UnidentifiedImageError as error:
        raise DomainError("image_kind_unknown", found=_kind(data)) from error
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning, MemoryError) as error:
        raise DomainError("image_too_many_pixels", limit=str(MOST_PIXELS // 1_000_000)) from error
    # Pillow's decoders answer damage with any of these.
    except (OSError, ValueError, SyntaxError, IndexError, EOFError, TypeError) as error:
        raise DomainError("image_not_readable") from error


def _check_size(image: Pillow.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise DomainError("image_too_many_pixels", limit=str(MOST_PIXELS // 1_000_000))
    if min(image.size) < SMALLEST:
        raise DomainError("image_too_small", limit=str(SMALLEST))


def _drawn(image: Pillow.Image, purpose: Purpose) -> Picture:
    """Return the first frame, upright, within its box, as WebP without anything beside the pixels."""
    width, height = BOUNDS[purpose]
    image.draft("RGB", (2 * width, 2 * height))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(image)
    plain = _plain(upright)
    plain.thumbnail((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3.0)
    # A profile would be one more thing to parse for every reader; sRGB is near enough at this size.
    plain.info = {}
    return Picture(purpose, plain.width, plain.height, _written(plain, purpose))


def _plain(image: Pillow.Image) -> Pillow.Image:
    """Return the pixels as RGB, or RGBA where something shines through."""
    if image.mode.startswith("I"):
        image = image.point(lambda level: level / 256).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _written(image: Pillow.Image, purpose: Purpose) -> bytes:
    """Return the file: logos without loss while they stay small, since flat colours show every artefact."""
    out = BytesIO()
    if purpose is not Purpose.PHOTO:
        image.save(out, "WEBP", lossless=True, method=3, exif=b"", xmp=b"", icc_profile=b"")
        if out.tell() <= LARGEST_LOSSLESS:
            return out.getvalue()
        out = BytesIO()
    image.save(out, "WEBP", quality=84, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def _kind(data: bytes) -> str:
    """Return what a file seems to be, to say it in the refusal."""
    first = data[:_FIRST]
    return next((name for sign, name in _SIGNS if first.startswith(sign) or (len(sign) > 3 and sign in first)), "?")
