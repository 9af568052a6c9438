"""A breach's clock (PDPA s.37(4)) and whom what was disclosed to while it lasted."""

from collections import Counter
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from schemas.audit import DISCLOSURE

NOTIFY_WITHIN: Final = timedelta(hours=72)
LATE_WITHIN: Final = timedelta(days=15)


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


class What(NamedTuple):
    """Who was told what kind of thing by whom, for which purpose, under which clause."""

    receiver: str
    by: str
    purpose: str
    clause: str
    data_set: str | None


class Told(NamedTuple):
    """How often, of how many people and with which fields one receiver was told something while the breach lasted."""

    what: What
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
    wanted = [DISCLOSURE.c[name] for name in (*What._fields, "pseudonym", "fields")]
    people: dict[What, Counter[str]] = {}
    fields: dict[What, set[str]] = {}
    for row in connection.execute(select(*wanted).where(DISCLOSURE.c.at.between(_ms(since), _ms(until)))):
        what = What(row.receiver, row.by, row.purpose, row.clause, row.data_set)
        people.setdefault(what, Counter())[row.pseudonym] += 1
        fields.setdefault(what, set()).update(row.fields)
    told = [
        Told(what, people[what].total(), len(people[what]), tuple(sorted(fields[what])))
        for what in sorted(people, key=lambda one: (*one[:4], one.data_set or ""))
    ]
    return Seen(tuple(told), tuple(sorted(set[str]().union(*people.values()))))


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
