"""An agreement as it stands: its term, its rows and how it ends; asked for the terms of a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from schemas.agreement.documents import Named, Party, Stated, Words
from schemas.agreement.row import PERSON, Purpose, Row
from schemas.agreement.rules import Phase, Winding, phase
from schemas.agreement.standing import Population
from schemas.agreement.terms import Terms
from schemas.dates import full_date

_DAY: Final = timedelta(days=1)
_DAYS_KEPT: Final = 4096


class Status(NamedTuple):
    """Whether anything may flow, since when that is so, and the sentence that says it."""

    in_force: bool
    since: date
    th: str
    en: str


@dataclass(frozen=True)
class Handling:
    """What is agreed about a data set as a whole; `population` is whose records flow where a row says no other.

    `due_days` is after how many days without a delivery it is late; None where nothing is counted in days.
    """

    topic: str
    clause: str
    giver: str
    population: Population
    timing_th: str
    timing_en: str
    restriction_th: str | None = None
    restriction_en: str | None = None
    retention_days: int | None = None
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    due_days: int | None = None


@dataclass(frozen=True)
class Agreement:
    """An agreement with everything signed since; `last_day` is the last of its term as renewed (clause 4).

    `rows` stand with their own first and last days, the law's own among them; `winding` is a termination that counts.
    """

    name: str
    title_th: str
    title_en: str
    first_day: date
    last_day: date
    rows: tuple[Row, ...]
    handling: Mapping[str, Handling] = field(default_factory=dict)
    winding: Winding | None = None
    held: Words = field(default_factory=lambda: Words(th="", en=""))
    parties: tuple[Party, ...] = ()
    departments: Mapping[str, Named] = field(default_factory=dict)
    purposes: Mapping[Purpose, Stated] = field(default_factory=dict)
    instruments: Mapping[str, Named] = field(default_factory=dict)
    supplements: tuple[str, ...] = ()
    _terms: dict[date, Terms] = field(init=False, default_factory=dict, repr=False, compare=False)

    def phase(self, on: date) -> Phase:
        """Say where it stands on a day (clauses 4 and 5.2)."""
        return phase(on, self.first_day, self.last_day, self.winding)

    def in_force(self, on: date) -> bool:
        """Say whether anything may flow on a day: the term includes its last day (clause 4)."""
        return self.phase(on) in (Phase.IN_FORCE, Phase.WINDING_UP)

    @property
    def stops_after(self) -> date:
        """Give the last day on which anything flows: that of the term, or of completing what was under way (5.2)."""
        winds = self.winding is not None and self.winding.effective_on <= self.last_day
        return min(self.winding.complete_by, self.last_day) if winds and self.winding else self.last_day

    def status(self, on: date) -> Status:
        """Say whether it is in force on a day, and since when it is or is not."""
        th, en, last = self.title_th, self.title_en, self.stops_after
        match self.phase(on):
            case Phase.NOT_YET:
                return Status(False, self.first_day, *_not_yet(th, en, self.first_day))
            case Phase.IN_FORCE:
                return Status(True, self.first_day, *_in_force(th, en, self.first_day, last))
            case Phase.WINDING_UP:
                since = last if self.winding is None else self.winding.effective_on
                return Status(True, since, *_winding_up(th, en, since, last))
            case Phase.ENDED:
                return Status(False, last + _DAY, *_ended(th, en, last))

    def on(self, day: date) -> Terms:
        """Give the terms of a day: no rows but the law's own outside the term; when winding up, placement's alone."""
        found = self._terms.get(day)
        if found is None:
            if len(self._terms) >= _DAYS_KEPT:
                self._terms.clear()
            found = self._terms.setdefault(day, self._on(day))
        return found

    def _on(self, day: date) -> Terms:
        stage, status = self.phase(day), self.status(day)
        rows = tuple(row for row in self.rows if row.counts(day) and (row.receiver == PERSON or _goes_on(row, stage)))
        winding_up = stage is Phase.WINDING_UP
        return Terms(self.name, day, rows, status.in_force, status.th, status.en, winding_up)

    def next_turn(self, after: date) -> date | None:
        """Give the next day, up to the end, on which other rows stand than the day before."""
        return min((day for day in self._turns() if after < day <= self.stops_after), default=None)

    def _turns(self) -> Iterator[date]:
        yield self.first_day
        if self.winding is not None:
            yield self.winding.effective_on
        for row in self.rows:
            yield row.first_day
            if row.last_day is not None:
                yield row.last_day + _DAY

    def retention(self, topic: str) -> int | None:
        """Say how many days a data set's records are kept after they were last accepted; None: for good."""
        handling = self.handling.get(topic)
        return None if handling is None else handling.retention_days


def _goes_on(row: Row, stage: Phase) -> bool:
    """Say whether a row flows at a stage: work under way that is completed is placing people (2.6, 3.2.1(7), 5.2)."""
    return stage is Phase.IN_FORCE or (stage is Phase.WINDING_UP and row.purpose is Purpose.PLACEMENT)


def _not_yet(th: str, en: str, first: date) -> tuple[str, str]:
    return (
        f"{th} จะมีผลใช้บังคับตั้งแต่วันที่ {full_date(first, 'th')} จึงยังไม่มีการแลกเปลี่ยนข้อมูล",
        f"{en}: in force from {full_date(first, 'en')}; until then nothing is exchanged",
    )


def _in_force(th: str, en: str, first: date, last: date) -> tuple[str, str]:
    return (
        f"{th} มีผลใช้บังคับตั้งแต่วันที่ {full_date(first, 'th')} ถึงวันที่ {full_date(last, 'th')}",
        f"{en}: in force from {full_date(first, 'en')} through {full_date(last, 'en')}",
    )


def _winding_up(th: str, en: str, since: date, last: date) -> tuple[str, str]:
    return (
        f"{th} ถูกบอกเลิก มีผลวันที่ {full_date(since, 'th')} ทำงานที่ค้างให้เสร็จภายในวันที่ {full_date(last, 'th')} ไม่เริ่มงานใหม่",
        f"{en}: terminated as of {full_date(since, 'en')}; what is under way is done by {full_date(last, 'en')}",
    )


def _ended(th: str, en: str, last: date) -> tuple[str, str]:
    since = last + _DAY
    return (
        f"{th} ไม่มีผลใช้บังคับแล้วตั้งแต่วันที่ {full_date(since, 'th')} (วันสุดท้าย {full_date(last, 'th')}) จึงไม่มีการแลกเปลี่ยนข้อมูล",
        f"{en}: not in force since {full_date(since, 'en')} (last day {full_date(last, 'en')}); nothing is exchanged",
    )
