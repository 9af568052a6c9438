"""Writes what staff did: the desk's own state and the outbox row in one transaction."""

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from consumers.desk.applying import OPEN, Change, note_outcome
from consumers.desk.outcomes import NotPossibleError, Outcome, Reason, Step, next_version, noted, outbox_row, taken_back
from consumers.desk.tables import MATCH, STEP
from schemas.outbox import OUTBOX


def note(connection: Connection, match: str, outcome: Outcome, reason: Reason | None, officer: str, at: int) -> Change:
    """Note an outcome; NotPossibleError when there is no such open match or the reason does not fit."""
    row = _row(connection, match)
    step = noted(outcome, reason, row.status == OPEN, officer, at)
    values = {"outcome": outcome.value, "reason": reason.value if reason else None, "officer": officer, "at": at}
    connection.execute(insert(STEP), {"match": match, **values})
    return _write(connection, row, step)


def take_back(connection: Connection, match: str, officer: str, at: int) -> Change:
    """Take the newest standing step back; NotPossibleError when there is none."""
    row = _row(connection, match)
    standing_of = STEP.c.match == match, STEP.c.taken_back_at.is_(None), STEP.c.at >= row.opened_at
    rows = connection.execute(select(STEP).where(*standing_of).order_by(STEP.c.id)).all()
    standing = [
        Step(Outcome(one.outcome), Reason(one.reason) if one.reason else None, one.officer, one.at) for one in rows
    ]
    step = taken_back(standing, officer, at)
    connection.execute(update(STEP).where(STEP.c.id == rows[-1].id).values(taken_back_at=at))
    return _write(connection, row, step)


def _step(row: Any) -> Step:
    return Step(Outcome(row.outcome), Reason(row.reason) if row.reason else None, row.officer, row.at)


def _row(connection: Connection, match: str) -> Any:
    row = connection.execute(select(MATCH).where(MATCH.c.match == match)).first()
    if row is None:
        raise NotPossibleError("no such match")
    return row


def _write(connection: Connection, row: Any, step: Step) -> Change:
    version = next_version(row.record_version, step.at)
    outcome = step.outcome.value if step.outcome else None
    values = {"outcome": outcome, "outcome_at": step.at if outcome else None, "record_version": version}
    connection.execute(update(MATCH).where(MATCH.c.match == row.match).values(values))
    connection.execute(insert(OUTBOX), outbox_row(row.match, step, version, row.province))
    return note_outcome(connection, row.match, row.province, step.at)
