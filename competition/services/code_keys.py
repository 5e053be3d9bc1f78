"""The locks of blind codes: keys of their holders, sealed layers, and what two holders put together. Decision 016.

Nothing here knows a table. A holder has an X25519 key pair; the private key lies encrypted under the holder's
passphrase (Argon2id) and under a printed recovery code. A layer is encrypted by AES-256-GCM under a key of its own,
which is wrapped three times: for every pair of holders under a key that needs the private keys of both.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from itertools import combinations
from typing import cast

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from competition.db.base import Json
from competition.services.offload import offload

VERSION = 1
KEY_BYTES, NONCE_BYTES, SALT_BYTES = 32, 12, 16
TIME_COST, MEMORY_KIB, LANES = 3, 65536, 1
"""Argon2id: some tenths of a second and 64 MiB for each guess."""
RECOVERY_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: the same in every script, and O, I, L are read as 0 and 1."""
RECOVERY_LENGTH, RECOVERY_GROUP = 32, 4
_ALIKE = str.maketrans("OIL", "011")

Box = dict[str, Json]
"""Something encrypted, as JSON: nonce and ciphertext in hexadecimal, with what its key was made from."""


class WrongSecretError(Exception):
    """A secret does not open what it was tried on, or what it was tried on was changed."""


def new_private_key() -> bytes:
    """Return a new private key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> str:
    """Return the public key of a private one, 64 hex digits."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()


def fingerprint(public: str) -> str:
    """Return a public key as people compare it: twelve digits of its SHA-256."""
    digits = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:12].upper()
    return " ".join(digits[place : place + 4] for place in range(0, 12, 4))


def new_recovery_code() -> str:
    """Return a recovery code to be printed: 160 bits in eight groups of four."""
    number = int.from_bytes(secrets.token_bytes(RECOVERY_LENGTH * 5 // 8), "big")
    letters = ""
    for _ in range(RECOVERY_LENGTH):
        number, rest = divmod(number, len(RECOVERY_LETTERS))
        letters += RECOVERY_LETTERS[rest]
    return "-".join(letters[at : at + RECOVERY_GROUP] for at in range(0, RECOVERY_LENGTH, RECOVERY_GROUP))


def looks_like_recovery(secret: str) -> bool:
    """Tell whether somebody typed a recovery code and not a passphrase."""
    return len(_plain(secret)) == RECOVERY_LENGTH and set(_plain(secret)) <= set(RECOVERY_LETTERS)


def lock_by_passphrase(private: bytes, passphrase: str, bound: str) -> Box:
    """Encrypt a private key under a passphrase. bound: whose key it is; another's box does not fit."""
    salt = secrets.token_bytes(SALT_BYTES)
    key = _stretched(passphrase, salt, TIME_COST, MEMORY_KIB, LANES)
    costs: Box = {"kdf": "argon2id", "salt": salt.hex(), "time": TIME_COST, "memory": MEMORY_KIB, "lanes": LANES}
    return {**costs, **_encrypt(key, private, bound)}


def unlock_by_passphrase(box: Mapping[str, Json], passphrase: str, bound: str) -> bytes:
    """Return the private key in a box. Raises WrongSecretError."""
    time, memory, lanes = (cast("int", box[name]) for name in ("time", "memory", "lanes"))
    key = _stretched(passphrase, bytes.fromhex(str(box["salt"])), time, memory, lanes)
    return _decrypt(key, box, bound)


def lock_by_recovery(private: bytes, code: str, bound: str) -> Box:
    """Encrypt a private key under a recovery code, whose 160 bits need no stretching."""
    return {"kdf": "hkdf-sha256", **_encrypt(_derived(_plain(code).encode(), b"", bound), private, bound)}


def unlock_by_recovery(box: Mapping[str, Json], code: str, bound: str) -> bytes:
    """Return the private key in a box. Raises WrongSecretError."""
    return _decrypt(_derived(_plain(code).encode(), b"", bound), box, bound)


def seal(content: bytes, holders: Mapping[str, str], bound: str) -> Box:
    """Return an envelope that any two of the holders open together, and nobody alone.

    holders: public keys by holder. bound: which layer of what it is; the envelope of another layer does not fit.
    """
    layer_key = AESGCM.generate_key(KEY_BYTES * 8)
    ephemeral = X25519PrivateKey.generate()
    handed = ephemeral.public_key().public_bytes_raw()
    halves = {holder: _exchange(ephemeral, public) for holder, public in holders.items()}
    wraps: list[Json] = []
    for first, second in combinations(sorted(holders), 2):
        place = f"{bound}/{first}/{second}"
        key = _derived(halves[first] + halves[second], handed, place)
        wraps.append({"holders": [first, second], **_encrypt(key, layer_key, place)})
    return {"v": VERSION, "handed": handed.hex(), "wraps": wraps, **_encrypt(layer_key, content, bound)}


def half(envelope: Mapping[str, Json], private: bytes) -> bytes:
    """Return what a holder adds to the opening of an envelope: useless without that of another one."""
    return _exchange(X25519PrivateKey.from_private_bytes(private), str(envelope["handed"]))


def unseal(envelope: Mapping[str, Json], halves: Mapping[str, bytes], bound: str) -> bytes:
    """Return what two holders open together. halves: by holder. Raises WrongSecretError."""
    first, second = sorted(halves)
    place = f"{bound}/{first}/{second}"
    for wrap in cast("list[dict[str, Json]]", envelope["wraps"]):
        if wrap["holders"] == [first, second]:
            key = _derived(halves[first] + halves[second], bytes.fromhex(str(envelope["handed"])), place)
            return _decrypt(_decrypt(key, wrap, place), envelope, bound)
    raise WrongSecretError


def hand_over(part: bytes, public: str, bound: str) -> Box:
    """Encrypt a half for another holder, who opens it with the own private key."""
    ephemeral = X25519PrivateKey.generate()
    handed = ephemeral.public_key().public_bytes_raw()
    return {"handed": handed.hex(), **_encrypt(_derived(_exchange(ephemeral, public), handed, bound), part, bound)}


def take_over(box: Mapping[str, Json], private: bytes, bound: str) -> bytes:
    """Return a half that another holder left. Raises WrongSecretError."""
    shared = _exchange(X25519PrivateKey.from_private_bytes(private), str(box["handed"]))
    return _decrypt(_derived(shared, bytes.fromhex(str(box["handed"])), bound), box, bound)


def envelope_digest(envelope: Mapping[str, Json]) -> str:
    """Return the SHA-256 of an envelope, by which the log and the printed list know it again; 64 hex digits."""
    return hashlib.sha256(json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper().translate(_ALIKE) if letter.isalnum())


def _stretched(passphrase: str, salt: bytes, time: int, memory: int, lanes: int) -> bytes:
    text = unicodedata.normalize("NFKC", passphrase).encode()
    return offload(hash_secret_raw, text, salt, time, memory, lanes, KEY_BYTES, Type.ID)


def _derived(material: bytes, salt: bytes, bound: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt or None, f"podium blind codes {VERSION} {bound}".encode()).derive(material)


def _exchange(private: X25519PrivateKey, public: str) -> bytes:
    return private.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public)))


def _encrypt(key: bytes, content: bytes, bound: str) -> dict[str, Json]:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return {"nonce": nonce.hex(), "box": AESGCM(key).encrypt(nonce, content, bound.encode()).hex()}


def _decrypt(key: bytes, box: Mapping[str, Json], bound: str) -> bytes:
    try:
        return AESGCM(key).decrypt(bytes.fromhex(str(box["nonce"])), bytes.fromhex(str(box["box"])), bound.encode())
    except InvalidTag:
        raise WrongSecretError from None
