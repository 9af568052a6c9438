"""Takes a batch of rows: whose they are, publish or check, note what became of each; waits while the log is slow."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from sqlalchemy.exc import DBAPIError

from producers.arrivals.arrival import Arrival, Batch, arrivals
from producers.draft import Row
from producers.gateway.problems import ProblemError
from producers.gateway.rows import Read
from producers.receipts import Accepted, Receipt, Refused, TryAgain, refused
from producers.schema_fields import own_number
from producers.sources.source import Source, holder, holder_column, not_its_own
from schemas.key_service import KeysRefusedError

BACKOFF_SECONDS_FIRST: Final = 0.5
BACKOFF_SECONDS_MAX: Final = 5.0
UNWELL_MS: Final = 5_000
BUSY_SECONDS: Final = 1
# Who else must answer first; all other reasons are the log's own, which is waited for.
NOT_THE_LOG: Final = frozenset({"POPULATION_NOT_KNOWN", "ERASURES_NOT_KNOWN", "KEYS_NOT_AVAILABLE", "NOT_AVAILABLE"})
NOT_AVAILABLE: Final = TryAgain("NOT_AVAILABLE")
_log: Final = logging.getLogger("saphan.gateway")


class Publishing(Protocol):
    """What takes an agency's rows: the publisher, or what does all it does but publish."""

    def publish(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Give a receipt for each row, in their order."""
        ...


class Naming(Protocol):
    """What gives a record's keyed hash: the agency's edge."""

    def record(self, topic: str, own_id: str) -> str:
        """Give the hash that stands for the agency's own number."""
        ...


class Holding(Protocol):
    """The memory of whose each record is (producers.sources.holders)."""

    def of(self, topic: str, records: Sequence[str]) -> Mapping[str, str]:
        """Give the place of each record taken before."""
        ...

    def note(self, topic: str, held: Mapping[str, str]) -> None:
        """Remember places."""
        ...


class History(Protocol):
    """The memory of what became of every row (producers.arrivals)."""

    def note(self, arrivals: Sequence[Arrival]) -> None:
        """Add rows."""
        ...


@dataclass
class AgencyWay:
    """One agency's way on from here; its batches go one after another, so that each sees what the last one sent."""

    publisher: Publishing
    checker: Publishing
    edge: Naming
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    # How many requests of each source wait for their turn, or have it.
    waiting: Counter[str] = field(default_factory=Counter)
    unwell_until_ms: int = 0


@dataclass(frozen=True)
class Order:
    """What a request asks for: its batch's rows to be published, or only checked, for a source."""

    source: Source
    batch: Batch
    publishes: bool


@dataclass
class Patience:
    """How long one request may still wait for a slow log, in seconds, and whether it waited in vain."""

    seconds: float
    spent: bool = False


@dataclass(frozen=True)
class Intake:
    """The gateway's one way in; `way` gives an agency's, `pause` waits."""

    way: Callable[[str], AgencyWay]
    holders: Holding
    history: History
    now_ms: Callable[[], int]
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep
    waiting_max: int = 64
    waiting_of_one_max: int = 8

    def admit(self, source: Source) -> None:
        """Raise ProblemError, saying when to come again, while too many wait or the log did not answer just now."""
        way = self.way(source.agency)
        left_ms = way.unwell_until_ms - self.now_ms()
        if left_ms > 0:
            raise ProblemError("LOG_SLOW", left_ms // 1000 + 1)
        if way.waiting.total() >= self.waiting_max or way.waiting[source.name] >= self.waiting_of_one_max:
            raise ProblemError("BUSY", BUSY_SECONDS)

    async def take(self, order: Order, first_line: int, rows: Sequence[Read], patience: Patience) -> list[Receipt]:
        """Give each row's receipt, in their order; ProblemError for what comes after the log was waited for in vain."""
        if patience.spent:
            raise ProblemError("LOG_SLOW", UNWELL_MS // 1000)
        way = self.way(order.source.agency)
        way.waiting[order.source.name] += 1
        try:
            async with way.turn:
                records, judged = await asyncio.to_thread(self._judged, way, order, rows)
                found = await self._answered(way, order, judged, patience)
        finally:
            way.waiting[order.source.name] -= 1
        if order.publishes:
            await asyncio.to_thread(self._remember, order, first_line, rows, records, found)
        return found

    def _judged(self, way: AgencyWay, order: Order, rows: Sequence[Read]) -> tuple[list[str | None], list[Read]]:
        """Name each row's record, and refuse a limited source what is not its own."""
        topic = order.batch.topic
        column = own_number(topic)
        records = [None if isinstance(row, Refused) else _record(way.edge, topic, row.get(column)) for row in rows]
        if order.source.scope is None:
            return records, list(rows)
        held = self.holders.of(topic, sorted({record for record in records if record}))
        judged: list[Read] = []
        for row, record in zip(rows, records, strict=True):
            why = None if isinstance(row, Refused) else not_its_own(order.source, topic, row, held.get(record or ""))
            judged.append(row if why is None else refused(why))
        return records, judged

    async def _answered(self, way: AgencyWay, order: Order, rows: Sequence[Read], patience: Patience) -> list[Receipt]:
        """Publish, and publish again what the log did not take, as long as there is patience."""
        found: list[Receipt] = [row if isinstance(row, Refused) else NOT_AVAILABLE for row in rows]
        asked = [at for at, row in enumerate(rows) if not isinstance(row, Refused)]
        backoff = BACKOFF_SECONDS_FIRST
        while asked:
            wanted = [row for at in asked if not isinstance(row := rows[at], Refused)]
            for at, receipt in zip(asked, await asyncio.to_thread(_published, way, order, wanted), strict=True):
                found[at] = receipt
            asked = [at for at in asked if _log_failed(found[at])]
            if not asked:
                return found
            if patience.seconds <= 0:
                patience.spent, way.unwell_until_ms = True, self.now_ms() + UNWELL_MS
                return found
            wait = min(backoff, patience.seconds)
            patience.seconds -= wait
            backoff = min(backoff * 2, BACKOFF_SECONDS_MAX)
            await self.pause(wait)
        return found

    def _remember(
        self,
        order: Order,
        first_line: int,
        rows: Sequence[Read],
        records: Sequence[str | None],
        receipts: Sequence[Receipt],
    ) -> None:
        """Note whose each accepted record is, and what became of every row; neither may cost a receipt."""
        batch = _dated(order.batch, self.now_ms())
        try:
            if holder_column(batch.topic) is not None:
                self.holders.note(batch.topic, _held(batch.topic, rows, records, receipts))
            self.history.note(arrivals(batch, first_line, records, receipts))
        except DBAPIError as why:
            # Its message would quote the statement, and with it whom it was about.
            _log.error("what became of %s rows was not noted: %s", len(rows), type(why).__name__)


def _dated(batch: Batch, now_ms: int) -> Batch:
    """Date rows by when they came in: a stream may go on for hours."""
    return batch._replace(received_at=now_ms)


def _record(edge: Naming, topic: str, own_id: str | None) -> str | None:
    number = (own_id or "").strip()
    return edge.record(topic, number) if number and number.isprintable() else None


def _published(way: AgencyWay, order: Order, rows: Sequence[Row]) -> list[Receipt]:
    taker = way.publisher if order.publishes else way.checker
    try:
        return taker.publish(order.batch.topic, rows)
    except (DBAPIError, KeysRefusedError) as why:
        _log.error("%s could not be taken: %s", order.batch.topic, type(why).__name__)
        return [NOT_AVAILABLE] * len(rows)


def _log_failed(receipt: Receipt) -> bool:
    return isinstance(receipt, TryAgain) and receipt.because not in NOT_THE_LOG


def _held(
    topic: str, rows: Sequence[Read], records: Sequence[str | None], receipts: Sequence[Receipt]
) -> dict[str, str]:
    """Give the place of each accepted record that names one."""
    return {
        record: place
        for row, record, receipt in zip(rows, records, receipts, strict=True)
        if record and isinstance(receipt, Accepted) and not isinstance(row, Refused)
        if (place := holder(topic, row)) is not None
    }
