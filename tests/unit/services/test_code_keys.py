"""The locks of blind codes: two of three open, one never does, and nothing fits in another's place. Decision 016."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.services import code_keys
from competition.services.code_keys import (
    WrongSecretError,
    envelope_digest,
    fingerprint,
    half,
    hand_over,
    lock_by_passphrase,
    lock_by_recovery,
    looks_like_recovery,
    new_private_key,
    new_recovery_code,
    public_key,
    seal,
    take_over,
    unlock_by_passphrase,
    unlock_by_recovery,
    unseal,
)

KEYS = {name: new_private_key() for name in ("a", "b", "c")}
PUBLIC = {name: public_key(key) for name, key in KEYS.items()}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passphrases little."""
    monkeypatch.setattr(code_keys, "TIME_COST", 1)
    monkeypatch.setattr(code_keys, "MEMORY_KIB", 64)


@settings(max_examples=25)
@given(st.binary(max_size=300))
def test_any_two_holders_open_an_envelope(content: bytes) -> None:
    envelope = seal(content, PUBLIC, "layer/1")
    for pair in combinations(KEYS, 2):
        assert unseal(envelope, {name: half(envelope, KEYS[name]) for name in pair}, "layer/1") == content


def test_one_holder_and_a_stranger_open_nothing() -> None:
    envelope = seal(b"secret", PUBLIC, "layer/1")
    mine, stranger = half(envelope, KEYS["a"]), half(envelope, new_private_key())
    for halves in ({"a": mine, "b": stranger}, {"a": mine, "b": mine}, {"a": mine, "x": stranger}):
        with pytest.raises(WrongSecretError):
            unseal(envelope, halves, "layer/1")


def test_nothing_fits_in_the_place_of_another_layer() -> None:
    first, second = seal(b"one", PUBLIC, "layer/1"), seal(b"two", PUBLIC, "layer/2")
    halves = {name: half(second, KEYS[name]) for name in ("a", "b")}
    with pytest.raises(WrongSecretError):
        unseal(second, halves, "layer/1")
    mixed = {**second, "box": first["box"], "nonce": first["nonce"]}
    with pytest.raises(WrongSecretError):
        unseal(mixed, halves, "layer/2")
    assert envelope_digest(first) != envelope_digest(second)


def test_a_half_is_only_for_whom_it_was_left() -> None:
    envelope = seal(b"secret", PUBLIC, "layer/1")
    box = hand_over(half(envelope, KEYS["a"]), PUBLIC["b"], "share/1/a/b")
    assert take_over(box, KEYS["b"], "share/1/a/b") == half(envelope, KEYS["a"])
    for key, bound in ((KEYS["c"], "share/1/a/b"), (KEYS["b"], "share/2/a/b")):
        with pytest.raises(WrongSecretError):
            take_over(box, key, bound)


def test_a_key_is_opened_by_its_passphrase_in_any_form_of_the_letters() -> None:
    box = lock_by_passphrase(KEYS["a"], "caf\u00e9 \u30ab\u30ae seven", "key/1")
    assert unlock_by_passphrase(box, "cafe\u0301 \uff76\uff77\uff9e seven", "key/1") == KEYS["a"]
    for passphrase, bound in (("cafe seven", "key/1"), ("caf\u00e9 \u30ab\u30ae seven", "key/2")):
        with pytest.raises(WrongSecretError):
            unlock_by_passphrase(box, passphrase, bound)


def test_a_recovery_code_is_read_as_people_type_it() -> None:
    code = new_recovery_code()
    box = lock_by_recovery(KEYS["a"], code, "key/1")
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert looks_like_recovery(typed)
    assert unlock_by_recovery(box, typed, "key/1") == KEYS["a"]
    with pytest.raises(WrongSecretError):
        unlock_by_recovery(box, new_recovery_code(), "key/1")
    assert not looks_like_recovery("granite lantern seven")


def test_costs_of_a_passphrase_are_kept_with_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    box = lock_by_passphrase(KEYS["a"], "granite lantern seven", "key/1")
    monkeypatch.setattr(code_keys, "TIME_COST", 2)
    assert unlock_by_passphrase(box, "granite lantern seven", "key/1") == KEYS["a"]
    assert (box["time"], box["memory"]) == (1, 64)


def test_fingerprints_are_short_and_different() -> None:
    marks = {fingerprint(public) for public in PUBLIC.values()}
    assert len(marks) == 3
    assert all(len(mark) == 14 for mark in marks)
