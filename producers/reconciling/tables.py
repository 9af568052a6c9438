"""The tables of what the view holds, record by record, of how far it was followed, and of what comparisons found."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, SmallInteger, String, Table
from sqlalchemy.dialects import postgresql

METADATA: Final = MetaData()
# How many digits of a record's id a stretch of the summary stands for: 4,096 stretches for a whole data set.
BUCKET_DIGITS: Final = 3


def _digits(length: int) -> String:
    """Give a column of hex digits, whose order is that of their bytes everywhere."""
    return String(length).with_variant(postgresql.VARCHAR(length, collation="C"), "postgresql")


# `state` is one of State's; a to d are what a record that counts adds to its range's fingerprint.
HELD: Final = Table(
    "held",
    METADATA,
    Column("topic", String(80), primary_key=True),
    Column("record", _digits(16), primary_key=True),
    Column("subject", _digits(32), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Column("unit", String(80), nullable=False),
    Column("province", String(8), nullable=False),
    Column("month", String(8), nullable=False),
    Column("a", BigInteger, nullable=False),
    Column("b", BigInteger, nullable=False),
    Column("c", BigInteger, nullable=False),
    Column("d", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
BY_SUBJECT: Final = Index("held_by_subject", HELD.c.subject)
BY_UNIT: Final = Index("held_by_unit", HELD.c.topic, HELD.c.unit, HELD.c.record)
BY_PROVINCE: Final = Index("held_by_province", HELD.c.topic, HELD.c.province, HELD.c.record)
BY_MONTH: Final = Index("held_by_month", HELD.c.topic, HELD.c.month, HELD.c.record)
# Whoever must be looked at again, in turn: few, and nothing else looks for them (State.OUTSIDE and what follows it).
APART: Final = Index("held_apart", HELD.c.subject, sqlite_where=HELD.c.state >= 3, postgresql_where=HELD.c.state >= 3)
# The same sums for a whole data set by stretches, so that comparing it need not look at every record.
SUMMARY: Final = Table(
    "summary",
    METADATA,
    Column("topic", String(80), primary_key=True),
    Column("bucket", _digits(BUCKET_DIGITS), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("a", BigInteger, nullable=False),
    Column("b", BigInteger, nullable=False),
    Column("c", BigInteger, nullable=False),
    Column("d", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
FOLLOWED: Final = Table(
    "followed",
    METADATA,
    Column("topic", String(80), primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("next_offset", BigInteger, nullable=False),
)
RECONCILED: Final = Table(
    "reconciled",
    METADATA,
    Column("source", String(80), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("part", String(200), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("equal", SmallInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("theirs", BigInteger, nullable=False),
    Column("missing", BigInteger, nullable=False),
    Column("extra", BigInteger, nullable=False),
    Column("different", BigInteger, nullable=False),
    Column("set_aside", BigInteger, nullable=False),
)
