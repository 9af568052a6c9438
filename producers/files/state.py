"""Where a sender of files stands: headings remembered, how far each file was sent, what is held of each record."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import ColumnElement, Connection, Row, and_, func, select, update

from producers.files.headings import key as heading_key
from producers.files.state_tables import FILE, HEADING, HELD, METADATA
from producers.files.versioning import Held
from schemas.chunks import chunks
from schemas.database import create_tables, insert_into, open_database

_CHUNK: Final = 500
# What a record's key begins with says whose it is and of which data set, the rest which of them.
_GROUP_BYTES: Final = 8
_NUMBER_BYTES: Final = 16
_COLUMNS: Final = [one.name for one in HELD.columns]
SENDING: Final = "SENDING"
PARTLY: Final = "PARTLY"
HOLDING: Final = "HOLDING"
DONE: Final = "DONE"
REJECTED: Final = "REJECTED"


class Sent(NamedTuple):
    """One file's standing; `part` names what a complete file is complete of, "" for all of the source's."""

    id: int
    source: str
    topic: str
    digest: str
    as_of: int
    complete: bool
    part: str
    lines: int
    outcome_bytes: int
    state: str
    gone: int
    known: int
    at: int


class Taken(NamedTuple):
    """What a line that was taken leaves behind: its record, own number, and what is held from now on."""

    record: bytes
    own: str
    held: Held


class State:
    """One sender's state in one database; `key` (64 bytes) seals own numbers, and is kept apart from it."""

    def __init__(self, url: str, key: bytes) -> None:
        self._engine = open_database(url)  # what its last moments lose is sent again, as the same versions
        create_tables(self._engine, METADATA)
        self._siv, self._hash_key = AESSIV(key), hashlib.blake2b(key, digest_size=32, person=b"files").digest()
        # Compiled once and handed to the driver: SQLAlchemy's own way through each value costs as much as all else.
        compiled = self._taking().compile(dialect=self._engine.dialect, column_keys=_COLUMNS)
        self._upsert, self._by_place = str(compiled), compiled.positiontup == _COLUMNS

    def _taking(self) -> Any:
        """Say how a record is written down: of two senders, or a batch repeated after a crash, the newer one stands."""
        insert = insert_into(self._engine, HELD)
        changed = ("version", "as_of", "digest", "deleted", "part", "seen", "seen_in")
        return insert.on_conflict_do_update(
            index_elements=["record"],
            set_={name: insert.excluded[name] for name in changed},
            where=HELD.c.version <= insert.excluded.version,
        )

    def records(self, source: str, topic: str) -> Callable[[str], bytes]:
        """Give what turns own numbers of a source's data set into the keys their records are known by."""
        group, key = self._group(source, topic), self._hash_key

        def record(own: str) -> bytes:
            raw = own.encode(errors="surrogatepass")
            return group + hashlib.blake2b(raw, digest_size=_NUMBER_BYTES, key=key).digest()

        return record

    def _group(self, source: str, topic: str) -> bytes:
        return hashlib.blake2b(f"{source}\x1f{topic}".encode(), digest_size=_GROUP_BYTES, key=self._hash_key).digest()

    def content(self, text: str) -> bytes:
        """Give a keyed digest of a line's content."""
        return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16, key=self._hash_key).digest()

    def remembered(self, source: str, topic: str) -> dict[str, str]:
        """Give what is remembered of a source's headings."""
        query = select(HEADING.c.heading, HEADING.c.column).where(HEADING.c.source == source, HEADING.c.topic == topic)
        with self._engine.connect() as connection:
            return {row.heading: row.column for row in connection.execute(query)}

    def remember(self, source: str, topic: str, headings: Mapping[str, str]) -> None:
        """Remember what headings are; "" for one to be left out."""
        rows = [
            {"source": source, "topic": topic, "heading": heading_key(heading)[:200], "column": column}
            for heading, column in headings.items()
        ]
        if rows:
            insert = insert_into(self._engine, HEADING)
            statement = insert.on_conflict_do_update(
                index_elements=["source", "topic", "heading"], set_={"column": insert.excluded.column}
            )
            with self._engine.begin() as connection:
                connection.execute(statement, rows)

    def begin(self, new: Sent) -> Sent:
        """Give a file's standing, begun now where it was not before."""
        values = {name: value for name, value in new._asdict().items() if name != "id"}
        same = and_(
            *(FILE.c[name] == values[name] for name in ("source", "topic", "digest", "as_of", "complete", "part"))
        )
        with self._engine.begin() as connection:
            connection.execute(insert_into(self._engine, FILE).values(values).on_conflict_do_nothing())
            return Sent(*connection.execute(select(FILE).where(same)).one())

    def newest_complete(self, source: str, topic: str, part: str) -> int:
        """Give the as-of of the newest complete file that was sent to its end, 0 for none."""
        query = select(func.max(FILE.c.as_of)).where(
            FILE.c.source == source,
            FILE.c.topic == topic,
            FILE.c.part == part,
            FILE.c.complete,
            FILE.c.state != SENDING,
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or 0

    def overtaken(self, sent: Sent) -> bool:
        """Say whether another file of the same as-of came after this one."""
        query = select(FILE.c.id).where(
            FILE.c.source == sent.source,
            FILE.c.topic == sent.topic,
            FILE.c.part == sent.part,
            FILE.c.as_of == sent.as_of,
            FILE.c.id > sent.id,
        )
        with self._engine.connect() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def held(self, records: Sequence[bytes]) -> dict[bytes, Held]:
        """Give what is held of these records."""
        found: dict[bytes, Held] = {}
        columns = (HELD.c.record, HELD.c.version, HELD.c.as_of, HELD.c.digest, HELD.c.deleted, HELD.c.seen_in)
        with self._engine.connect() as connection:
            for chunk in chunks(records, _CHUNK):
                query = select(*columns).where(HELD.c.record.in_(chunk))
                found |= {row[0]: Held(*row[1:]) for row in connection.execute(query)}
        return found

    def advance(self, sent: Sent, taken: Sequence[Taken], seen: Sequence[bytes]) -> None:
        """Write down in one transaction what was taken, which records the file holds, and how far it was sent."""
        with self._engine.begin() as connection:
            self._take(connection, sent, taken)
            mark = {"seen": sent.as_of, "seen_in": sent.id}
            unchanged = set(seen).difference(one.record for one in taken) if sent.complete else ()
            for chunk in chunks(list(unchanged), _CHUNK):
                here = and_(HELD.c.record.in_(chunk), HELD.c.seen <= sent.as_of)
                connection.execute(update(HELD).where(here).values(mark))
            self._keep(connection, sent)

    def _take(self, connection: Connection, sent: Sent, taken: Sequence[Taken]) -> None:
        if not taken:
            return
        rows = sorted(self._row(sent, one) for one in taken)  # side by side in the index
        if self._by_place:
            connection.exec_driver_sql(self._upsert, rows)
        else:
            connection.exec_driver_sql(self._upsert, [dict(zip(_COLUMNS, row, strict=True)) for row in rows])

    def _row(self, sent: Sent, one: Taken) -> tuple[Any, ...]:
        """Write a record down in the order of the table's columns."""
        own = self._siv.encrypt(one.own.encode(errors="surrogatepass"), [one.record])
        held = one.held
        now = (held.version, held.as_of, held.digest, held.deleted)
        return (one.record, *now, own, sent.part, sent.as_of, sent.id)

    def keep(self, sent: Sent) -> None:
        """Write down a file's standing."""
        with self._engine.begin() as connection:
            self._keep(connection, sent)

    def _keep(self, connection: Connection, sent: Sent) -> None:
        values = {name: value for name, value in sent._asdict().items() if name != "id"}
        connection.execute(update(FILE).where(FILE.c.id == sent.id).values(values))

    def counts(self, sent: Sent) -> tuple[int, int]:
        """Give how many records a complete file no longer holds, and how many there are."""
        with self._engine.connect() as connection:
            gone = connection.execute(select(func.count()).select_from(HELD).where(self._gone(sent))).scalar_one()
            known = select(func.count()).select_from(HELD).where(self._there(sent))
            return gone, connection.execute(known).scalar_one()

    def gone(self, sent: Sent, limit: int, after: bytes = b"") -> list[tuple[str, bytes, Held]]:
        """Give own numbers, records and what is held of some that a complete file no longer holds."""
        query = select(HELD).where(self._gone(sent), HELD.c.record > after).order_by(HELD.c.record).limit(limit)
        with self._engine.connect() as connection:
            return [(self._own(row), row.record, _held(row)) for row in connection.execute(query)]

    def _there(self, sent: Sent) -> ColumnElement[bool]:
        """Tell the records of what a complete file is complete of."""
        group = self._group(sent.source, sent.topic)
        of = HELD.c.record.between(group, group + b"\xff" * _NUMBER_BYTES)
        return and_(of, HELD.c.part == sent.part, ~HELD.c.deleted)

    def _gone(self, sent: Sent) -> ColumnElement[bool]:
        """Tell those that stand in no file of that as-of or later but those that this one takes the place of."""
        return and_(self._there(sent), HELD.c.seen <= sent.as_of, HELD.c.seen_in != sent.id)

    def _own(self, row: Row[Any]) -> str:
        try:
            return self._siv.decrypt(row.own, [row.record]).decode(errors="surrogatepass")
        except InvalidTag:
            raise ValueError("the state was sealed with another key") from None

    def waiting(self, source: str) -> list[Sent]:
        """Give the files whose deletions wait for a person's word."""
        query = select(FILE).where(FILE.c.source == source, FILE.c.state == HOLDING).order_by(FILE.c.id)
        with self._engine.connect() as connection:
            return [Sent(*row) for row in connection.execute(query)]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _held(row: Row[Any]) -> Held:
    return Held(row.version, row.as_of, row.digest, row.deleted, row.seen_in)
