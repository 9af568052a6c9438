"""Reads a source's rows, their counts by day, and what waits to be mended, from the tables of arrivals."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy import Executable, Select, Table, func, or_, select
from sqlalchemy.engine import Engine

from producers.arrivals.arrival import Outcome, Way
from producers.arrivals.standing import BANGKOK_MS, ROW_DAY, ROW_OPEN, day_of
from producers.arrivals.store import ARRIVAL
from producers.source_pages.facts import Before, Mark, Marks, Sent, Tally, Unapplied, Unmended, Wanted

DAY_MS: Final = 24 * 60 * 60 * 1000
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()
# A row stands in the log within seconds of being accepted, and clocks of edges differ by no more than this: whatever
# was accepted so much earlier than what the view applied last was applied before it.
SLACK_MS: Final = 5 * 60 * 1000


class ArrivalRows:
    """The history of rows as the ways in write it; reads only, and only what is of the source asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def tallies(self, source: str, since_ms: int) -> list[Tally]:
        """Count rows by day, data set and outcome."""
        what = (ROW_DAY.c.day, ROW_DAY.c.topic, ROW_DAY.c.outcome)
        own = (ROW_DAY.c.source == source) & (ROW_DAY.c.day >= day_of(since_ms))
        query = select(*what, func.sum(ROW_DAY.c.rows)).where(own).group_by(*what)
        return [Tally(_date(day), topic, Outcome(outcome), int(rows)) for day, topic, outcome, rows in self._all(query)]

    def delivered(self, source: str, since_ms: int) -> Mapping[str, Sequence[date]]:
        """Give, per data set, the days on which a row was accepted."""
        own = (ROW_DAY.c.source == source) & (ROW_DAY.c.day >= day_of(since_ms))
        taken = ROW_DAY.c.outcome == Outcome.ACCEPTED.value
        found: dict[str, list[date]] = {}
        for topic, day in self._all(select(ROW_DAY.c.topic, ROW_DAY.c.day).where(own, taken).order_by(ROW_DAY.c.day)):
            found.setdefault(topic, []).append(_date(day))
        return found

    def newest(self, source: str) -> Mapping[str, int]:
        """Give, per data set, when the last row was received."""
        query = select(ROW_DAY.c.topic, func.max(ROW_DAY.c.newest_at)).where(ROW_DAY.c.source == source)
        return {topic: int(newest) for topic, newest in self._all(query.group_by(ROW_DAY.c.topic))}

    def unmended(self, source: str) -> list[Unmended]:
        """Count records whose last row was refused or is to be sent again, by reason."""
        what = (ROW_OPEN.c.topic, ROW_OPEN.c.outcome, ROW_OPEN.c.code, ROW_OPEN.c.field)
        query = select(*what, func.count(), func.max(ROW_OPEN.c.received_at)).where(ROW_OPEN.c.source == source)
        return [
            Unmended(topic, Outcome(outcome), code, field, int(records), int(newest))
            for topic, outcome, code, field, records, newest in self._all(query.group_by(*what))
        ]

    def unapplied(self, source: str, marks: Marks, now_ms: int) -> list[Unapplied]:
        """Count accepted rows beyond the watermarks, by data set."""
        found = []
        for topic in dict.fromkeys(name for name, _ in marks):
            held = {partition: mark for (name, partition), mark in marks.items() if name == topic}
            beyond = [
                (ARRIVAL.c.partition == partition) & (ARRIVAL.c.offset > mark.offset)
                for partition, mark in held.items()
            ]
            own = (ARRIVAL.c.source == source) & (ARRIVAL.c.topic == topic)
            own &= ARRIVAL.c.received_at >= min(_look_from(mark, now_ms) for mark in held.values())
            query = select(func.count(), func.min(ARRIVAL.c.received_at)).where(own, or_(*beyond))
            ((rows, oldest),) = self._all(query.where(ARRIVAL.c.outcome == Outcome.ACCEPTED.value))
            if rows:
                found.append(Unapplied(topic, int(rows), int(oldest)))
        return found

    def rows(self, source: str, wanted: Wanted, before: Before | None, limit: int) -> list[Sent]:
        """List rows, newest first, those before a row; one data set after the other, as the index has them."""
        table = ROW_OPEN if wanted.unmended else ARRIVAL
        topics = [wanted.topic] if wanted.topic else self._topics(source)
        found = [one for topic in topics for one in self._rows(table, source, topic, wanted, before, limit)]
        return sorted(found, key=lambda one: (-one.at_ms, -one.number))[:limit]

    def of_record(self, source: str, topic: str, record: str, limit: int) -> list[Sent]:
        """List what was sent of one record, newest first."""
        own = (ARRIVAL.c.source == source) & (ARRIVAL.c.topic == topic) & (ARRIVAL.c.record == record)
        return [_sent(row) for row in self._all(select(ARRIVAL).where(own).order_by(ARRIVAL.c.id.desc()).limit(limit))]

    def _topics(self, source: str) -> list[str]:
        query = select(ROW_DAY.c.topic).where(ROW_DAY.c.source == source).distinct()
        return [row.topic for row in self._all(query)]

    def _rows(
        self, table: Table, source: str, topic: str, wanted: Wanted, before: Before | None, limit: int
    ) -> list[Sent]:
        own = (table.c.source == source) & (table.c.topic == topic)
        query = _narrowed(select(table).where(own), table.c, wanted)
        if before is not None:
            same = (table.c.received_at == before.at_ms) & (table.c.id < before.number)
            # Said twice, since it is the first that the index is searched by.
            query = query.where(table.c.received_at <= before.at_ms, (table.c.received_at < before.at_ms) | same)
        return [
            _sent(row) for row in self._all(query.order_by(table.c.received_at.desc(), table.c.id.desc()).limit(limit))
        ]

    def _all(self, query: Executable) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()


def _look_from(mark: Mark, now_ms: int) -> int:
    """Give the moment before which whatever was accepted is applied; an edge whose clock is ahead proves nothing."""
    return mark.newest_ms - SLACK_MS if mark.newest_ms <= now_ms else 0


def _narrowed(query: Select[Any], columns: Any, wanted: Wanted) -> Select[Any]:
    for name in ("code", "field"):
        value = getattr(wanted, name)
        if value:
            query = query.where(columns[name] == value)
    if wanted.outcome is not None:
        query = query.where(columns.outcome == wanted.outcome.value)
    if wanted.day is not None:
        begins = round(datetime.combine(wanted.day, time(), UTC).timestamp()) * 1000 - BANGKOK_MS
        query = query.where(columns.received_at >= begins, columns.received_at < begins + DAY_MS)
    return query


def _sent(row: Any) -> Sent:
    return Sent(
        row.id,
        row.received_at,
        row.topic,
        row.batch,
        row.line,
        row.record,
        Outcome(row.outcome),
        row.code or "",
        row.field or "",
        getattr(row, "partition", None),
        getattr(row, "offset", None),
        Way(row.way) if hasattr(row, "way") else None,
    )


def _date(day: int) -> date:
    return date.fromordinal(_FIRST_DAY + int(day))
