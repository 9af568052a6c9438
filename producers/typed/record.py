"""What the rows of all registers have in common, and how a value is written as a register writes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType
from typing import Any, ClassVar, Final

from producers.columns import SEPARATOR
from schemas.dates import BANGKOK, BUDDHIST_ERA_YEARS

YES: Final = "ใช่"
NO: Final = "ไม่ใช่"


@dataclass(frozen=True, kw_only=True, repr=False)
class Record:
    """One version of a record: its column names are the fields' names, and None leaves a column blank.

    `revision` is the source's own counter, rising with each change of the record; `changed_at`, with its time zone, is
    when the change became true.
    """

    TOPIC: ClassVar[str]
    # The column of the register's own number of a record, and those that hold months.
    NUMBER: ClassVar[str]
    MONTHS: ClassVar[frozenset[str]] = frozenset()

    revision: int
    changed_at: datetime

    def row(self) -> dict[str, str]:
        """Write the record as its register does; ValueError for a value that can't be written."""
        found = {
            name: _month(value) if name in self.MONTHS else written(value) for name, value in self.__dict__.items()
        }
        return {**found, "deleted": "0"}

    def __repr__(self) -> str:
        """Never show what is held: it may be about a person."""
        return f"{type(self).__name__}(revision={self.revision})"


def deletion(kind: type[Record], number: str, *, revision: int, changed_at: datetime) -> Mapping[str, str]:
    """Write that a record is taken back, as of a new revision of it."""
    return {
        kind.NUMBER: number,
        "revision": written(revision),
        "changed_at": written(changed_at),
        "deleted": "1",
    }


def written(value: Any) -> str:
    """Write one value: days and moments of the Buddhist era in Bangkok's time, several values with a bar between."""
    return _WRITTEN.get(type(value), str)(value)


def _several(values: tuple[Any, ...]) -> str:
    parts = [written(value) for value in values]
    if any(SEPARATOR in part for part in parts):
        raise ValueError(f"one of several values can't hold {SEPARATOR}")
    return SEPARATOR.join(parts)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    at = value.astimezone(BANGKOK)
    return f"{at:%d/%m}/{at.year + BUDDHIST_ERA_YEARS} {at:%H:%M:%S}"


def _day(value: date) -> str:
    return f"{value:%d/%m}/{value.year + BUDDHIST_ERA_YEARS}"


def _month(value: date | None) -> str:
    return "" if value is None else f"{value:%m}/{value.year + BUDDHIST_ERA_YEARS}"


# By the very type, since a moment is a day, too, and yes and no are numbers.
_WRITTEN: Final[Mapping[type, Callable[[Any], str]]] = {
    NoneType: lambda _: "",
    bool: lambda value: YES if value else NO,
    float: lambda value: f"{value:.9f}".rstrip("0").rstrip("."),
    date: _day,
    datetime: _moment,
    tuple: _several,
}
