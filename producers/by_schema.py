"""Reads a register by its topic's schema alone: a data set added by an amendment needs no code of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from producers.column_dates import ENVELOPE, change
from producers.column_people import PERSON, citizen, person
from producers.columns import WHOLE_ROW, BadRowError, bad, only, optional
from producers.draft import Change, DataSet, Draft, Row
from producers.edge import FILLED_IN
from producers.schema_fields import Field, fields_of, own_number
from producers.schema_values import Values, after_others, example, value
from schemas.events import model
from schemas.topics import BY_NAME, Subject

# What the model finds at fault, as a source is told it.
_FAULTS: Final = {
    "missing": "MISSING",
    "greater_than_equal": "OUT_OF_RANGE",
    "less_than_equal": "OUT_OF_RANGE",
    "string_too_long": "OUT_OF_RANGE",
    "string_pattern_mismatch": "UNKNOWN_CODE",
}
Check = Callable[[Values], None]


@dataclass(frozen=True)
class Apart:
    """Fields that are read together by a function of their own, since what one may hold hangs on another."""

    fields: frozenset[str]
    read: Callable[[Row], Values]


@dataclass(frozen=True)
class _Register:
    topic: str
    own_number: str
    about_person: bool
    columns: Mapping[str, str]
    fields: Sequence[Field]
    apart: Apart | None
    checks: Sequence[Check]

    def change(self, row: Row) -> Change:
        return change(row, self.own_number)

    def read(self, row: Row) -> Draft:
        only(row, self.columns)
        what = self.change(row)
        deleted = what.operation == "DELETE"
        named = self.about_person and (not deleted or optional(row, "citizen_id") is not None)
        return Draft(what, person(row) if named else None, None if deleted else self._data(row))

    def _data(self, row: Row) -> Mapping[str, Any]:
        values: dict[str, Any] = {}
        for field in self.fields:
            values[field.name] = value(row, field, values)
        if self.apart is not None:
            values |= self.apart.read(row)
        for check in self.checks:
            check(values)
        try:
            return model(self.topic).model_validate(values).data()
        except ValidationError as why:
            raise self._fault(why) from None

    def _fault(self, why: ValidationError) -> BadRowError:
        first = why.errors(include_input=False)[0]
        named = (field.column for field in self.fields if field.name == first["loc"][0])
        return bad(_FAULTS.get(first["type"], "NOT_ENCODABLE"), next(named, WHOLE_ROW))


def data_set(
    topic: str,
    examples: Mapping[str, str] = MappingProxyType({}),
    apart: Apart | None = None,
    checks: Sequence[Check] = (),
) -> DataSet:
    """Make the reading of a topic's register from its schema.

    `examples` say more than a column's type does; `apart` reads what hangs together, and `checks`, which may raise
    BadRowError, hold what no single column tells.
    """
    row, number = BY_NAME[topic], own_number(topic)
    about_person = row.subject is Subject.PERSON
    fields = [field for field in fields_of(topic) if field.name not in FILLED_IN]
    own = {field.column: example(field) for field in reversed(fields)}  # a field before its twin as sent
    named = PERSON if about_person else {}
    columns = {**ENVELOPE, number: "0001", **named, **own, **examples}
    together = apart.fields if apart else frozenset()
    ordered = sorted(fields, key=after_others)
    read = tuple(field for field in ordered if field.name not in together)
    register = _Register(topic, number, about_person, columns, read, apart, checks)
    return DataSet(
        topic,
        row.writer,
        columns,
        register.change,
        register.read,
        citizen if about_person else None,
        # What is not OVEC's own is given of vocational students and graduates only (clauses 3.2.1(2) and (3)).
        population_only=about_person and row.writer != "ovec",
    )


def in_order(first: str, last: str, column: str) -> Check:
    """Demand that a day is not before the one it must follow."""

    def check(values: Values) -> None:
        if values[first] is not None and values[last] is not None and values[last] < values[first]:
            raise bad("DATES_DISAGREE", column)

    return check


def within(part: str, whole: str, column: str) -> Check:
    """Demand that a number is not greater than what it is a part of."""

    def check(values: Values) -> None:
        if values[part] > values[whole]:
            raise bad("OUT_OF_RANGE", column)

    return check
