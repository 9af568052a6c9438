"""Entries, keys and topics of the log and the view."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.partition import event_key, match_id, partition, split_key, split_match_id
from schemas.topics import APPLIED, dead_letter, every_topic, topic_config
from schemas.view import Entry, digest, pack, rank, split_field, unpack, wins
from schemas.view import field as field_name

entries = st.builds(
    Entry, st.integers(0, 3), st.integers(0, 3), st.sampled_from([0, 1]), st.sampled_from([b"", b"a", b"b"])
)


@given(st.builds(Entry, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(0, 2), st.binary()))
def test_a_packed_entry_comes_back(entry: Entry) -> None:
    assert unpack(pack(entry)) == entry


def _fold(arrived: list[Entry]) -> Entry:
    held = arrived[0]
    for entry in arrived[1:]:
        held = entry if wins(entry, held) else held
    return held


@given(st.lists(entries, min_size=1, max_size=4))
def test_any_order_and_any_repeats_leave_the_same_winner(arrived: list[Entry]) -> None:
    winners = {_fold(list(order) + list(order)) for order in permutations(arrived)}
    assert len({rank(winner) for winner in winners}) == 1


def test_the_newer_version_wins_then_the_greater_hash_then_the_earlier_acceptance() -> None:
    held = Entry(5, 100, 0, b"a")
    assert wins(Entry(6, 1, 0, b"a"), held)
    assert not wins(Entry(4, 1, 0, b"z"), held)
    assert wins(Entry(5, 99, 0, b"a"), held)
    assert not wins(Entry(5, 101, 0, b"a"), held)
    assert not wins(held, held)
    assert wins(Entry(5, 100, 0, b"b"), held) != wins(held, Entry(5, 100, 0, b"b"))


def test_a_key_splits_into_what_it_was_joined_from() -> None:
    key = event_key("ab" * 16, "cd" * 8)
    assert split_key(key) == ("ab" * 16, "cd" * 8)
    assert split_field(field_name("ovec.student.v1", "cd" * 8)) == ("ovec.student.v1", "cd" * 8)
    assert split_match_id(match_id("ab" * 16, "cd" * 16)) == ("ab" * 16, "cd" * 16)


@pytest.mark.parametrize("bad", [b"", b"x/y", b"ab" * 16, b"AB" * 16 + b"/" + b"cd" * 8, b"ab" * 16 + b"/" + b"cd" * 9])
def test_a_key_of_another_shape_is_refused(bad: bytes) -> None:
    with pytest.raises(ValueError, match="a key is"):
        split_key(bad)


@pytest.mark.parametrize("bad", ["", "ab" * 16, "ab" * 16 + "." + "zz" * 16, "1999900010019." + "ab" * 16])
def test_a_match_name_of_another_shape_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="a match is"):
        split_match_id(bad)


def test_a_subject_has_the_same_partition_on_every_topic() -> None:
    assert [partition(f"{n:04x}" + "0" * 28, 6) for n in range(7)] == [0, 1, 2, 3, 4, 5, 0]


def test_a_digest_sees_any_difference() -> None:
    one = {b"a": b"1", b"b": b"2"}
    assert digest(one) == digest(dict(reversed(one.items())))
    assert len({digest(one), digest({b"a": b"1"}), digest({b"a": b"12", b"b": b""}), digest({})}) == 4


def test_every_topic_has_its_dead_letters() -> None:
    assert {dead_letter(name) for name in APPLIED} < set(every_topic())
    assert topic_config(APPLIED[0])["cleanup.policy"] == "compact"
    assert topic_config(dead_letter(APPLIED[0]))["cleanup.policy"] == "delete"
