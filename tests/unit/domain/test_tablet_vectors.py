"""What tablets sign is the same in Python and in TypeScript (tests/js/judge/vault.test.ts reads the same file)."""

from __future__ import annotations

import json

from competition.domain.seals import OP, KeyAlgorithm, receipt_bytes
from competition.services.signing import verifies
from tools.tablet_vectors import TARGET, vectors


def test_the_vectors_are_what_the_rules_give_today() -> None:
    assert json.loads(TARGET.read_text(encoding="utf-8")) == vectors()


def test_the_signatures_in_them_hold_and_no_others() -> None:
    told = json.loads(TARGET.read_text(encoding="utf-8"))
    for each in told["seals"]:
        assert each["text"].encode().startswith(OP)
        assert verifies(KeyAlgorithm.ED25519, told["server_key"], each["seal"], each["text"].encode())
        assert not verifies(KeyAlgorithm.ED25519, told["server_key"], each["seal"], each["text"].encode() + b" ")
    assert verifies(KeyAlgorithm.ED25519, told["server_key"], told["receipt"]["sig"], receipt_bytes(told["receipt"]))
