"""Identifiers. Source: RFC 9562."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.ids import RANDOM_BYTES, is_id, uuid7

TIMES = st.integers(0, 2**48 - 1)
RANDOM = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


def test_the_example_of_the_standard() -> None:
    # RFC 9562 appendix A.6: rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
    random = bytes.fromhex("0cc3" + "18c4dc0c0c07398f")
    assert uuid7(0x017F22E279B0, random) == "017f22e279b07cc398c4dc0c0c07398f"


@given(TIMES, RANDOM)
def test_an_id_is_a_version_7_uuid(unix_ms: int, random: bytes) -> None:
    made = uuid7(unix_ms, random)
    assert (UUID(made).version, UUID(made).variant, int(made[:12], 16)) == (7, "specified in RFC 4122", unix_ms)
    assert is_id(made)


@given(TIMES, TIMES, RANDOM, RANDOM)
def test_ids_sort_by_the_time_they_were_made(one: int, other: int, first: bytes, second: bytes) -> None:
    if one < other:
        assert uuid7(one, first) < uuid7(other, second)
    else:
        assert uuid7(one, first)[:12] >= uuid7(other, second)[:12]


@pytest.mark.parametrize(("unix_ms", "size"), [(-1, 10), (2**48, 10), (0, 9), (0, 16)])
def test_other_input_is_refused(unix_ms: int, size: int) -> None:
    with pytest.raises(ValueError, match=r"unix_ms|random bytes"):
        uuid7(unix_ms, bytes(size))


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "0" * 31 + "A", "0" * 31 + "g", "٠" * 32])
def test_what_is_no_id_is_told_apart(text: str) -> None:
    assert not is_id(text)
