"""Pictures for tests."""

from __future__ import annotations

from io import BytesIO

from PIL import Image as Pillow

from competition.db.engine import write_transaction
from competition.services.images import Purpose, read_picture, store_image
from tests.factories import Scene


def png(width: int = 120, height: int = 80, colour: str = "red") -> bytes:
    """Return a PNG file of one colour."""
    out = BytesIO()
    Pillow.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def add_picture(scene: Scene, purpose: Purpose) -> str:
    """Store a picture in the scene's event; returns its id."""
    with write_transaction(scene.session):
        return store_image(scene.context(scene.organizer), scene.event_id, read_picture(png(), purpose))
