"""Public pages that caches may keep: an ETag from what the page is made of, 304 without rendering, rendered once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable

from flask import Response, current_app, request

PUBLIC = "public, no-cache"
"""Anyone may keep the page and must ask before showing it again; the answer is most often 304."""
VARY = ("Accept-Language", "Cookie")
MOST_PAGES = 256
MOST_BYTES = 256 * 1024


class RenderedPages:
    """The pages that were asked for lately, as they went out, so that a crowd costs one rendering."""

    def __init__(self, most: int = MOST_PAGES) -> None:
        self._most = most
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, render: Callable[[], str]) -> bytes:
        """Return the page under this key, rendered now when it is not there."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        page = render().encode()
        if len(page) <= MOST_BYTES:
            with self._lock:
                self._pages[key] = page
                while len(self._pages) > self._most:
                    self._pages.popitem(last=False)
        return page


def page_tag(parts: Iterable[object]) -> str:
    """Return the ETag of a page made of these parts: revisions, language, theme, what the clock shows."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:32]


def public_page(parts: Iterable[object], render: Callable[[], str], mimetype: str = "text/html") -> Response:
    """Answer a public page or file, or 304 when the asker holds this very one.

    parts: everything that the page depends on besides its address. render: called when nobody has it yet.
    """
    tag = page_tag((request.full_path, *parts))
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        pages: RenderedPages = current_app.extensions.setdefault("rendered_pages", RenderedPages())
        response = Response(pages.get(tag, render), mimetype=mimetype)
    response.set_etag(tag)
    response.headers["Cache-Control"] = PUBLIC
    response.vary.update(VARY)
    return response
