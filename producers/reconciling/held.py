"""Reads what the view holds, as it was followed into tables: ranges' fingerprints and single records."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlalchemy.engine import Engine

from producers.reconciling.deriving import COUNTING, State
from producers.reconciling.fingerprints import AFTER, EMPTY, Fingerprint, fingerprint, splits_of
from producers.reconciling.parts import wanted
from producers.reconciling.tables import BUCKET_DIGITS, FOLLOWED, HELD, METADATA, SUMMARY
from schemas.chunks import chunks
from schemas.database import create_tables

_CHUNK: Final = 500
_ADDED: Final = tuple(func.sum(HELD.c[limb]) for limb in "abcd")
_SUMMED: Final = tuple(func.sum(SUMMARY.c[limb]) for limb in "abcd")


class Found(NamedTuple):
    """One record as Saphan holds it."""

    record: str
    version: int
    state: State


class HeldRecords:
    """The tables, only read; any number of processes may."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_tables(engine, METADATA)

    def whole(self, topic: str, part: Mapping[str, str]) -> Fingerprint:
        """Give the fingerprint of a part of a data set; BadPartError for what is none."""
        fields = wanted(topic, part)
        if fields:
            query = select(func.count(), *_ADDED).where(_counting(topic, fields))
        else:
            query = select(func.sum(SUMMARY.c.count), *_SUMMED).where(SUMMARY.c.topic == topic)
        with self._engine.connect() as connection:
            return _fingerprint(connection.execute(query).one())

    def splits(self, topic: str, part: Mapping[str, str], prefix: str) -> list[Fingerprint]:
        """Give the fingerprints of a range's sixteen parts."""
        fields, digits = wanted(topic, part), len(prefix) + 1
        if not fields and digits <= BUCKET_DIGITS:
            begin = _begin(SUMMARY.c.bucket, digits)
            query = select(begin, func.sum(SUMMARY.c.count), *_SUMMED)
            query = query.where(SUMMARY.c.topic == topic, *_range(SUMMARY.c.bucket, prefix)).group_by(begin)
        else:
            begin = _begin(HELD.c.record, digits)
            query = select(begin, func.count(), *_ADDED)
            query = query.where(_counting(topic, fields), *_range(HELD.c.record, prefix)).group_by(begin)
        with self._engine.connect() as connection:
            found = {row[0]: _fingerprint(row[1:]) for row in connection.execute(query)}
        return splits_of(found, prefix)

    def listed(self, topic: str, part: Mapping[str, str], prefix: str) -> list[tuple[str, int]]:
        """List a range's records with their versions."""
        query = select(HELD.c.record, HELD.c.version).where(
            _counting(topic, wanted(topic, part)), *_range(HELD.c.record, prefix)
        )
        with self._engine.connect() as connection:
            return [(row.record, row.version) for row in connection.execute(query.order_by(*HELD.primary_key))]

    def of(self, topic: str, records: Sequence[str]) -> dict[str, list[Found]]:
        """Give what is held of these records, whether it counts or not, in whichever part."""
        found: dict[str, list[Found]] = {}
        with self._engine.connect() as connection:
            for chunk in chunks(records, _CHUNK):
                query = select(HELD.c.record, HELD.c.version, HELD.c.state)
                for row in connection.execute(query.where(HELD.c.topic == topic, HELD.c.record.in_(chunk))):
                    one = Found(row.record, row.version, State(row.state))
                    found.setdefault(one.record, []).append(one)
        return found

    def positions(self, topics: Iterable[str], partitions: int) -> dict[str, list[int]]:
        """Give how far each partition of these topics was followed: the next offset to look at."""
        found = {topic: [0] * partitions for topic in topics}
        query = select(FOLLOWED).where(FOLLOWED.c.topic.in_(list(found)), FOLLOWED.c.partition < partitions)
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                found[row.topic][row.partition] = row.next_offset
        return found


def _counting(topic: str, fields: Mapping[str, str]) -> ColumnElement[bool]:
    narrowed = [HELD.c[name] == value for name, value in fields.items()]
    return and_(HELD.c.topic == topic, HELD.c.state.in_(COUNTING), *narrowed)


def _range(column: Any, prefix: str) -> list[ColumnElement[bool]]:
    return [column >= prefix, column < prefix + AFTER] if prefix else []


def _begin(column: Any, digits: int) -> Any:
    """Give an id's first digits; written out, since PostgreSQL takes two parameters of one value for two columns."""
    return func.substr(column, literal_column("1"), literal_column(str(int(digits))))


def _fingerprint(row: Sequence[Any]) -> Fingerprint:
    count, *sums = row
    return fingerprint(int(count), map(int, sums)) if count else EMPTY
