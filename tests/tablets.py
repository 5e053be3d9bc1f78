"""A tablet for tests: keys of its judges and a chain of changes, as the judge page makes them (docs/contract.md)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from competition.domain.seals import OP, KeyAlgorithm
from competition.services.context import Actor
from competition.services.device_keys import register_key
from competition.services.device_tail import chain_of
from competition.services.mark_rows import MarkChange
from competition.services.marking import Delivery, Outcome, record_marks
from competition.services.op_seals import content_of
from competition.services.signing import Signer
from tests.factories import Scene

SERVER = Signer(bytes(range(32)))
"""The installation's key in tests."""


@dataclass
class TabletHand:
    """One tablet and its history. seq, hash: of the last change that it made."""

    scene: Scene
    device_id: str
    seq: int = 0
    hash: str = ""
    keys: dict[str, tuple[Signer, str]] = field(default_factory=dict)

    def key_of(self, actor: Actor) -> tuple[Signer, str]:
        """Return the key of a judge on this tablet with its id; it is registered at the first need."""
        account = actor.account_id or ""
        if account not in self.keys:
            signer = Signer(bytes([len(self.keys) + 1]) * 32)
            answer = register_key(self.scene.context(self.held_by(actor)), SERVER, KeyAlgorithm.ED25519, signer.public)
            self.keys[account] = signer, str(answer["key_id"])
        return self.keys[account]

    def held_by(self, actor: Actor) -> Actor:
        """Return a judge as signed in on this tablet."""
        return replace(actor, device_id=self.device_id)

    def change(self, actor: Actor, sheet_id: str, change: MarkChange, *, after: str | None = None) -> MarkChange:
        """Return a change sealed by a judge, with its place in the history of this tablet."""
        sealed = self.sealed(actor, sheet_id, replace(change, after=after))
        self.seq += 1
        placed = replace(sealed, device_seq=self.seq, prev_hash=self.hash, skew_ms=-340)
        self.hash = chain_of(placed)
        return placed

    def sealed(self, actor: Actor, sheet_id: str, change: MarkChange) -> MarkChange:
        """Return a change with the seal of a judge."""
        signer, key_id = self.key_of(actor)
        content = content_of(sheet_id, replace(change, client_time="2024-06-25T06:36:00.000Z"))
        assert content is not None
        return replace(change, client_time="2024-06-25T06:36:00.000Z", key_id=key_id, seal=signer.sign(OP + content))

    def send(self, actor: Actor, sheet_id: str, *changes: MarkChange, author: str = "") -> tuple[Outcome, ...]:
        """Send a batch as somebody who is signed in on this tablet."""
        delivery = Delivery(is_chained=True, author=author, signer=SERVER)
        return record_marks(self.scene.context(self.held_by(actor)), sheet_id, changes, delivery)
