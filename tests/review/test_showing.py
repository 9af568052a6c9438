"""What a steward is shown of a record is what a row of the agreement lets them have, and the ledger says the same."""

from dataclasses import replace
from datetime import date
from typing import Any

from operations.review.showing import looked_at, sides
from operations.review.store import Item, Kept, Kind
from schemas.agreement import DEMONSTRATION, MEMORANDUM, STEWARD, Terms
from schemas.topics import STUDENT, TRAINING
from tests.review.examples import ADDRESS, ANONG, AT, BOON, NAME, MemoryPeople

TODAY = date(2026, 11, 23)
TERMS = DEMONSTRATION.on(TODAY)
ITEM = Item(Kind.SUGGESTION, STEWARD, ANONG, AT, BOON, detail={"because": ["SAME_NAME_AND_ADDRESS"]})
KEPT = Kept(7, ITEM, None, None, None)


def people() -> MemoryPeople:
    """Give two who may be one."""
    found = MemoryPeople()
    alike: dict[str, Any] = {"name_hash": NAME, "address_hash": ADDRESS}
    found.add(STUDENT, ANONG, 1, status="GRADUATED", province="21", district="2101", **alike)
    found.add(TRAINING, BOON, 2, province="21", district="2101", **alike)
    return found


def lines(terms: Terms) -> list[tuple[str, str, Any]]:
    """Give of each line the data set, the residence and whether the names are alike."""
    shown = (line for side in sides(people(), ITEM, terms) for line in side.lines)
    return [(line.data_set[1], line.residence[1], line.name_alike) for line in shown]


def narrowed(topic: str, fields: frozenset[str]) -> Terms:
    """Give the terms with other fields for the steward; none ends the row."""
    rows = [
        replace(row, fields=fields) if (row.topic, row.receiver) == (topic, STEWARD) else row
        for row in DEMONSTRATION.rows
    ]
    return replace(DEMONSTRATION, rows=tuple(row for row in rows if row.fields)).on(TODAY)


def test_under_its_rows_a_steward_compares_both_sides() -> None:
    assert [line[2] for line in lines(TERMS)] == [True, True]
    assert all(line[1] for line in lines(TERMS))


def test_a_field_its_row_does_not_give_is_not_shown() -> None:
    training = narrowed(TRAINING, frozenset({"province", "district"}))
    assert [line[2] for line in lines(training)] == [False, None]


def test_a_record_without_a_row_is_not_shown_and_after_the_term_none_is() -> None:
    assert len(lines(narrowed(TRAINING, frozenset()))) == 1
    assert lines(MEMORANDUM.on(TODAY)) == []


def test_the_ledger_names_the_clause_and_every_field_the_rows_give() -> None:
    entries = looked_at(KEPT, AT, TERMS)
    assert [(one.pseudonym, one.clause, one.receiver) for one in entries] == [
        (ANONG, "1.2", STEWARD),
        (BOON, "1.2", STEWARD),
    ]
    assert set(entries[0].fields) >= {"status", "name_hash", "district"}
    assert looked_at(KEPT, AT, MEMORANDUM.on(TODAY)) == []
