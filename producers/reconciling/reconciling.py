"""A whole reconciliation as a source runs it: compare, ask why, set aside what is right as it is, tell the result."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from producers.reconciling.comparing import Comparison, NotReachedError, Patience, closing, compare
from producers.reconciling.files import Answered, differences
from producers.reconciling.fingerprints import RecordSet
from producers.reconciling.messages import DOUBTS_MAX, Answer, Doubt, Doubts, Exchange, PersonNumber, Reasons
from producers.reconciling.reasons import SET_ASIDE, Why
from producers.reconciling.register import Own, OwnRow, Register


class OtherSide(Protocol):
    """Saphan, as it is reached."""

    def exchange(self, topic: str, asked: Exchange) -> Answer:
        """Give Saphan's turn."""
        ...

    def why(self, topic: str, asked: Doubts) -> Reasons:
        """Give a reason for each doubt."""
        ...


class Outcome(StrEnum):
    """What came of it."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Finding:
    """One record on which the sides differ: its id, the source's own number and line where it has it, both versions."""

    record: str
    why: str
    version: int | None
    theirs: tuple[int, ...]
    own_id: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Report:
    """What was found. `missing` Saphan does not hold, `extra` only Saphan does; `bad` lines can't be read."""

    topic: str
    part: Mapping[str, str]
    outcome: Outcome
    count: int
    theirs: int
    missing: tuple[Finding, ...] = ()
    extra: tuple[Finding, ...] = ()
    different: tuple[Finding, ...] = ()
    set_aside: tuple[Finding, ...] = ()
    bad: tuple[tuple[int, str], ...] = ()
    outside: int = 0
    exchanges: int = 0

    @property
    def again(self) -> frozenset[int]:
        """Give the lines of what is to be sent again: Saphan has nothing of it, or something older."""
        older = (one for one in self.different if one.version is not None and max(one.theirs, default=-1) < one.version)
        missing = (one for one in self.missing if one.why == Why.MISSING)
        return frozenset(one.line for one in (*missing, *older) if one.line is not None)


def reconcile(register: Register, other: OtherSide, wait: Patience) -> Report:
    """Compare a register with what Saphan holds; an outcome that can't be had now is NOT_KNOWN, never guessed."""
    topic, own = register.data_set.topic, register.own()
    nothing = Report(topic, register.part, Outcome.NOT_KNOWN, len(own.versions), 0, bad=tuple(own.bad))
    if own.not_known:
        return nothing
    records = RecordSet(own.versions)
    try:
        found = compare(records, lambda asked: other.exchange(topic, asked), register.part, wait)
    except NotReachedError:
        return nothing
    if found.equal:
        return _report(topic, register, own, found, {}, {})
    differing = found.differences
    rows = register.rows_of([*differing.missing, *differing.different])
    reasons = _reasons(topic, found, rows, other)
    aside = [record for record, (why, _) in reasons.items() if why in SET_ASIDE]
    told = other.exchange(topic, closing(records, register.part, found, aside))
    return _report(topic, register, own, found, rows, reasons, equal=told.equal)


def from_answer(register: Register, answered: Answered) -> Report:
    """Name what differs by an answer in a file, in which no reason is asked for, so that nothing is set aside."""
    topic, own = register.data_set.topic, register.own()
    records = RecordSet(own.versions)
    told = answered.answer
    found = differences(records, topic, answered)
    if found is None or own.not_known:
        return Report(topic, register.part, Outcome.NOT_KNOWN, len(records), told.count, bad=tuple(own.bad))
    rows = register.rows_of([*found.missing, *found.different])
    reasons = {record: (Why.MISSING, list[int]()) for record in found.missing}
    compared = Comparison(found, told.as_of, len(records), told.count, 1)
    return _report(topic, register, own, compared, rows, reasons, equal=told.equal)


def _reasons(
    topic: str, found: Comparison, rows: Mapping[str, OwnRow], other: OtherSide
) -> dict[str, tuple[Why, list[int]]]:
    """Ask why each record that Saphan does not list is not there."""
    doubts = [_doubt(record, version, rows.get(record)) for record, version in found.differences.missing.items()]
    reasons: dict[str, tuple[Why, list[int]]] = {}
    for at in range(0, len(doubts), DOUBTS_MAX):
        asked = doubts[at : at + DOUBTS_MAX]
        told = other.why(topic, Doubts(doubts=asked))
        reasons |= {one.record: (one.why, one.versions) for one in told.reasons}
    return reasons


def _doubt(record: str, version: int, row: OwnRow | None) -> Doubt:
    if row is None:
        return Doubt(record=record, version=version)
    number = None if row.number is None else PersonNumber(kind=row.number.kind, number=row.number.normalised)
    return Doubt(record=record, version=version, person=row.person, number=number, occurred_at=row.occurred_at)


def _report(
    topic: str,
    register: Register,
    own: Own,
    found: Comparison,
    rows: Mapping[str, OwnRow],
    reasons: Mapping[str, tuple[Why, list[int]]],
    *,
    equal: bool = True,
) -> Report:
    differing = found.differences
    judged = [
        _finding(record, why, version, versions, rows)
        for record, version in differing.missing.items()
        for why, versions in (reasons.get(record, (Why.NOT_KNOWN, [])),)
    ]
    not_known = any(one.why == Why.NOT_KNOWN for one in judged)
    return Report(
        topic,
        register.part,
        Outcome.NOT_KNOWN if not_known else Outcome.EQUAL if equal else Outcome.DIFFERENT,
        found.count,
        found.theirs,
        missing=_in_order(one for one in judged if one.why not in SET_ASIDE),
        extra=_in_order(_finding(name, "extra", None, held, rows) for name, held in differing.extra.items()),
        different=_in_order(
            _finding(name, "different", version, held, rows) for name, (version, held) in differing.different.items()
        ),
        set_aside=_in_order(one for one in judged if one.why in SET_ASIDE),
        bad=tuple(own.bad),
        outside=own.outside,
        exchanges=found.exchanges,
    )


def _finding(record: str, why: str, version: int | None, theirs: Sequence[int], rows: Mapping[str, OwnRow]) -> Finding:
    row = rows.get(record)
    return Finding(record, str(why), version, tuple(theirs), row.own_id if row else None, row.line if row else None)


def _in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda one: (one.line or 0, one.record)))
