"""Applies what was told about matches to the desk's tables, and notes what browsers must be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from consumers.desk.tables import CHANGE, HOOK, MATCH
from schemas.webhooks import AlertStatus

OPEN: Final = AlertStatus.OPEN.value
WITHDRAWN: Final = AlertStatus.WITHDRAWN.value
OUTCOME: Final = "outcome"
# The desk's own word for a match the detail API tells nothing of any more.
NOT_TOLD: Final = "NOT_TOLD"
# Of these nothing more is kept than that the match is over.
_EMPTIED: Final = frozenset({"ERASED", "OBJECTED", NOT_TOLD})


@dataclass(frozen=True)
class Change:
    """One thing browsers are told: `kind` is open, withdrawn or outcome; `caused_at` when its event was accepted."""

    id: int
    match: str
    kind: str
    province: str
    at: int
    because: str | None = None
    caused_at: int | None = None


def waiting_matches(connection: Connection) -> list[str]:
    """List the matches that webhooks named and nobody has asked about, oldest first."""
    query = select(HOOK.c.match).where(HOOK.c.fetched.is_(False)).order_by(HOOK.c.received_at)
    return list(dict.fromkeys(connection.scalars(query)))


def apply(
    connection: Connection, asked: Sequence[str], told: Mapping[str, Mapping[str, Any]], asked_at: int, now_ms: int
) -> list[Change]:
    """Bring the matches asked about up to what was told; one that nothing may be told of any more is over."""
    held = {row.match: row for row in connection.execute(select(MATCH).where(MATCH.c.match.in_(asked)))}
    changes: list[Change] = []
    for match in asked:
        facts, row = told.get(match), held.get(match)
        if facts is None:
            facts = _over(row) if row is not None and row.status == OPEN else None
            answered = HOOK.c.received_at <= asked_at
        else:
            answered = HOOK.c.version <= facts["version"]
        connection.execute(update(HOOK).where(HOOK.c.match == match, answered).values(fetched=True))
        if facts is not None and (row is None or facts["version"] > row.version):
            changes.append(_apply_one(connection, facts, row, now_ms))
    return changes


def _over(row: Any) -> dict[str, Any]:
    told_before = {**row.facts, "caused_at": None}
    return {**told_before, "status": "WITHDRAWN", "version": row.version + 1, "withdrawn_because": NOT_TOLD}


def _apply_one(connection: Connection, facts: Mapping[str, Any], row: Any, now_ms: int) -> Change:
    kind = OPEN if facts["status"] == "OPEN" else WITHDRAWN
    change = _note(connection, facts, kind, now_ms)
    values = {
        "version": facts["version"],
        "status": kind,
        "score": facts["score"],
        "province": facts["province"],
        "changed_at": now_ms,
        "facts": _kept(facts, row),
    }
    if kind == OPEN or row is None:
        # A match opened again is a new one to those at the desk: what was done about the last one is over.
        values |= {"opened_change": change.id, "opened_at": now_ms, "outcome": None, "outcome_at": None}
    if row is None:
        connection.execute(insert(MATCH), {"match": facts["match"], **values})
    else:
        connection.execute(update(MATCH).where(MATCH.c.match == facts["match"]), values)
    return change


def _kept(facts: Mapping[str, Any], row: Any) -> dict[str, Any]:
    """Keep what was told at the opening beside a withdrawal, which tells less; nothing of it after an erasure."""
    if facts.get("withdrawn_because") in _EMPTIED:
        kept = ("match", "status", "version", "score", "province", "withdrawn_because")
        return {name: facts[name] for name in kept}
    before = row.facts if row is not None and facts["status"] != "OPEN" else {}
    return {**before, **{name: value for name, value in facts.items() if value != {}}}


def _note(connection: Connection, facts: Mapping[str, Any], kind: str, now_ms: int) -> Change:
    values: dict[str, Any] = {
        "match": facts["match"],
        "kind": kind,
        "province": facts["province"],
        "at": now_ms,
        "because": facts.get("withdrawn_because"),
    }
    return Change(_insert(connection, values), **values, caused_at=facts["caused_at"])


def _insert(connection: Connection, values: Mapping[str, Any]) -> int:
    key = connection.execute(insert(CHANGE), values).inserted_primary_key
    if key is None:
        raise LookupError("the database gave no id")
    return int(key[0])


def changes_after(connection: Connection, change: int, limit: int) -> list[Change]:
    """Give the changes after one, in order."""
    query = select(CHANGE).where(CHANGE.c.id > change).order_by(CHANGE.c.id).limit(limit)
    return [Change(*row) for row in connection.execute(query)]


def newest_change(connection: Connection) -> int:
    """Give the id of the newest change, 0 when there is none."""
    return connection.scalar(select(CHANGE.c.id).order_by(CHANGE.c.id.desc()).limit(1)) or 0


def note_outcome(connection: Connection, match: str, province: str, now_ms: int) -> Change:
    """Note that staff did something about a match."""
    values: dict[str, Any] = {"match": match, "kind": OUTCOME, "province": province, "at": now_ms, "because": None}
    return Change(_insert(connection, values), **values)
