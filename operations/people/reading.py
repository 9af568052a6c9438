"""Where a person's commands read and write: the view, the ledger and the steward's table, opened once."""

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

from redis import Redis
from sqlalchemy import select

from operations.people.holding import Person, gather
from operations.people.settings import PeopleSettings
from operations.review import store
from schemas import audit
from schemas.audit import DISCLOSURE, Disclosure
from schemas.database import create_tables, open_database
from schemas.partition import partition
from schemas.view import Entry, unpack, watermark_key

ANSWER_SECONDS_MAX: Final = 30.0
_TOLD: Final = ("at", "receiver", "by", "purpose", "clause", "data_set", "fields", "reason")


class Sources:
    """The view on Redis, the disclosure ledger, and what waits for somebody."""

    def __init__(self, settings: PeopleSettings, redis_url: str, partitions: int) -> None:
        self._redis: Any = Redis.from_url(redis_url, socket_timeout=ANSWER_SECONDS_MAX)
        self._partitions = partitions
        self._ledger = audit.open_ledger(settings.audit_database_url)
        self._review = open_database(settings.review_database_url)
        create_tables(self._review, store.METADATA)

    def person(self, pseudonym: str) -> Person:
        """Read everything held of a person, under whichever of their pseudonyms."""
        return gather(pseudonym, self._entries)

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self._redis.close()
        self._ledger.dispose()
        self._review.dispose()

    def _entries(self, subject: str) -> list[tuple[bytes, Entry]]:
        key = watermark_key(partition(subject, self._partitions))
        reply: Sequence[bytes] = self._redis.execute_command("FCALL_RO", "profile", 1, key, subject)
        return [(reply[at], unpack(reply[at + 1])) for at in range(0, len(reply), 2)]
