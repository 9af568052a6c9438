"""The plain fold of the log, and the comparison that must find a planted difference."""

from dataclasses import replace
from itertools import permutations

import pytest

from operations.verify.comparing import compare, differences, view_equals_log
from operations.verify.folding import Fold, LogRecord, erasures, expected, fold, line
from schemas import registry, view
from schemas.partition import event_key
from schemas.topics import DEMAND, IDENTITY, INSURANCE, STUDENT
from tests.operations.examples import NOW_MS, PARTITIONS, PERSON, RECORD, a_record, a_value, of_students

NAME = line(PERSON, view.field(IDENTITY, RECORD))


def folded(*records: LogRecord, erased: dict[str, int] | None = None) -> Fold:
    return fold(records, 0, PARTITIONS, erased or {})


def test_any_order_and_any_repeats_give_the_same_winners() -> None:
    records = [
        a_record(a_value(1)),
        a_record(a_value(3, "A")),
        a_record(a_value(3, "B")),
        a_record(a_value(3, "B"), accepted_at=NOW_MS + 5),
        a_record(a_value(2, operation="DELETE")),
    ]
    seen = {view.digest(expected(folded(*order, order[0]))) for order in permutations(records)}
    assert len(seen) == 1


def test_of_two_contents_under_one_version_the_greater_hash_wins_and_of_equal_ones_the_earlier() -> None:
    values = sorted([a_value(3, "A"), a_value(3, "B")], key=lambda value: view.rank(view.Entry(3, 0, 0, value)))
    late, early = a_record(values[1], accepted_at=NOW_MS + 5), a_record(values[1])
    held = view.unpack(expected(folded(late, a_record(values[0]), early))[NAME])
    assert held == view.Entry(3, NOW_MS, 0, values[1])


def test_a_delete_keeps_its_version_against_older_ones() -> None:
    held = view.unpack(expected(folded(a_record(a_value(5, operation="DELETE")), a_record(a_value(4))))[NAME])
    assert (held.version, held.operation) == (5, view.DELETE)


@pytest.mark.parametrize(
    "poison",
    [
        a_record(a_value(1))._replace(key=b"no key"),
        a_record(a_value(1))._replace(key=None),
        a_record(a_value(1), subject="0001" + "a" * 28),
        a_record(b""),
        a_record(b"\1" + a_value(1)[1:]),
        a_record(a_value(1)[:12]),
    ],
)
def test_what_must_be_a_dead_letter_is_counted_and_not_folded(poison: LogRecord) -> None:
    found = folded(poison)
    assert (found.winners, found.refused) == ({}, 1)


def test_a_winner_that_does_not_decode_keeps_its_version_and_loses_its_bytes() -> None:
    held = view.unpack(expected(folded(a_record(a_value(1)), a_record(a_value(2)[:-1])))[NAME])
    assert held == view.Entry(2, NOW_MS, 0, b"")


def test_a_tombstone_takes_nothing_that_an_erasure_did_not() -> None:
    assert NAME in expected(folded(a_record(a_value(1)), a_record(None)))
    erased = {PERSON: NOW_MS}
    assert NAME in expected(folded(a_record(a_value(1)), a_record(None), erased=erased))
    assert expected(folded(of_students(1), a_record(None), erased=erased)) == {}


def test_an_erasure_of_one_data_set_leaves_the_others() -> None:
    decided = a_record(a_value(1, decision="ERASURE", data_set=STUDENT))
    assert erasures([decided]) == {f"{PERSON}/{STUDENT}": NOW_MS}
    assert folded(of_students(1), erased={f"{PERSON}/{STUDENT}": NOW_MS}).winners == {}
    assert folded(of_students(1), erased={f"{PERSON}/{INSURANCE}": NOW_MS}).winners


def test_a_record_that_matching_never_looks_at_must_decode_to_count() -> None:
    head = registry.current(DEMAND).frame + b"\1" * 16 + bytes([2, 0])
    poison = LogRecord(DEMAND, 0, event_key(PERSON, RECORD), head, NOW_MS)
    assert (folded(poison).winners, folded(poison).refused) == ({}, 1)
    assert folded(of_students(1)).refused == 0


def test_an_erased_persons_records_stay_out_and_what_came_after_starts_anew() -> None:
    erased = erasures([a_record(a_value(1, decision="ERASURE")), a_record(a_value(2)), a_record(b"poison")])
    assert erased == {PERSON: NOW_MS}
    assert folded(of_students(1), erased=erased).winners == {}
    anew = of_students(2, accepted_at=NOW_MS + 1)
    assert [entry.version for entry in folded(of_students(1), anew, erased=erased).winners.values()] == [2]
    assert folded(of_students(1), erased={}).winners


LOG = {NAME: view.pack(view.Entry(2, NOW_MS, 0, b"v"))}


def test_equal_sides_have_one_digest() -> None:
    result = compare(0, LOG, dict(LOG), (), (1, 0))
    assert result.equal
    assert view_equals_log([result])
    assert result.differing == 0


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        ({}, "missing in the view"),
        (LOG | {NAME + b"x": LOG[NAME]}, "not in the log"),
        ({NAME: view.pack(view.Entry(1, NOW_MS, 0, b"v"))}, "another version"),
        ({NAME: view.pack(view.Entry(2, NOW_MS, 0, b"w"))}, "other bytes"),
        ({NAME: view.pack(view.Entry(2, NOW_MS + 1, 0, b"v"))}, "other bytes"),
    ],
)
def test_each_kind_of_difference_is_found_and_named(seen: dict[bytes, bytes], kind: str) -> None:
    result = compare(0, LOG, seen, (), (1, 0))
    assert not result.equal
    assert [found.kind for found in result.differences] == [kind]
    assert not view_equals_log([result])


def test_a_difference_is_named_by_pseudonym_topic_and_record_only() -> None:
    (found,) = differences(LOG, {})
    assert found.record == f"{PERSON}/{IDENTITY}/{RECORD}"


def test_records_written_meanwhile_are_left_out_and_then_nothing_is_claimed_of_the_whole() -> None:
    result = compare(0, LOG, {}, {NAME}, (1, 0))
    assert result.equal
    assert result.left_out == 1
    assert not view_equals_log([result])


def test_nothing_compared_is_not_called_equal() -> None:
    assert not view_equals_log([])
    unlike = replace(compare(0, LOG, LOG, (), (1, 0)), view_digest="0")
    assert not view_equals_log([unlike])
