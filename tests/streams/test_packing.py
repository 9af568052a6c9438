"""The gate of the way into the view, and the bytes it hands to Redis."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import codec, view
from schemas.codec import VALUE_BYTES_MAX
from schemas.topics import DEMAND, IDENTITY, INSURANCE, STUDENT
from streams.erasing import Erasure
from streams.packing import pack, prefixes
from streams.store.command import apply_command
from tests.streams.examples import NOW, PARTITIONS, TAG, Logged, chunk, key, subject, value, varint

GOOD = Logged(0, key(1), value(7))
POISON = [
    (key(2), b"", "TRUNCATED"),
    (key(2), b"\x01" + value()[1:], "BAD_MAGIC"),
    (key(2), b"\x00\xff\xff\xff\xff" + value()[5:], "UNKNOWN_SCHEMA"),
    (key(2), value(topic=INSURANCE), "UNKNOWN_SCHEMA"),
    (key(2), value()[:21], "TRUNCATED"),
    (key(2), value()[:22], "TRUNCATED"),
    (key(2), value()[:21] + b"\x01\x00rest", "BAD_VERSION"),
    (key(2), value()[:21] + b"\x81\x01\x00rest", "BAD_VERSION"),
    (key(2), value()[:21] + b"\x82\x00\x00rest", "BAD_VERSION"),
    (key(2), value()[:21] + b"\xff" * 20, "TRUNCATED"),
    (key(2), value()[:22] + b"\x04rest", "BAD_OPERATION"),
    (key(2), value(content=bytes(VALUE_BYTES_MAX)), "TOO_LARGE"),
    (None, value(), "BAD_KEY"),
    (b"", value(), "BAD_KEY"),
    (key(2).upper(), value(), "BAD_KEY"),
    (key(2)[:-1], value(), "BAD_KEY"),
    (key(2).replace(b"/", b"0"), value(), "BAD_KEY"),
    (key(2)[:31] + b"/" + key(2)[31:32] + key(2)[33:], value(), "BAD_KEY"),
    (key(2, tag=TAG + 1), value(), "WRONG_PARTITION"),
]


@pytest.mark.parametrize(("bad_key", "bad_value", "code"), POISON)
def test_poison_is_refused_with_its_code_and_its_neighbours_are_packed(
    bad_key: bytes | None, bad_value: bytes, code: str
) -> None:
    bad = Logged(1, bad_key, bad_value)
    packed = pack(chunk([GOOD, bad, Logged(2, key(3), value(8))]), PARTITIONS)
    assert packed.refused == ((bad, code),)
    assert packed.batch.parts[1::5] == [key(1), key(3)]
    assert (packed.batch.previous, packed.batch.last) == (-1, 2)


def test_nothing_good_is_refused() -> None:
    assert pack(chunk([GOOD]), PARTITIONS).refused == ()


@given(st.lists(st.integers(min_value=0, max_value=2**63 - 1), min_size=1, max_size=8), st.booleans())
def test_the_quick_way_and_the_careful_way_give_the_same_bytes(versions: list[int], delete: bool) -> None:
    operation = view.DELETE if delete else view.UPSERT
    records = [Logged(offset, key(1), value(version, operation)) for offset, version in enumerate(versions)]
    quick = pack(chunk(records), PARTITIONS).batch
    careful = pack(chunk([*records, Logged(99, None, None)]), PARTITIONS).batch
    assert list(quick.parts) == list(careful.parts)
    heads = [view.unpack(head) for head in quick.parts[3::5]]
    assert [(head.version, head.accepted_at, head.operation) for head in heads] == [
        (version, NOW, operation) for version in versions
    ]


@given(st.binary(max_size=80), st.one_of(st.none(), st.binary(max_size=60)))
def test_any_bytes_are_either_refused_or_packed_and_never_raise(content: bytes, any_key: bytes | None) -> None:
    for poison in (Logged(1, any_key, content), Logged(1, key(), value()[:5] + content)):
        packed = pack(chunk([GOOD, poison]), PARTITIONS)
        assert len(packed.refused) + len(packed.batch) == 2


def test_a_null_value_travels_as_a_tombstone() -> None:
    packed = pack(chunk([Logged(0, key(), None)]), PARTITIONS)
    assert view.unpack(packed.batch.parts[3])[:3] == (0, 0, view.TOMBSTONE)
    assert packed.batch.parts[4] == b""


def test_a_record_without_a_timestamp_is_as_old_as_can_be() -> None:
    packed = pack(chunk([Logged(0, key(), value(), timestamp=-1)]), PARTITIONS)
    assert view.unpack(packed.batch.parts[3]).accepted_at == 0
    assert packed.batch.newest == 0


def test_a_version_is_written_as_avro_writes_it() -> None:
    assert (varint(1), varint(64), varint(2**62)) == (b"\x02", b"\x80\x01", b"\x80" * 9 + b"\x01")


def test_every_subject_prefix_belongs_to_exactly_one_partition() -> None:
    assert sum(len(prefixes(number, PARTITIONS)) for number in range(PARTITIONS)) == 65536
    assert not prefixes(0, PARTITIONS) & prefixes(1, PARTITIONS)


def test_the_command_joined_by_hand_is_what_the_client_library_would_send() -> None:
    from redis.connection import PythonRespSerializer  # noqa: PLC0415 -- only here

    batch = pack(chunk([GOOD, Logged(1, key(2), value(300, content=bytes(500)))]), PARTITIONS).batch
    entries = [part for k, h, v in zip(*(batch.parts[at::5] for at in (1, 3, 4)), strict=True) for part in (k, h + v)]
    words = ("FCALL", "apply", 1, "{2}:w", "group", b"token", STUDENT, -1, 1, NOW, "d", *entries)
    serializer: Any = PythonRespSerializer(6000, lambda word: word if isinstance(word, bytes) else str(word).encode())
    assert apply_command(TAG, "group", b"token", batch) == b"".join(serializer.pack(*words))


def test_a_record_that_matching_never_looks_at_is_decoded_on_arrival() -> None:
    good = codec.encode(DEMAND, codec.Meta(bytes(16), 1, "DELETE", NOW), None)
    packed = pack(chunk([Logged(0, key(1), good), Logged(1, key(2), good[:-1])], DEMAND), PARTITIONS)
    assert [(refused.record.offset, refused.code) for refused in packed.refused] == [(1, "TRUNCATED")]
    assert packed.batch.parts[1::5] == [key(1)]
    assert pack(chunk([Logged(0, key(1), value()[:-1])]), PARTITIONS).refused == ()


def test_the_erasures_among_decisions_are_named_with_their_moment_and_data_set() -> None:
    decisions = [("ERASURE", None), ("OBJECTION", None), ("ERASURE", INSURANCE)]
    logged = [Logged(at, key(at), decided(*one), NOW + at) for at, one in enumerate(decisions)]
    logged += [Logged(8, key(8), value(topic=IDENTITY)), Logged(9, key(9), None)]
    packed = pack(chunk(logged, IDENTITY), PARTITIONS)
    assert packed.erasures == (Erasure(subject(0), NOW, ""), Erasure(subject(2), NOW + 2, INSURANCE))
    assert pack(chunk([GOOD]), PARTITIONS).erasures == ()


def decided(decision: str, data_set: str | None) -> bytes:
    data = {"decision": decision, "decided_by": "steward", "reason": "REQUEST", "decided_at": NOW, "data_set": data_set}
    return codec.encode(IDENTITY, codec.Meta(bytes(16), 1, "UPSERT", NOW), {"canonical": None, "alias": None, **data})


def test_a_tombstone_says_nothing_of_how_new_an_agencys_data_are() -> None:
    packed = pack(chunk([GOOD, Logged(1, key(2), None, NOW + 1000)]), PARTITIONS)
    assert packed.batch.newest == NOW
