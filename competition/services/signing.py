"""The installation's signing key, and the keys of tablets: signing, verifying, opening what is meant for the event.

The key lies outside the database: a stolen backup signs nothing.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from competition.domain.errors import DomainError
from competition.domain.seals import KeyAlgorithm

KEY_FILE = "signing.key"
SEED_BYTES = 32
POINT_BYTES = 65
_HALF = 32
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_EVENT_KEY, _EXPORT = b"podium-event-key-1\n", b"podium-export-1\n"


def to_text(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """Return the bytes of base64url without padding. Raises ValueError."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as fault:
        raise ValueError("no base64url") from fault


class Signer:
    """Signs for this installation with Ed25519, and opens files that tablets encrypted for an event."""

    def __init__(self, seed: bytes) -> None:
        """seed: 32 random bytes."""
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = to_text(self._key.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> str:
        """Return the signature as base64url."""
        return to_text(self._key.sign(data))

    def event_key(self, event_id: str) -> str:
        """Return the P-256 public point for which tablets of an event encrypt."""
        point = self._event_private(event_id).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return to_text(point)

    def open_export(self, event_id: str, ephemeral: str, nonce: str, data: str, header: bytes) -> bytes:
        """Return what a tablet encrypted for an event. header: what stands beside it in the open.

        Raises DomainError `tablet_file_closed` when it was changed or meant for another event or installation.
        """
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to_bytes(ephemeral))
            shared = self._event_private(event_id).exchange(ec.ECDH(), point)
            key = HKDF(SHA256(), 32, salt=bytes(32), info=_EXPORT + event_id.encode()).derive(shared)
            return AESGCM(key).decrypt(to_bytes(nonce), to_bytes(data), header)
        except (InvalidTag, ValueError):
            raise DomainError("tablet_file_closed") from None

    def _event_private(self, event_id: str) -> ec.EllipticCurvePrivateKey:
        # 48 bytes reduced by the order: as good as uniform (RFC 9380, 5.1).
        derived = HKDF(SHA256(), 48, salt=None, info=_EVENT_KEY + event_id.encode()).derive(self._seed)
        return ec.derive_private_key(int.from_bytes(derived, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


@lru_cache(maxsize=8)
def load_signer(data_dir: Path, given: str = "") -> Signer:
    """Return the signer of this installation; its key is made at the first need, readable by its owner only.

    given: the seed as base64url where several machines are one installation, "" for the file in the data folder.
    Raises ValueError when what was given is no seed.
    """
    seed = to_bytes(given.strip() or _kept_seed(data_dir / KEY_FILE))
    if len(seed) != SEED_BYTES:
        raise ValueError("COMPETITION_SIGNING_KEY must be 32 bytes as base64url")
    return Signer(seed)


def _kept_seed(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked into place: a second process never reads half a key.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(to_text(secrets.token_bytes(SEED_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii").strip()


def check_key(algorithm: KeyAlgorithm, key: str) -> None:
    """Refuse what is no public key. Raises DomainError `device_key_invalid`."""
    try:
        _public(algorithm, key)
    except ValueError:
        raise DomainError("device_key_invalid") from None


def verifies(algorithm: KeyAlgorithm, key: str, signature: str, data: bytes) -> bool:
    """Tell whether a signature of a tablet's key is over exactly these bytes."""
    try:
        raw = to_bytes(signature)
        public = _public(algorithm, key)
        if isinstance(public, Ed25519PublicKey):
            public.verify(raw, data)
            return True
        if len(raw) != 2 * _HALF:
            return False
        numbers = int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
        public.verify(encode_dss_signature(*numbers), data, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=4096)
def _public(algorithm: KeyAlgorithm, key: str) -> Ed25519PublicKey | ec.EllipticCurvePublicKey:
    raw = to_bytes(key)
    if algorithm is KeyAlgorithm.ED25519:
        return Ed25519PublicKey.from_public_bytes(raw)
    if len(raw) != POINT_BYTES:
        raise ValueError("an uncompressed point is expected")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
