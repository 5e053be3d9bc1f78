"""Write tests/vectors/tablet.json: seals, chain, receipts and digests that Python and TypeScript both have to make.

    python -m tools.tablet_vectors

Keys and signatures are of a fixed seed; every text is chosen to be awkward for one of the two.
"""

from __future__ import annotations

import json
from pathlib import Path

from competition.domain.seals import OP, SealedContent, op_hash, own_digest, receipt_bytes, value_as_sent
from competition.services.signing import Signer

TARGET = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "tablet.json"
SOURCE = "competition/domain/seals.py, written by tools/tablet_vectors.py"
KEY = Signer(bytes(range(32)))
CONTENTS = (
    ("judgement", "2", 0, None, "2024-06-25T06:36:00.000Z"),
    ("measure", "7.50", 3, "b" * 32, "2024-06-25T06:36:01.250Z"),
    ("measure", "-0.1", 2**31 - 1, None, ""),
    ("absent", None, 1, None, '"\\\u2028 é \U0001f527'),
    (None, None, 4, None, "2024-06-25T14:36:00.000Z"),
)


def vectors() -> dict[str, object]:
    """Return all vectors."""
    seals, chain, before = [], [], ""
    for number, (kind, figure, base, after, time) in enumerate(CONTENTS, 1):
        content = SealedContent(f"{number:032x}", "5" * 32, "a" * 32, kind, figure, base, after, 1, 2, time)
        text = OP + content.text()
        seal = KEY.sign(text)
        op: dict[str, object] = {"op_id": content.op_id, "sheet": content.sheet_id, "aspect": content.aspect_id}
        op |= {"value": value_as_sent(kind, figure), "base_version": base, "after": after, "epoch": 1}
        seals.append({"op": {**op, "scheme_version": 2, "client_time": time}, "text": text.decode(), "seal": seal})
        hashed = op_hash(before, number, content.op_id, seal)
        chain.append({"prev": before, "seq": number, "op_id": content.op_id, "seal": seal, "hash": hashed})
        before = hashed
    chain.append({"prev": "", "seq": 1, "op_id": "c" * 32, "seal": None, "hash": op_hash("", 1, "c" * 32, "")})
    receipt: dict[str, object] = {"op_id": "1" * 32, "status": "conflict", "version": 3, "server_seq": 9}
    receipt |= {"server_time": "2024-06-25T06:36:02.000Z", "audit_seq": 4, "audit_hash": "e" * 64, "receipt": "7KQ2AB"}
    receipt |= {"code": "value_changed_meanwhile", "current": {"value": None, "version": 3, "at": None}}
    signed = {**receipt, "sig": KEY.sign(receipt_bytes(receipt)), "problem": {"title": "In the reader's language."}}
    registers = [("b" * 32, 2, value_as_sent("measure", "1")), ("a" * 32, 1, None), ("c" * 32, 0, None)]
    return {
        "source": SOURCE,
        "server_key": KEY.public,
        "seals": seals,
        "chain": chain,
        "receipt": signed,
        "digest": {
            "registers": [{"id": i, "own": {"version": v, "value": w}} for i, v, w in registers],
            "hash": own_digest(registers),
        },
    }


def main() -> None:
    """Write the file."""
    TARGET.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
