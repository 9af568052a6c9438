"""What an agency has sent: per record and version the subject, a digest of the row and the receipt it got."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, select
from sqlalchemy.engine import Engine

from producers.receipts import Accepted
from schemas.chunks import chunks
from schemas.database import open_database

METADATA: Final = MetaData()
# A record is known by its keyed hash: the agency's own number may be a student's.
SENT: Final = Table(
    "sent",
    METADATA,
    Column("topic", String(80), primary_key=True),
    Column("record", String(16), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("subject", String(32), nullable=False),
    Column("occurred_at", BigInteger, nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
)
_CHUNK: Final = 500


class Sent(NamedTuple):
    """One version of a record that stands in the log."""

    topic: str
    record: str
    version: int
    subject: str
    occurred_at: int
    digest: bytes
    partition: int
    offset: int

    def receipt(self) -> Accepted:
        """Give the receipt it got."""
        return Accepted(self.topic, self.partition, self.offset)


class Ledger:
    """Remembers, for one agency, what was acknowledged; losing it costs repetition, never a wrong profile."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = open_database(url)
        METADATA.create_all(self._engine)

    def versions(self, topic: str, records: Iterable[str]) -> dict[str, dict[int, Sent]]:
        """Give all known versions of each of these records."""
        found: dict[str, dict[int, Sent]] = {}
        with self._engine.connect() as connection:
            for chunk in chunks(list(dict.fromkeys(records)), _CHUNK):
                query = select(SENT).where(SENT.c.topic == topic, SENT.c.record.in_(chunk))
                for row in connection.execute(query):
                    one = Sent(*row)
                    found.setdefault(one.record, {})[one.version] = one
        return found

    def note(self, sent: Sequence[Sent]) -> None:
        """Remember acknowledged events; where another edge of the agency noted one already, that stands."""
        if not sent:
            return
        place = "?" if self._engine.dialect.name == "sqlite" else "%s"
        # Its columns are those of Sent in their order: handed to the driver as they are, at a third of the cost.
        places = ", ".join([place] * len(SENT.columns))
        statement = f"INSERT INTO sent VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608  # nothing but places
        with self._engine.begin() as connection:
            connection.exec_driver_sql(statement, list(sent))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
