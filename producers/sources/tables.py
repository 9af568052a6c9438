"""The tables of sources: who sends, the hashes of their keys, their people's accounts, and whose a record is."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table

METADATA: Final = MetaData()
SOURCE: Final = Table(
    "source",
    METADATA,
    Column("name", String(60), primary_key=True),
    Column("agency", String(8), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("scope_kind", String(20)),
    Column("scope_value", String(40)),
    Column("title_th", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
# A key is drawn, shown once, and known here by its hash; times in ms since 1970.
KEY: Final = Table(
    "source_key",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("source", ForeignKey("source.name"), nullable=False, index=True),
    Column("session", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
)
ACCOUNT: Final = Table(
    "account",
    METADATA,
    Column("user", String(80), primary_key=True),
    Column("source", ForeignKey("source.name"), nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("scrypt", LargeBinary(32), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
)
# A record is known by its keyed hash, since the agency's own number may be a student's.
HOLDER: Final = Table(
    "record_holder",
    METADATA,
    Column("topic", String(80), primary_key=True),
    Column("record", String(16), primary_key=True),
    Column("value", String(40), nullable=False),
)
