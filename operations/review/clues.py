"""What people have in common, gathered in a temporary table of the steward's database, so that memory stays bounded."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, LargeBinary, MetaData, SmallInteger, Table, distinct, func, insert, select
from sqlalchemy.engine import Connection

CLUE: Final = Table(
    "review_clue",
    MetaData(),
    Column("kind", SmallInteger, nullable=False),
    Column("clue", LargeBinary, nullable=False),
    Column("subject", LargeBinary, nullable=False),
    prefixes=["TEMPORARY"],
)
_AT_ONCE: Final = 1_000


class Sign(IntEnum):
    """What may be had in common: name and address, a record's number, a further number."""

    NAME_AND_ADDRESS = 0
    RECORD = 1
    OTHER_NUMBER = 2


class Clue(NamedTuple):
    """One sign of one person: `what` in hex, `subject` a pseudonym."""

    sign: Sign
    what: str
    subject: str


class Clues:
    """The signs of everybody, for one scan on one connection; they are gone when that is closed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[dict[str, Any]] = []
        CLUE.drop(connection, checkfirst=True)
        CLUE.create(connection)

    def add(self, clues: Iterable[Clue]) -> None:
        """Take some in."""
        for sign, what, subject in clues:
            row = {"kind": sign.value, "clue": bytes.fromhex(what), "subject": bytes.fromhex(subject)}
            self._waiting.append(row)
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def shared(self, sign: Sign) -> Iterator[tuple[str, list[str]]]:
        """Give each sign that two or more people have, with their pseudonyms, in order."""
        self._write()
        common = (
            select(CLUE.c.clue)
            .where(CLUE.c.kind == sign.value)
            .group_by(CLUE.c.clue)
            .having(func.count(distinct(CLUE.c.subject)) > 1)
        )
        wanted = (
            select(CLUE.c.clue, CLUE.c.subject)
            .distinct()
            .where(CLUE.c.kind == sign.value, CLUE.c.clue.in_(common))
            .order_by(CLUE.c.clue, CLUE.c.subject)
        )
        for clue, rows in groupby(self._connection.execute(wanted), key=itemgetter(0)):
            yield clue.hex(), [row[1].hex() for row in rows]

    def each(self, sign: Sign) -> Iterator[tuple[str, str]]:
        """Give each person's sign of one kind: what, and whose."""
        self._write()
        wanted = select(CLUE.c.clue, CLUE.c.subject).distinct().where(CLUE.c.kind == sign.value)
        for row in self._connection.execute(wanted.order_by(CLUE.c.subject, CLUE.c.clue)):
            yield row[0].hex(), row[1].hex()

    def _write(self) -> None:
        if self._waiting:
            self._connection.execute(insert(CLUE), self._waiting)
            self._waiting.clear()
