"""The terms of an agreement on one day: rows, each one permission, and what a receiver asks them for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from schemas.agreement.projection import Giving
from schemas.agreement.row import NO_DEPARTMENT, Purpose, Row


@lru_cache(maxsize=64)
def _compiled(rows: tuple[Row, ...]) -> Mapping[tuple[str, str, str], Giving]:
    """Compile rows once, however many days they stand: a rebuild asks for the terms of years of days."""
    return {(row.topic, row.receiver, str(row.purpose)): Giving(row) for row in rows}


class NoRowError(LookupError):
    """Nothing lets a data set reach this receiver for this purpose; says so in Thai and English."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(f"{th}\n{en}")
        self.th, self.en = th, en


@dataclass(frozen=True)
class Terms:
    """What may flow on one day: the rows that count, none but the law's own where the agreement is not in force.

    `winding_up` says that notice has run out: work under way is completed, and none is begun (clause 5.2).
    """

    agreement: str
    day: date
    rows: tuple[Row, ...]
    in_force: bool
    th: str
    en: str
    winding_up: bool = False
    _givings: Mapping[tuple[str, str, str], Giving] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_givings", _compiled(self.rows))

    def giving(self, topic: str, receiver: str, purpose: Purpose) -> Giving | None:
        """Give what projects a data set's records for a receiver and a purpose; None where there is no row."""
        return self._givings.get((topic, receiver, purpose))

    def row(self, topic: str, receiver: str, purpose: Purpose) -> Row | None:
        """Find the row that lets a data set reach a receiver for a purpose; none means that nothing flows."""
        giving = self.giving(topic, receiver, purpose)
        return None if giving is None else giving.row

    def require(self, topic: str, receiver: str, purpose: Purpose) -> Giving:
        """Give what projects, or raise NoRowError naming the row that is missing and, after the term, since when."""
        giving = self.giving(topic, receiver, purpose)
        if giving is None:
            raise self.missing(topic, receiver, purpose)
        return giving

    def missing(self, topic: str, receiver: str, purpose: Purpose) -> NoRowError:
        """Word that a row is missing."""
        reason_th, reason_en = ("", "") if self.in_force else (f" ({self.th})", f" ({self.en})")
        return NoRowError(
            f"ไม่มีแถวในข้อตกลง {self.agreement} ที่ให้ {topic} แก่ {receiver} เพื่อ {purpose}{reason_th}",
            f"no row of {self.agreement} gives {topic} to {receiver} for {purpose}{reason_en}",
        )

    def of(self, topic: str) -> tuple[Row, ...]:
        """List a data set's rows."""
        return tuple(row for row in self.rows if row.topic == topic)

    def gives(self, topic: str, giver: str) -> bool:
        """Say whether an agency may give a data set to another: some row to a department says so."""
        return any(row.giver == giver and row.receiver not in NO_DEPARTMENT for row in self.of(topic))


def ended_by(rows: Iterable[Row], topic: str, receiver: str, purpose: Purpose, on: date) -> list[Row]:
    """End what stands of a data set for a receiver and a purpose: the last day is the one before (clause 5.1)."""
    before = date.fromordinal(on.toordinal() - 1)
    what = (topic, receiver, purpose)
    return [
        replace(row, last_day=before)
        if (row.topic, row.receiver, row.purpose) == what and (row.last_day is None or row.last_day >= on)
        else row
        for row in rows
    ]


def replaced_by(rows: Iterable[Row], new: Iterable[Row]) -> tuple[Row, ...]:
    """Add rows signed later; each takes the place of the one for the same data set, receiver and purpose (5.1)."""
    found, later = list(rows), tuple(new)
    for row in later:
        found = ended_by(found, row.topic, row.receiver, row.purpose, row.first_day)
    return (*found, *later)
