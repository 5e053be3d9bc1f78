"""One file that says itself whether it is whole: a zip of named parts, a manifest, a seal over every byte.

Backups and archives are such files (docs/archive.md). The same parts make the same bytes: no clock, no machine and no
order of a disk gets in.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from competition.domain.errors import DomainError

MANIFEST = "manifest.json"
SEAL = b"podium-sha256:"
SEAL_LENGTH = len(SEAL) + 64
LEVEL = 1
CHUNK = 1 << 20
LARGEST_MANIFEST = 8_000_000
MOST_PARTS = 100_000
PART = re.compile(r"database\.sqlite|tables/[a-z][a-z0-9_]{0,62}\.jsonl|files/[0-9a-f]{64}", re.ASCII)
_RAW_SQLITE = b"SQLite format 3\x00"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, KeyError)

Manifest = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SealLimits:
    """How large a file may be inside. unpacked: bytes of all parts; ratio: of one part to its packed size."""

    unpacked: int
    ratio: int = 1100


class SealedWriter:
    """Writes a sealed file: parts in the order of the calls, then `close`; `abandon` leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        """path: must not exist; only the owner may read it."""
        self._path = path
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._parts: dict[str, dict[str, str | int]] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[PartWriter]:
        """Give a part to write to."""
        if PART.fullmatch(name) is None or name in self._parts:
            raise ValueError(name)
        with self._zip.open(name, "w", force_zip64=True) as packed:
            writer = PartWriter(packed)
            yield writer
        self._parts[name] = {"sha256": writer.digest.hexdigest(), "bytes": writer.size}

    def close(self, manifest: Manifest) -> str:
        """Write the manifest, seal the file and wait until the disk has it; returns the SHA-256 of the whole file."""
        text = json.dumps({**manifest, "parts": self._parts}, ensure_ascii=False, indent=1).encode()
        with self._zip.open(MANIFEST, "w", force_zip64=True) as packed:
            packed.write(text)
        self._zip.comment = SEAL + b"0" * 64
        self._zip.close()
        seal = _hash_but_tail(self._file).hexdigest()
        self._file.seek(-64, os.SEEK_END)
        self._file.write(seal.encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.seek(0)
        whole = hashlib.file_digest(self._file, "sha256").hexdigest()
        self._file.close()
        return whole

    def abandon(self) -> None:
        """Take back what was written."""
        with suppress(OSError, ValueError):
            self._zip.close()
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


@dataclass
class PartWriter:
    """Takes the bytes of one part."""

    packed: IO[bytes]
    digest: Any = field(default_factory=hashlib.sha256)
    size: int = 0

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self.packed.write(data)
        self.digest.update(data)
        self.size += len(data)

    def copy(self, path: Path) -> None:
        """Add a whole file."""
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                self.write(chunk)


class SealedFile:
    """A sealed file that was found whole. Use as a context; parts are checked again while they are read."""

    def __init__(self, path: Path, limits: SealLimits) -> None:
        """Open and check a file.

        Raises DomainError: `sealed_raw_copy` for a bare copy of a database file, `sealed_broken` for what is damaged,
        cut off or something else, `sealed_too_large`.
        """
        self.path = path
        self._file = path.open("rb")
        try:
            self._check_seal()
            self._zip = zipfile.ZipFile(self._file)
            self.manifest = self._read_manifest(limits)
        except (*_BROKEN, OSError) as broken:
            self._file.close()
            raise DomainError("sealed_broken") from broken
        except DomainError:
            self._file.close()
            raise

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()
        self._file.close()

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the names of the parts, in their order."""
        return tuple(self.manifest["parts"])

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part; raises DomainError `sealed_broken` at the end when they are not what they were."""
        told = self.manifest["parts"][name]
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    yield chunk
        except (*_BROKEN, OSError) as broken:
            raise DomainError("sealed_broken") from broken
        if digest.hexdigest() != told["sha256"] or size != told["bytes"]:
            raise DomainError("sealed_broken")

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a part without their ends; the last one must have one too."""
        rest = b""
        for chunk in self.chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
        if rest:
            raise DomainError("sealed_broken")

    def unpack(self, name: str, path: Path) -> None:
        """Write a part to a new file that only the owner may read."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in self.chunks(name):
                file.write(chunk)

    def _check_seal(self) -> None:
        head = self._file.read(len(_RAW_SQLITE))
        if head == _RAW_SQLITE:
            raise DomainError("sealed_raw_copy")
        size = self._file.seek(0, os.SEEK_END)
        if not head.startswith(b"PK\x03\x04") or size < SEAL_LENGTH:
            raise DomainError("sealed_broken")
        self._file.seek(-SEAL_LENGTH, os.SEEK_END)
        told = self._file.read(SEAL_LENGTH)
        if not told.startswith(SEAL) or _hash_but_tail(self._file).hexdigest().encode() != told[len(SEAL) :]:
            raise DomainError("sealed_broken")

    def _read_manifest(self, limits: SealLimits) -> Manifest:
        entries = self._zip.infolist()
        names = [entry.filename for entry in entries]
        if len(names) > MOST_PARTS or len(set(names)) != len(names) or MANIFEST not in names:
            raise DomainError("sealed_broken")
        if sum(entry.file_size for entry in entries) > limits.unpacked or any(
            entry.file_size > limits.ratio * (entry.compress_size + 1000) for entry in entries
        ):
            raise DomainError("sealed_too_large")
        if self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST or any(map(_is_strange, entries)):
            raise DomainError("sealed_broken")
        manifest = json.loads(self._zip.read(MANIFEST))
        if not isinstance(manifest, dict):
            raise DomainError("sealed_broken")
        parts = manifest.get("parts")
        if not isinstance(parts, dict) or set(parts) != set(names) - {MANIFEST}:
            raise DomainError("sealed_broken")
        for entry in entries:
            if entry.filename != MANIFEST and parts[entry.filename]["bytes"] != entry.file_size:
                raise DomainError("sealed_broken")
        return manifest


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a whole file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_strange(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a part has a name, a lock or a packing that no sealed file has."""
    is_named = entry.filename == MANIFEST or PART.fullmatch(entry.filename) is not None
    return not is_named or bool(entry.flag_bits & 0x1) or entry.compress_type != zipfile.ZIP_DEFLATED


def _hash_but_tail(file: IO[bytes]) -> Any:
    """Return the hash of everything before the 64 digits of the seal."""
    size = file.seek(0, os.SEEK_END) - 64
    file.seek(0)
    digest = hashlib.sha256()
    while size > 0:
        chunk = file.read(min(CHUNK, size))
        if not chunk:
            break
        digest.update(chunk)
        size -= len(chunk)
    return digest
