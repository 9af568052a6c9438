"""Reads a register by its topic's schema alone: a data set added by an amendment needs no code of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import ValidationError

from producers.column_dates import ENVELOPE, change
from producers.column_people import CITIZENS, People
from producers.columns import WHOLE_ROW, BadRowError, bad, only, optional
from producers.draft import Change, DataSet, Draft, Row
from producers.edge import FILLED_IN
from producers.schema_fields import fields_of, own_number
from producers.schema_values import Reading, Values, after_others, example, reading, remember
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
_NEVER_READ: Final = object()
Check = Callable[[Values], None]


@dataclass(frozen=True)
class Apart:
    """Fields read by a function of row and values so far, since what one may hold hangs on what else is said.

    `columns` are those it reads, with an example of each.
    """

    fields: frozenset[str]
    columns: Mapping[str, str]
    read: Callable[[Row, Values], Values]


@dataclass(frozen=True)
class Particulars:
    """What a register has beside what its schema tells.

    `examples` say more than a column's type does; `blanks` are what a blank column gives where the schema has no
    default; `apart` reads what hangs together; `checks`, which may raise BadRowError, hold what no single column tells.
    """

    examples: Mapping[str, str] = field(default_factory=dict)
    blanks: Mapping[str, Any] = field(default_factory=dict)
    apart: Sequence[Apart] = ()
    checks: Sequence[Check] = ()
    people: People = CITIZENS


@dataclass(frozen=True)
class _Register:
    topic: str
    own_number: str
    columns: frozenset[str]
    people: People | None
    readings: Sequence[Reading]
    particulars: Particulars

    def change(self, row: Row) -> Change:
        return change(row, self.own_number)

    def read(self, row: Row) -> Draft:
        only(row, self.columns)
        what = self.change(row)
        deleted = what.operation == "DELETE"
        named = self.people if self.people and (not deleted or optional(row, self.people.number)) else None
        return Draft(what, named.read(row) if named else None, None if deleted else self._data(row))

    def _data(self, row: Row) -> Mapping[str, Any]:
        values: dict[str, Any] = {}
        for name, column, known, anew in self.readings:
            if known is None:
                values[name] = anew(row, values)
                continue
            raw = row.get(column)
            value = known.get(raw, _NEVER_READ)
            if value is _NEVER_READ:
                value = anew(row, values)
                remember(known, raw, value)
            values[name] = value
        for apart in self.particulars.apart:
            values |= apart.read(row, values)
        for check in self.particulars.checks:
            check(values)
        try:
            return model(self.topic).model_validate(values).data()
        except ValidationError as why:
            raise self._fault(why) from None

    def _fault(self, why: ValidationError) -> BadRowError:
        first = why.errors(include_input=False)[0]
        named = (one.column for one in fields_of(self.topic) if one.name == first["loc"][0])
        return bad(_FAULTS.get(first["type"], "NOT_ENCODABLE"), next(named, WHOLE_ROW))


def data_set(topic: str, particulars: Particulars = Particulars()) -> DataSet:
    """Make the reading of a topic's register from its schema and its particulars."""
    row, number = BY_NAME[topic], own_number(topic)
    people = particulars.people if row.subject is Subject.PERSON else None
    fields = [replace(one, blank=particulars.blanks.get(one.name, one.blank)) for one in fields_of(topic)]
    not_here = FILLED_IN.union(*(apart.fields for apart in particulars.apart))
    here = [one for one in fields if one.name not in not_here]
    columns = {**ENVELOPE, number: "0001", **(people.columns if people else {})}
    columns |= {one.column: example(one) for one in reversed(here)}  # a field before its twin as sent
    for apart in particulars.apart:
        columns |= apart.columns
    columns |= particulars.examples
    readings = [reading(one) for one in sorted(here, key=after_others)]
    register = _Register(topic, number, frozenset(columns), people, readings, particulars)
    return DataSet(
        topic,
        row.writer,
        columns,
        register.change,
        register.read,
        people.identify if people else None,
        # What is not OVEC's own is given of vocational students and graduates only (clauses 3.2.1(2) and (3)).
        population_only=people is not None and row.writer != "ovec",
    )


def in_order(first: str, last: str, column: str) -> Check:
    """Demand that a day or year is not before the one it must follow."""

    def check(values: Values) -> None:
        if values[first] is not None and values[last] is not None and values[last] < values[first]:
            raise bad("DATES_DISAGREE", column)

    return check


def within(part: str, whole: str, column: str) -> Check:
    """Demand that a number is not greater than the one that bounds it."""

    def check(values: Values) -> None:
        if values[part] is not None and values[whole] is not None and values[part] > values[whole]:
            raise bad("OUT_OF_RANGE", column)

    return check
