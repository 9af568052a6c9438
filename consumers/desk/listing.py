"""Reads what a desk page shows: the list, its counts, one match."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection

from consumers.desk.applying import OPEN, WITHDRAWN, newest_change
from consumers.desk.outcomes import Outcome
from consumers.desk.tables import MATCH

PAGE_ROWS: Final = 30
WITHDRAWN_STAYS_MS: Final = 60_000
PROVINCE_CHIPS: Final = 6
_MONTH_MS: Final = 30 * 24 * 3600 * 1000


@dataclass(frozen=True)
class Filter:
    """What the reader wants to see; empty means all. `before` is the change id the page before ended with."""

    province: str = ""
    state: str = ""
    before: int = 0


@dataclass(frozen=True)
class Item:
    """A match as the desk holds it."""

    match: str
    status: str
    score: int
    province: str
    opened_change: int
    opened_at: int
    changed_at: int
    outcome: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Work:
    """Everything of one list page, read at one moment: `change` is the newest change it includes."""

    change: int
    items: tuple[Item, ...]
    more: bool
    waiting: int
    contacted: int
    placed: int
    provinces: tuple[tuple[str, int], ...]


_ITEM: Final = select(*(MATCH.c[name] for name in Item.__dataclass_fields__))


def work(connection: Connection, wanted: Filter, now_ms: int) -> Work:
    """Read a page of the list with its counts."""
    here = [MATCH.c.province == wanted.province] if wanted.province else []
    query = _ITEM.where(*here, _state(wanted.state, now_ms))
    if wanted.before:
        query = query.where(MATCH.c.opened_change < wanted.before)
    rows = connection.execute(query.order_by(MATCH.c.opened_change.desc()).limit(PAGE_ROWS + 1)).all()
    counted = connection.execute(
        select(MATCH.c.outcome, func.count()).where(*here, MATCH.c.status == OPEN).group_by(MATCH.c.outcome)
    )
    by_outcome = {row[0]: row[1] for row in counted}
    placed = select(func.count()).where(*here, MATCH.c.outcome == Outcome.PLACED.value)
    return Work(
        newest_change(connection),
        tuple(Item(*row) for row in rows[:PAGE_ROWS]),
        len(rows) > PAGE_ROWS,
        by_outcome.get(None, 0),
        by_outcome.get(Outcome.CONTACTED.value, 0),
        connection.scalar(placed.where(MATCH.c.outcome_at >= now_ms - _MONTH_MS)) or 0,
        _provinces(connection, wanted.province),
    )


def _state(state: str, now_ms: int) -> Any:
    if state == "waiting":
        return and_(MATCH.c.status == OPEN, MATCH.c.outcome.is_(None))
    if state == "contacted":
        return and_(MATCH.c.status == OPEN, MATCH.c.outcome == Outcome.CONTACTED.value)
    if state == "placed":
        return MATCH.c.outcome == Outcome.PLACED.value
    just_over = and_(MATCH.c.status == WITHDRAWN, MATCH.c.changed_at >= now_ms - WITHDRAWN_STAYS_MS)
    return or_(MATCH.c.status == OPEN, just_over)


def _provinces(connection: Connection, chosen: str) -> tuple[tuple[str, int], ...]:
    """List the provinces with most open matches, the chosen one always among them."""
    rows = connection.execute(
        select(MATCH.c.province, func.count())
        .where(MATCH.c.status == OPEN)
        .group_by(MATCH.c.province)
        .order_by(func.count().desc(), MATCH.c.province)
    ).all()
    counted = {row[0]: row[1] for row in rows}
    shown = [code for code in counted if code == chosen] + [code for code in counted if code != chosen]
    if chosen and chosen not in counted:
        shown.insert(0, chosen)
    return tuple((code, counted.get(code, 0)) for code in shown)


def item(connection: Connection, match: str) -> Item | None:
    """Read one match."""
    row = connection.execute(_ITEM.where(MATCH.c.match == match)).first()
    return Item(*row) if row else None
