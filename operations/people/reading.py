"""Where a person's commands read and write: the view, the ledger and the steward's table, opened once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from redis import Redis
from sqlalchemy import select

from operations.people.holding import Person, Read, gather
from operations.review import store
from schemas import audit
from schemas.audit import DISCLOSURE, Disclosure
from schemas.database import create_tables, open_database
from schemas.partition import partition
from schemas.view import Entry, unpack, watermark_key

ANSWER_SECONDS_MAX: Final = 30.0
_TOLD: Final = ("at", "receiver", "by", "purpose", "clause", "data_set", "fields", "reason")


class RedisView:
    """The view on Redis, through its read-only function `profile`."""

    def __init__(self, url: str, partitions: int) -> None:
        self._redis: Any = Redis.from_url(url, socket_timeout=ANSWER_SECONDS_MAX)
        self._partitions = partitions

    def entries(self, subject: str) -> list[tuple[bytes, Entry]]:
        """Give a subject's newest entries by hash field; none for a subject nobody wrote about."""
        key = watermark_key(partition(subject, self._partitions))
        reply: Sequence[bytes] = self._redis.execute_command("FCALL_RO", "profile", 1, key, subject)
        return [(reply[at], unpack(reply[at + 1])) for at in range(0, len(reply), 2)]

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()


class Sources:
    """The view, however it is read, the disclosure ledger, and the steward's table of what waits for somebody."""

    def __init__(self, read: Read, audit_url: str, review_url: str) -> None:
        self.read = read
        self._ledger = audit.open_ledger(audit_url)
        self._review = open_database(review_url)
        create_tables(self._review, store.METADATA)

    def person(self, pseudonym: str) -> Person:
        """Read everything held of a person, under whichever of their pseudonyms."""
        return gather(pseudonym, self.read)

    def seen(self, pseudonyms: Sequence[str]) -> list[Mapping[str, Any]]:
        """Give every disclosure the ledger holds of these pseudonyms, oldest first."""
        wanted = [DISCLOSURE.c[name] for name in _TOLD]
        rows = select(*wanted).where(DISCLOSURE.c.pseudonym.in_(pseudonyms)).order_by(DISCLOSURE.c.id)
        with self._ledger.connect() as connection:
            return [dict(row) for row in connection.execute(rows).mappings()]

    def corrections(self, pseudonyms: Sequence[str]) -> list[store.Kept]:
        """Give the corrections of these pseudonyms that wait."""
        with self._review.connect() as connection:
            waiting = store.open_items(connection, kind=store.Kind.CORRECTION)
        return [kept for kept in waiting if kept.item.subject in pseudonyms]

    def record(self, disclosures: Iterable[Disclosure]) -> None:
        """Write what will be told to the ledger; it is told only after this has returned."""
        with self._ledger.begin() as connection:
            audit.record(connection, disclosures)

    def put(self, item: store.Item) -> int:
        """Give an item to whoever must act; gives how many were opened, none when it waits already."""
        with self._review.begin() as connection:
            return store.put(connection, [item])

    def forget(self, pseudonyms: Collection[str]) -> None:
        """Delete what waits about erased people; the ledger keeps who saw them."""
        with self._review.begin() as connection:
            for one in pseudonyms:
                store.forget(connection, one)

    def close(self) -> None:
        """Let go of the databases."""
        self._ledger.dispose()
        self._review.dispose()
