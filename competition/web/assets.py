"""Addresses of built files: the manifest of static/dist turns a logical name into the hashed one."""

import json
from pathlib import Path
from typing import Final

MANIFEST: Final = "manifest.json"


class Assets:
    """Resolve logical asset names; the manifest is read again when the build has replaced it.

    folder: static/dist. prefix: where it is served, with a slash at the end, for instance "/static/dist/".
    """

    def __init__(self, folder: Path, prefix: str) -> None:
        self._manifest = folder / MANIFEST
        self._prefix = prefix
        self._read_at = -1
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """Return the address of one asset. Raises KeyError for a name that the build does not make."""
        modified = self._manifest.stat().st_mtime_ns
        if modified != self._read_at:
            self._names = json.loads(self._manifest.read_text(encoding="utf-8"))
            self._read_at = modified
        return self._prefix + self._names[name]

    @property
    def version(self) -> int:
        """Return what differs after every build, for pages that are kept."""
        return self._manifest.stat().st_mtime_ns

    def flag_url(self, country: str) -> str:
        """Return the address of a flag; `country` is the code of the flag file, for instance "cn" or "gb-sct"."""
        return f"{self._prefix}flags/4x3/{country.lower()}.svg"
