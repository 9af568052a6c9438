"""Writes what the view was seen to hold: a subject's rows anew, the summary by what changed, and how far one is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, select
from sqlalchemy.engine import Connection, Engine

from producers.reconciling.deriving import COUNTING, Row, State
from producers.reconciling.fingerprints import LIMBS, limbs
from producers.reconciling.parts import Place
from producers.reconciling.tables import BUCKET_DIGITS, FOLLOWED, HELD, METADATA, SUMMARY
from schemas.chunks import chunks
from schemas.database import create_tables, insert_into

Key = tuple[str, str, str]
Position = tuple[str, int]
_CHUNK: Final = 500
_READ: Final = (
    *(HELD.c[name] for name in ("topic", "record", "subject", "version", "state", "stamp")),
    *(HELD.c[name] for name in Place._fields),
)
_REMOVED: Final = delete(HELD).where(and_(*(column == bindparam(f"of_{column.name}") for column in HELD.primary_key)))


class Keeping:
    """The one writer of what is held."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_tables(engine, METADATA)

    def positions(self) -> dict[Position, int]:
        """Give how far each partition was followed."""
        with self._engine.connect() as connection:
            return {(row.topic, row.partition): row.next_offset for row in connection.execute(select(FOLLOWED))}

    def known(self, subjects: Iterable[str]) -> dict[str, dict[Key, Row]]:
        """Give the rows of these subjects, by subject."""
        found: dict[str, dict[Key, Row]] = {}
        with self._engine.connect() as connection:
            for chunk in chunks(subjects, _CHUNK):
                for row in connection.execute(select(*_READ).where(HELD.c.subject.in_(chunk))):
                    one = Row(
                        row.topic,
                        row.record,
                        row.subject,
                        row.version,
                        State(row.state),
                        row.stamp,
                        Place(row.unit, row.province, row.month),
                    )
                    found.setdefault(one.subject, {})[one.key] = one
        return found

    def apart(self, after: str, limit: int) -> list[str]:
        """Give some subjects, in order, whose records count or not by what others' records say."""
        query = select(HELD.c.subject).distinct().where(HELD.c.state >= State.OUTSIDE, HELD.c.subject > after)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(HELD.c.subject).limit(limit)).scalars())

    def note(self, before: Mapping[Key, Row], after: Mapping[Key, Row], positions: Mapping[Position, int]) -> None:
        """Put what is now in the place of what was, and move on, all in one transaction."""
        gone = [key for key, row in before.items() if after.get(key) != row]
        come = [row for key, row in after.items() if before.get(key) != row]
        with self._engine.begin() as connection:
            if gone:
                names = [f"of_{column.name}" for column in HELD.primary_key]
                connection.execute(_REMOVED, [dict(zip(names, key, strict=True)) for key in gone])
            if come:
                connection.execute(HELD.insert(), [_columns(row) for row in come])
            self._sum_up(connection, [before[key] for key in gone], come)
            if positions:
                self._move(connection, positions)

    def _sum_up(self, connection: Connection, gone: Collection[Row], come: Collection[Row]) -> None:
        """Add to each stretch of the summary what came, and take from it what went."""
        changes: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (1 + LIMBS))
        for sign, rows in ((-1, gone), (1, come)):
            for row in rows:
                if row.state in COUNTING:
                    change = changes[row.topic, row.record[:BUCKET_DIGITS]]
                    for at, number in enumerate((1, *limbs(row.record, row.version))):
                        change[at] += sign * number
        added = [
            dict(zip(("topic", "bucket", "count", "a", "b", "c", "d"), (*bucket, *change), strict=True))
            for bucket, change in changes.items()
            if any(change)
        ]
        if added:
            statement = insert_into(self._engine, SUMMARY)
            sums = {name: SUMMARY.c[name] + statement.excluded[name] for name in ("count", "a", "b", "c", "d")}
            connection.execute(statement.on_conflict_do_update(index_elements=["topic", "bucket"], set_=sums), added)

    def _move(self, connection: Connection, positions: Mapping[Position, int]) -> None:
        statement = insert_into(self._engine, FOLLOWED)
        moved = {"next_offset": statement.excluded.next_offset}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["topic", "partition"], set_=moved),
            [
                {"topic": topic, "partition": number, "next_offset": offset}
                for (topic, number), offset in positions.items()
            ],
        )


def _columns(row: Row) -> dict[str, Any]:
    a, b, c, d = limbs(row.record, row.version)
    held = dict(zip(("topic", "record", "subject", "version", "state", "stamp"), row[:6], strict=True))
    return {**held, "state": int(row.state), **row.place._asdict(), "a": a, "b": b, "c": c, "d": d}
