"""Sentences about pictures that people hand in."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "image_not_readable": N_("The picture is damaged and cannot be read. Open it on your device and save it again."),
    "image_too_large": N_("The picture is larger than %(limit)s MB. Save it smaller and choose it again."),
    "image_too_many_pixels": N_(
        "The picture has more than %(limit)s million pixels. Save it smaller and choose it again."
    ),
    "image_too_small": N_("The picture is smaller than %(limit)s pixels. Choose a larger one."),
    "image_kind_unknown": N_("This is no PNG, JPEG or WebP picture (found: %(found)s). Save it as PNG or JPEG."),
}
