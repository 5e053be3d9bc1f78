"""Sealed files: the same parts make the same bytes, what was changed is found. Source: FAULTS F35, THREATS T23."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.formats import sealed
from competition.formats.sealed import MANIFEST, SEAL, SealedFile, SealedWriter, SealLimits, file_hash

LIMITS = SealLimits(unpacked=10_000_000)
PART = "tables/event.jsonl"
ROWS = b'{"id":"1"}\n{"id":"2"}\n'


def write(path: Path, parts: dict[str, bytes], **manifest: str) -> str:
    writer = SealedWriter(path)
    for name, data in parts.items():
        with writer.part(name) as part:
            part.write(data)
    return writer.close(manifest)


def refused(path: Path, limits: SealLimits = LIMITS) -> str:
    with pytest.raises(DomainError) as refusal:
        read_all(path, limits)
    return refusal.value.code


def read_all(path: Path, limits: SealLimits = LIMITS) -> None:
    with SealedFile(path, limits) as file:
        for name in file.parts:
            list(file.chunks(name))


def forged(path: Path, entries: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip with a right seal around entries that no writer of ours would make."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        archive.comment = SEAL + b"0" * 64
    with path.open("r+b") as file:
        digest = sealed._hash_but_tail(file).hexdigest()
        file.seek(-64, io.SEEK_END)
        file.write(digest.encode())
    return path


def manifest(**parts: tuple[str, int]) -> bytes:
    return json.dumps(
        {"parts": {name: {"sha256": told, "bytes": size} for name, (told, size) in parts.items()}}
    ).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.podium"


def test_what_was_written_is_read(path: Path) -> None:
    digest = write(path, {PART: ROWS, "files/" + "0" * 64: b"\x00\xff"}, format="test")
    with SealedFile(path, LIMITS) as file:
        assert file.manifest["format"] == "test"
        assert file.parts == (PART, "files/" + "0" * 64)
        assert list(file.lines(PART)) == [b'{"id":"1"}', b'{"id":"2"}']
        assert b"".join(file.chunks("files/" + "0" * 64)) == b"\x00\xff"
    assert digest == file_hash(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_same_parts_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    assert write(first, {PART: ROWS}, format="x") == write(second, {PART: ROWS}, format="x")
    assert first.read_bytes() == second.read_bytes()


def test_every_flipped_bit_and_every_cut_is_found(path: Path, tmp_path: Path) -> None:
    write(path, {PART: ROWS}, format="x")
    data, other = path.read_bytes(), tmp_path / "b.podium"
    for at in range(len(data)):
        other.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        assert refused(other) == "sealed_broken", at
        other.write_bytes(data[:at])
        assert refused(other) == "sealed_broken", at
    other.write_bytes(data + b"\n")
    assert refused(other) == "sealed_broken"


@pytest.mark.gate("G12")
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_nothing_else_is_taken_for_a_sealed_file(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert refused(path) in {"sealed_broken", "sealed_raw_copy"}


def test_a_bare_copy_of_a_database_is_named_as_such(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    assert refused(path) == "sealed_raw_copy"


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "tables/../../x.jsonl", "tables\\x.jsonl", "other.txt", "files/abc", "tables/"]
)
def test_no_part_leaves_its_place(name: str, path: Path) -> None:
    forged(path, {name: b"x", MANIFEST: manifest(**{name: ("0", 1)})})
    assert refused(path) == "sealed_broken"


@pytest.mark.parametrize(
    "entries",
    [
        {PART: ROWS},
        {PART: ROWS, MANIFEST: b"[]"},
        {PART: ROWS, MANIFEST: b"not json"},
        {PART: ROWS, MANIFEST: b'{"parts":{}}'},
        {PART: ROWS, MANIFEST: manifest()},
        {PART: ROWS, MANIFEST: manifest(**{PART: ("0" * 64, 7)})},
        {PART: ROWS, MANIFEST: manifest(**{PART: ("0" * 64, len(ROWS))})},
        {MANIFEST: manifest(**{PART: ("0" * 64, len(ROWS))})},
        {PART: ROWS, MANIFEST: b'{"parts":' + b"[" * 100_000 + b"]" * 100_000 + b"}"},
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(entries: dict[str, bytes], path: Path) -> None:
    assert refused(forged(path, entries)) == "sealed_broken"


def test_parts_that_are_not_packed_as_ours_are_refused(path: Path) -> None:
    told = manifest(**{PART: ("0" * 64, len(ROWS))})
    assert refused(forged(path, {PART: ROWS, MANIFEST: told}, compression=zipfile.ZIP_STORED)) == "sealed_broken"


def test_a_bomb_is_refused_before_it_is_unpacked(path: Path) -> None:
    write(path, {PART: bytes(5_000_000)})
    assert refused(path, SealLimits(unpacked=4_000_000)) == "sealed_too_large"
    assert refused(path, SealLimits(unpacked=10_000_000, ratio=20)) == "sealed_too_large"
    with SealedFile(path, LIMITS) as file:
        assert sum(map(len, file.chunks(PART))) == 5_000_000


def test_what_was_begun_and_abandoned_leaves_nothing(path: Path) -> None:
    writer = SealedWriter(path)
    with writer.part(PART) as part:
        part.write(ROWS)
    writer.abandon()
    assert not path.exists()


@pytest.mark.parametrize("change", [lambda name: "../" + name, lambda name: name.upper(), lambda _name: ""])
def test_a_writer_takes_no_strange_name(change: Callable[[str], str], path: Path) -> None:
    writer = SealedWriter(path)
    name = change(PART)
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"), writer.part(name):
        pass
    writer.abandon()


def test_a_last_line_without_its_end_is_refused(path: Path) -> None:
    write(path, {PART: b'{"id":"1"}'})
    with SealedFile(path, LIMITS) as file, pytest.raises(DomainError, match="sealed_broken"):
        list(file.lines(PART))
