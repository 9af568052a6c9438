"""What a demonstration counts besides the view: decisions in the log, the ledger's entries, what waits in tables."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.exc import OperationalError

from operations.bounded import BoundedReader, as_bytes
from operations.review import store
from operations.rulings import ERASURE, OF_PAIRS
from schemas.audit import LEDGER
from schemas.codec import decode
from schemas.outbox import OUTBOX
from schemas.partition import split_key
from schemas.topics import IDENTITY


def decisions(events: Iterable[tuple[bytes, bytes]]) -> Counter[str]:
    """Count decisions by kind from the identity topic's keys and values, whatever stands of them now.

    A decision about a pair is written under both and counted once; so is an erasure, which is decided again once the
    view knows of it.
    """
    seen: set[tuple[str, str, str, int]] = set()
    for key, value in events:
        subject, record = split_key(key)
        meta, data = decode(IDENTITY, value)
        if data is not None:
            decision = data["decision"]
            about = "" if decision in OF_PAIRS else subject
            seen.add((decision, about, record, 0 if decision == ERASURE else meta.version))
    return Counter(decision for decision, *_ in seen)


def decided(reader: BoundedReader, partitions: int) -> Counter[str]:
    """Count the decisions in the log."""
    ends = reader.ends((IDENTITY,), partitions)
    found = ((as_bytes(one.key()), as_bytes(one.value())) for one in reader.until(ends))
    return decisions((key, value) for key, value in found if key is not None and value is not None)


def to_relay(desk: Engine) -> int:
    """Count the outcomes that are still in the desk's outbox; none before the desk has made its tables."""
    try:
        with desk.connect() as connection:
            waiting = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.relayed_at.is_(None))
            return int(connection.scalar(waiting) or 0)
    except OperationalError:
        return 0


def disclosures(ledger_url: str) -> int:
    """Count the ledger's entries."""
    engine = create_engine(ledger_url)
    try:
        with engine.connect() as connection:
            return int(connection.scalar(select(LEDGER.c.entries)) or 0)
    finally:
        engine.dispose()


def waiting(review_url: str) -> Mapping[str, int]:
    """Count what waits for a steward or an owner, by kind."""
    engine = create_engine(review_url)
    found: Counter[str] = Counter()
    try:
        with engine.connect() as connection:
            for (_, kind), count in store.waiting(connection).items():
                found[kind.lower()] += count
    finally:
        engine.dispose()
    return found
