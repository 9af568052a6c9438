"""A breach's clock (PDPA s.37(4)) and whom what was disclosed to while it lasted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, distinct, func, select

from schemas.audit import DISCLOSURE

NOTIFY_WITHIN: Final = timedelta(hours=72)
LATE_WITHIN: Final = timedelta(days=15)
_WHAT: Final = tuple(DISCLOSURE.c[name] for name in ("receiver", "by", "purpose", "clause", "data_set"))


class Stage(StrEnum):
    """Where a breach stands against the clock."""

    IN_TIME = "IN_TIME"
    LATE = "LATE"
    TOO_LATE = "TOO_LATE"


class Clock(NamedTuple):
    """The moments that count from when the breach became known."""

    known_at: datetime
    notify_by: datetime
    late_by: datetime
    stage: Stage
    left: timedelta


class Told(NamedTuple):
    """What one receiver was told for one purpose while the breach lasted."""

    receiver: str
    by: str
    purpose: str
    clause: str
    data_set: str | None
    disclosures: int
    people: int
    fields: tuple[str, ...]


class Seen(NamedTuple):
    """What was told while a breach lasted, and of whom (pseudonyms)."""

    told: tuple[Told, ...]
    people: tuple[str, ...]


def clock(known_at: datetime, now: datetime) -> Clock:
    """Tell the committee within 72 hours of knowing; later only with the reasons, and within 15 days (PDPA s.37(4))."""
    notify_by, late_by = known_at + NOTIFY_WITHIN, known_at + LATE_WITHIN
    stage = Stage.IN_TIME if now <= notify_by else Stage.LATE if now <= late_by else Stage.TOO_LATE
    return Clock(known_at, notify_by, late_by, stage, (notify_by if stage is Stage.IN_TIME else late_by) - now)


def look(connection: Connection, since: datetime, until: datetime) -> Seen:
    """Count what the ledger says was told between two moments (both included): by whom, to whom, for what, of whom."""
    window = DISCLOSURE.c.at.between(_ms(since), _ms(until))
    people = connection.execute(select(DISCLOSURE.c.pseudonym).where(window).distinct()).scalars()
    counts = func.count().label("disclosures"), func.count(distinct(DISCLOSURE.c.pseudonym)).label("people")
    counted = connection.execute(select(*_WHAT, *counts).where(window).group_by(*_WHAT).order_by(*_WHAT))
    names = _fields(connection.execute(select(*_WHAT, DISCLOSURE.c.fields).where(window).distinct()))
    told = [
        Told(*row[: len(_WHAT)], row.disclosures, row.people, tuple(sorted(names[tuple(row[: len(_WHAT)])])))
        for row in counted
    ]
    return Seen(tuple(told), tuple(sorted(people)))


def _fields(rows: Iterable[Any]) -> dict[tuple[Any, ...], set[str]]:
    found: dict[tuple[Any, ...], set[str]] = {}
    for row in rows:
        found.setdefault(tuple(row[: len(_WHAT)]), set()).update(row.fields)
    return found


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
