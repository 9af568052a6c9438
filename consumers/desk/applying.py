"""Applies what was told about matches to the desk's tables, and notes what browsers must be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from consumers.desk.tables import CHANGE, HOOK, MATCH
from schemas.webhooks import AlertStatus

OPEN: Final = AlertStatus.OPEN.value
WITHDRAWN: Final = AlertStatus.WITHDRAWN.value
OUTCOME: Final = "outcome"
# The desk's own word for a match the detail API tells nothing of any more.
NOT_TOLD: Final = "NOT_TOLD"
_ANY: Final = 2**62
_ANSWERED: Final = (
    update(HOOK)
    .where(HOOK.c.match == bindparam("of"))
    .where(HOOK.c.version <= bindparam("version_max"), HOOK.c.received_at <= bindparam("received_max"))
    .values(fetched=True)
)
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
    answered = [_answered(match, told.get(match), asked_at) for match in asked]
    if answered:
        connection.execute(_ANSWERED, answered)
    news = [facts for match in asked if (facts := _news(told.get(match), held.get(match))) is not None]
    changes = _note(connection, news, now_ms)
    pairs = list(zip(news, changes, strict=True))
    fresh = [_values(facts, None, change) for facts, change in pairs if facts["match"] not in held]
    if fresh:
        connection.execute(insert(MATCH), fresh)
    for facts, change in pairs:
        if facts["match"] in held:
            values = _values(facts, held[facts["match"]], change)
            connection.execute(update(MATCH).where(MATCH.c.match == facts["match"]).values(values))
    return changes


def _answered(match: str, facts: Mapping[str, Any] | None, asked_at: int) -> dict[str, Any]:
    """Say which webhooks about a match need no more asking: up to the version told, or all that came before asking."""
    if facts is None:
        return {"of": match, "version_max": _ANY, "received_max": asked_at}
    return {"of": match, "version_max": facts["version"], "received_max": _ANY}


def _news(facts: Mapping[str, Any] | None, row: Any) -> Mapping[str, Any] | None:
    if facts is None:
        return _over(row) if row is not None and row.status == OPEN else None
    return facts if row is None or facts["version"] > row.version else None


def _over(row: Any) -> dict[str, Any]:
    told_before = {**row.facts, "caused_at": None}
    return {**told_before, "status": "WITHDRAWN", "version": row.version + 1, "withdrawn_because": NOT_TOLD}


def _kind(facts: Mapping[str, Any]) -> str:
    return OPEN if facts["status"] == "OPEN" else WITHDRAWN


def _values(facts: Mapping[str, Any], row: Any, change: Change) -> dict[str, Any]:
    """Give a match's row as told; opened again it is a new one, and what was done about the last one is over."""
    values = {
        "match": facts["match"],
        "version": facts["version"],
        "status": change.kind,
        "score": facts["score"],
        "province": facts["province"],
        "changed_at": change.at,
        "facts": _kept(facts, row),
    }
    if change.kind == OPEN or row is None:
        values |= {"opened_change": change.id, "opened_at": change.at, "outcome": None, "outcome_at": None}
    return values


def _kept(facts: Mapping[str, Any], row: Any) -> dict[str, Any]:
    """Keep what was told at the opening beside a withdrawal, which tells less; nothing of it after an erasure."""
    if facts.get("withdrawn_because") in _EMPTIED:
        kept = ("match", "status", "version", "score", "province", "withdrawn_because")
        return {name: facts[name] for name in kept}
    before = row.facts if row is not None and facts["status"] != "OPEN" else {}
    return {**before, **{name: value for name, value in facts.items() if value != {}}}


def _note(connection: Connection, news: Sequence[Mapping[str, Any]], now_ms: int) -> list[Change]:
    rows = [
        {
            "match": facts["match"],
            "kind": _kind(facts),
            "province": facts["province"],
            "at": now_ms,
            "because": facts.get("withdrawn_because"),
        }
        for facts in news
    ]
    ids = _insert(connection, rows)
    return [Change(id_, **row, caused_at=facts["caused_at"]) for id_, row, facts in zip(ids, rows, news, strict=True)]


def _insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    if not rows:
        return []
    return list(connection.scalars(insert(CHANGE).returning(CHANGE.c.id, sort_by_parameter_order=True), rows))


def changes_after(connection: Connection, change: int, limit: int) -> list[Change]:
    """Give the changes after one, in order."""
    query = select(CHANGE).where(CHANGE.c.id > change).order_by(CHANGE.c.id).limit(limit)
    return [Change(*row) for row in connection.execute(query)]


def newest_change(connection: Connection) -> int:
    """Give the id of the newest change, 0 when there is none."""
    return connection.scalar(select(CHANGE.c.id).order_by(CHANGE.c.id.desc()).limit(1)) or 0


def note_withdrawn_by_erasure(connection: Connection, match: str, province: str, now_ms: int) -> Change:
    """Note that an open match is over because its person was erased, without keeping which one it was."""
    values: dict[str, Any] = {"kind": WITHDRAWN, "province": province, "at": now_ms, "because": "ERASED"}
    return Change(_insert(connection, [{**values, "match": ""}])[0], match, **values)


def note_outcome(connection: Connection, match: str, province: str, now_ms: int) -> Change:
    """Note that staff did something about a match."""
    values: dict[str, Any] = {"match": match, "kind": OUTCOME, "province": province, "at": now_ms, "because": None}
    return Change(_insert(connection, [values])[0], **values)
