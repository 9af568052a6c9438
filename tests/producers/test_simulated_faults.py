"""The faults of real registers: each is what its name says, in every register it can meet."""

from dataclasses import replace
from datetime import datetime
from random import Random

import pytest

from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.simulation.faults import MARKS, Handed, Shares, faulty
from producers.simulation.line import Line
from producers.simulation.order import LOAD_ORDER
from producers.simulation.world import World
from schemas.dates import BANGKOK
from schemas.topics import STUDENT

AT = datetime(2026, 11, 23, tzinfo=BANGKOK)
NONE = Shares(0, 0, 0, 0, 0, 0)
CHECKED = [topic for topic in LOAD_ORDER if MARKS[topic].checked]
COUNTED = [topic for topic in LOAD_ORDER if MARKS[topic].miscounted]


@pytest.fixture(scope="module")
def world() -> World:
    return World(Random(7), 600, 100, AT.date())


def first(world: World, topic: str) -> Row:
    """Give a register's first row that any fault can meet."""
    column = MARKS[topic].checked
    return next(row for row in world.register(topic, AT) if not column or row[column].isdigit())


def handed(shares: Shares, topic: str, row: Row) -> list[Handed]:
    return list(faulty(Random(1), shares, topic, row))


@pytest.mark.parametrize("topic", LOAD_ORDER)
def test_a_row_that_meets_no_fault_is_handed_in_as_it_is(world: World, topic: str) -> None:
    row = first(world, topic)
    assert handed(NONE, topic, row) == [Handed(topic, row)]


@pytest.mark.parametrize("topic", CHECKED)
def test_a_wrong_digit_is_refused_first_and_taken_once_corrected(world: World, topic: str) -> None:
    row = first(world, topic)
    wrong, right = handed(replace(NONE, wrong_digit=1), topic, row)
    with pytest.raises(BadRowError, match="IDENTIFIER_CHECK_DIGIT"):
        DATA_SETS[topic].read(wrong.row)
    assert right.row == row
    assert right.later > wrong.later == 0


@pytest.mark.parametrize("topic", LOAD_ORDER)
def test_a_code_off_its_list_is_refused_first_and_taken_once_corrected(world: World, topic: str) -> None:
    row = first(world, topic)
    off_list, corrected = handed(replace(NONE, off_list=1), topic, row)
    with pytest.raises(BadRowError, match=r"UNKNOWN|NOT_CONVERTIBLE") as refused:
        DATA_SETS[topic].read(off_list.row)
    assert refused.value.refusal.field in MARKS[topic].off_list
    assert corrected.row == row


@pytest.mark.parametrize("topic", COUNTED)
def test_a_miscount_is_taken_and_then_corrected_by_a_newer_version(world: World, topic: str) -> None:
    row = first(world, topic)
    wrong, right = handed(replace(NONE, miscounted=1), topic, row)
    first_read, then_read = DATA_SETS[topic].read(wrong.row), DATA_SETS[topic].read(right.row)
    assert first_read.data != then_read.data
    assert first_read.change.own_id == then_read.change.own_id
    assert first_read.change.version < then_read.change.version
    assert right.later > wrong.later


@pytest.mark.parametrize("topic", LOAD_ORDER)
def test_thai_digits_say_the_same(world: World, topic: str) -> None:
    row = first(world, topic)
    (thai,) = handed(replace(NONE, thai=1), topic, row)
    assert thai.row != row
    assert DATA_SETS[topic].read(thai.row).data == DATA_SETS[topic].read(row).data


@pytest.mark.parametrize("topic", LOAD_ORDER)
def test_a_deletion_is_handed_in_without_a_mistake_that_would_be_taken(world: World, topic: str) -> None:
    row = {**first(world, topic), "deleted": "1"}
    assert handed(replace(NONE, off_list=1), topic, row) == [Handed(topic, row)]


def test_a_row_is_repeated_or_comes_late_under_an_older_revision(world: World) -> None:
    row = first(world, STUDENT)
    once, again = handed(replace(NONE, repeated=1), STUDENT, row)
    assert once.row == again.row == row
    newer, older = handed(replace(NONE, late=1), STUDENT, row)
    assert int(older.row["revision"]) < int(newer.row["revision"])
    assert older.later > newer.later


def test_rows_that_wait_come_after_as_many_others_as_they_wait_for() -> None:
    line = Line()
    line.join([Handed(STUDENT, {"n": "late"}, 2), *(Handed(STUDENT, {"n": str(n)}) for n in range(3))])
    assert [row["n"] for _, row in line.due()] == ["0", "1", "2", "late"]
    line.join([Handed(STUDENT, {"n": "much later"}, 9)])
    assert list(line.due()) == []
