"""The steward's own table: what was found and waits for somebody, and how each of it was closed."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Column, Index, MetaData, Row, String, Table, func, select, update
from sqlalchemy.engine import Connection

from schemas.database import COUNTER, insert_into

METADATA: Final = MetaData()
REVIEW: Final = Table(
    "review",
    METADATA,
    Column("id", COUNTER, primary_key=True, autoincrement=True),
    Column("kind", String(12), nullable=False),
    Column("owner", String(12), nullable=False),
    Column("subject", String(32), nullable=False, index=True),
    Column("other", String(32)),
    Column("topic", String(80)),
    Column("record", String(16)),
    Column("detail", JSON, nullable=False),
    # What makes two findings the same one, so that finding it again opens nothing.
    Column("content", String(64), nullable=False, unique=True),
    Column("opened_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("decision", String(24)),
    Column("decided_by", String(40)),
)
WAITING: Final = Index("review_waiting", REVIEW.c.closed_at, REVIEW.c.owner, REVIEW.c.kind)
# The role whom what is found waits for, and in whose name it is decided.
STEWARD: Final = "steward"
# Closed by a scan that no longer found it: nobody decided anything, so it opens again when it is found again.
GONE: Final = "GONE"
_CHUNK: Final = 400


class Kind(StrEnum):
    """What waits: two who may be one, two who can't both be right, registers that disagree, a correction asked for."""

    SUGGESTION = "SUGGESTION"
    CONFLICT = "CONFLICT"
    DIFFERENCE = "DIFFERENCE"
    CORRECTION = "CORRECTION"


@dataclass(frozen=True)
class Item:
    """One thing to look at; `owner` is the steward or the agency that must act, `opened_at` ms since 1970.

    `subject` and `other` are pseudonyms; `detail` holds codes and hashes only, no text about a person.
    """

    kind: Kind
    owner: str
    subject: str
    opened_at: int
    other: str | None = None
    topic: str | None = None
    record: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """An item as it stands in the table; open as long as `closed_at` is None."""

    id: int
    item: Item
    closed_at: int | None
    decision: str | None
    decided_by: str | None


def content(item: Item) -> str:
    """Hash what an item says (SHA-256, hex), leaving out when it was found."""
    parts = (item.kind.value, item.owner, item.subject, item.other, item.topic, item.record, item.detail)
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()


def put(connection: Connection, items: Iterable[Item]) -> int:
    """Write items in the caller's transaction; gives how many were opened, or opened again after they were gone."""
    opened = 0
    for chunk in _chunks({content(item): item for item in items}):
        opened += _put(connection, chunk)
    return opened


def _put(connection: Connection, items: Mapping[str, Item]) -> int:
    at = max(item.opened_at for item in items.values())
    ours = REVIEW.c.content.in_(items)
    known = set(connection.scalars(select(REVIEW.c.content).where(ours)))
    again = update(REVIEW).where(ours, REVIEW.c.decision == GONE)
    opened = connection.execute(again.values(closed_at=None, decision=None, decided_by=None)).rowcount
    connection.execute(update(REVIEW).where(ours, REVIEW.c.seen_at < at).values(seen_at=at))
    rows = [_row(item, digest) for digest, item in items.items() if digest not in known]
    if not rows:
        return opened
    connection.execute(insert_into(connection, REVIEW).on_conflict_do_nothing(), rows)
    return opened + len(rows)


def _row(item: Item, digest: str) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "owner": item.owner,
        "subject": item.subject,
        "other": item.other,
        "topic": item.topic,
        "record": item.record,
        "detail": dict(item.detail),
        "content": digest,
        "opened_at": item.opened_at,
        "seen_at": item.opened_at,
    }


def open_items(
    connection: Connection, owner: str | None = None, kind: Kind | None = None, limit: int | None = None
) -> list[Kept]:
    """List what waits, of one owner or kind where given: the steward's own first, then the longest waiting."""
    order = REVIEW.c.owner != STEWARD, REVIEW.c.id
    wanted = select(REVIEW).where(REVIEW.c.closed_at.is_(None)).order_by(*order).limit(limit)
    if owner is not None:
        wanted = wanted.where(REVIEW.c.owner == owner)
    if kind is not None:
        wanted = wanted.where(REVIEW.c.kind == kind.value)
    return [_kept(row) for row in connection.execute(wanted)]


def decided(connection: Connection, decision: str, limit: int) -> list[Kept]:
    """List what was closed by a decision, the newest first."""
    wanted = select(REVIEW).where(REVIEW.c.decision == decision).order_by(REVIEW.c.closed_at.desc(), REVIEW.c.id.desc())
    return [_kept(row) for row in connection.execute(wanted.limit(limit))]


def item(connection: Connection, number: int) -> Kept | None:
    """Give one item by its id, open or closed."""
    row = connection.execute(select(REVIEW).where(REVIEW.c.id == number)).first()
    return None if row is None else _kept(row)


def waiting(connection: Connection) -> dict[tuple[str, str], int]:
    """Count what waits, by owner and kind."""
    groups = REVIEW.c.owner, REVIEW.c.kind
    counted = select(*groups, func.count()).where(REVIEW.c.closed_at.is_(None)).group_by(*groups)
    return {(row[0], row[1]): row[2] for row in connection.execute(counted)}


def close(connection: Connection, number: int, decision: str, by: str, at: int) -> bool:
    """Close an open item with a decision by a role at a moment (ms); False when it is not open."""
    ours = update(REVIEW).where(REVIEW.c.id == number, REVIEW.c.closed_at.is_(None))
    return connection.execute(ours.values(closed_at=at, decision=decision, decided_by=by)).rowcount == 1


def decide_again(connection: Connection, number: int, decision: str, by: str, at: int) -> None:
    """Put another decision in the place of the one an item was closed with."""
    ours = update(REVIEW).where(REVIEW.c.id == number, REVIEW.c.closed_at.is_not(None))
    connection.execute(ours.values(closed_at=at, decision=decision, decided_by=by))


def close_unseen(connection: Connection, kinds: Collection[Kind], since: int, by: str) -> int:
    """Close as gone what a whole scan that began at `since` (ms) did not find again; gives how many."""
    wanted = [kind.value for kind in kinds]
    unseen = update(REVIEW).where(REVIEW.c.closed_at.is_(None), REVIEW.c.kind.in_(wanted), REVIEW.c.seen_at < since)
    return connection.execute(unseen.values(closed_at=since, decision=GONE, decided_by=by)).rowcount


def forget(connection: Connection, pseudonym: str) -> int:
    """Delete every item about an erased person; gives how many."""
    about = (REVIEW.c.subject == pseudonym) | (REVIEW.c.other == pseudonym)
    return connection.execute(REVIEW.delete().where(about)).rowcount


def _kept(row: Row[Any]) -> Kept:
    found = Item(
        Kind(row.kind), row.owner, row.subject, row.opened_at, row.other, row.topic, row.record, row.detail or {}
    )
    return Kept(row.id, found, row.closed_at, row.decision, row.decided_by)


def _chunks(items: Mapping[str, Item]) -> Iterator[dict[str, Item]]:
    remaining = iter(items.items())
    while chunk := dict(islice(remaining, _CHUNK)):
        yield chunk
