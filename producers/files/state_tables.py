"""The tables in which a sender of files keeps where it stands; no number of a person's is readable in them."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

METADATA: Final = MetaData()
# What a person said a heading is; "" leaves it out.
HEADING: Final = Table(
    "file_heading",
    METADATA,
    Column("source", String(80), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("heading", String(200), primary_key=True),
    Column("column", String(80), nullable=False),
)
# One file as of one moment; `digest` is the SHA-256 of its bytes, `lines` how many were answered, `outcome_bytes` how
# long the list of answers was then, `gone` how many deletions it proposes and `known` out of how many.
FILE: Final = Table(
    "file_sent",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(80), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("part", String(40), nullable=False),
    Column("lines", Integer, nullable=False),
    Column("outcome_bytes", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("gone", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("source", "topic", "digest", "as_of", "complete", "part"),
)
# What is held of each record: `record` is one keyed hash of whose it is, of which data set, and of its own number,
# which is sealed in `own`; `seen` is the as-of of the newest file it stood in, `seen_in` that file.
HELD: Final = Table(
    "file_record",
    METADATA,
    Column("record", LargeBinary(24), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("own", LargeBinary(), nullable=False),
    Column("part", String(40), nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("seen_in", Integer, nullable=False),
)
