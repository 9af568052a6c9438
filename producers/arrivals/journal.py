"""Keeps what is still to be told on the sender's own disk: nothing waits for it, and a crash loses none of it."""

import secrets
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, Text, delete, func, select, update

from producers.arrivals.telling import Telling
from schemas.database import COUNTER, create_tables, insert_into, open_database

METADATA: Final = MetaData()
# `open` holds the lines of a telling while it may still turn out that what it says did not happen, of people dropped,
# too: it never leaves this table. `refused` says why nobody takes a telling, which is for a person to look at.
TELLING: Final = Table(
    "telling",
    METADATA,
    Column("id", COUNTER, primary_key=True, autoincrement=True),
    Column("batch", String(32), nullable=False, unique=True),
    Column("topic", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("open", JSON(none_as_null=True)),
    Column("refused", String(60)),
)

# Drawn once: what names a batch is made with it, so that a name tells nothing of what it was made of.
SECRET: Final = Table("telling_secret", METADATA, Column("id", Integer, primary_key=True), Column("drawn", String(64)))


class Kept(NamedTuple):
    """A telling that waits, and its place in the journal."""

    id: int
    topic: str
    telling: Telling


class Journal:
    """One sender's tellings, in the order they came about."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        create_tables(self._engine, METADATA)
        drawn = insert_into(self._engine, SECRET).values(id=1, drawn=secrets.token_hex(32)).on_conflict_do_nothing()
        with self._engine.begin() as connection:
            connection.execute(drawn)
            self.secret = bytes.fromhex(connection.execute(select(SECRET.c.drawn)).scalar_one())

    def draw(self) -> str:
        """Name a batch that was not named before."""
        return secrets.token_hex(16)

    def keep(self, topic: str, telling: Telling, lines: Sequence[int] | None = None) -> None:
        """Write a telling down, once per batch; with `lines` it is open, and told only once it is kept without."""
        values = {"batch": telling.batch, "topic": topic, "body": telling.model_dump_json(exclude_defaults=True)}
        adding = insert_into(self._engine, TELLING).values(**values, open=None if lines is None else list(lines))
        changed = {name: adding.excluded[name] for name in ("body", "open")}
        with self._engine.begin() as connection:
            connection.execute(adding.on_conflict_do_update(index_elements=["batch"], set_=changed))

    def resolve(self, happened: Callable[[Sequence[int]], bool]) -> None:
        """Settle what a crash left open: by its lines `happened` says whether it is to be told, or never was."""
        query = select(TELLING.c.id, TELLING.c.open).where(TELLING.c.open.is_not(None))
        with self._engine.begin() as connection:
            for number, lines in connection.execute(query).all():
                here = TELLING.c.id == number
                true = update(TELLING).where(here).values(open=None)
                connection.execute(true if happened(lines) else delete(TELLING).where(here))

    def waiting(self, limit: int) -> list[Kept]:
        """Give what is to be told, oldest first."""
        own = TELLING.c.open.is_(None) & TELLING.c.refused.is_(None)
        query = select(TELLING.c.id, TELLING.c.topic, TELLING.c.body).where(own).order_by(TELLING.c.id).limit(limit)
        with self._engine.connect() as connection:
            return [Kept(one.id, one.topic, Telling.model_validate_json(one.body)) for one in connection.execute(query)]

    def count(self) -> tuple[int, int]:
        """Say how many tellings wait, and how many nobody takes."""
        query = select(func.count(), func.count(TELLING.c.refused))
        with self._engine.connect() as connection:
            every, refused = connection.execute(query).one()
        return every - refused, refused

    def forget(self, number: int) -> None:
        """Let go of a telling."""
        with self._engine.begin() as connection:
            connection.execute(delete(TELLING).where(TELLING.c.id == number))

    def set_aside(self, number: int, why: str) -> None:
        """Keep a telling that nobody takes apart from the others, and go on with the next."""
        with self._engine.begin() as connection:
            connection.execute(update(TELLING).where(TELLING.c.id == number).values(refused=why[:60]))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
