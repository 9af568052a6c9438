"""Faust's aiokafka consumer with chunks in the place of records, and offsets committed only as far as the view is."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Final, NamedTuple, Protocol

import aiokafka
from aiokafka.errors import ConsumerStoppedError, KafkaError
from faust.transport.drivers import aiokafka as typed_driver
from faust.types import TP
from faust.types.tuples import ConsumerMessage
from mode.utils.logging import get_logger

from streams.crash import or_die
from streams.transport.chunk import Chunk, Place
from streams.transport.lean import drain
from streams.transport.room import Room

FETCH_WAIT_MS: Final = 250  # a partition left out of one long poll waits no longer than this for the next
FETCH_BYTES_MAX: Final = 16 * 1024 * 1024
PARTITION_BYTES_MAX: Final = 1024 * 1024
logger = get_logger(__name__)
# Faust types its own classes; what is put in their place here differs, as a chunk does from a message.
driver: Any = typed_driver


class Limits(NamedTuple):
    """Records in one chunk, and records of one partition between the fetcher and the view."""

    chunk_records: int
    in_flight_records: int


class Ownership(Protocol):
    """Who is told what this worker owns, before a record of it comes and before another owns it."""

    async def assigned(self, places: Iterable[Place]) -> None:
        """Own exactly these from now on."""
        ...

    async def revoked(self) -> None:
        """Own nothing from now on."""
        ...


class Thread(driver.AIOKafkaConsumerThread):
    """The consumer's own thread: heartbeats and fetches go on while the main loop is busy."""

    def _create_worker_consumer(self, transport: "Transport") -> aiokafka.AIOKafkaConsumer:
        conf = self.app.conf
        return aiokafka.AIOKafkaConsumer(
            **transport.kafka,
            client_id=conf.broker_client_id,
            group_id=conf.id,
            partition_assignment_strategy=[self.app.assignor],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_interval_ms=int(conf.broker_max_poll_interval * 1000),
            max_partition_fetch_bytes=PARTITION_BYTES_MAX,
            fetch_max_bytes=FETCH_BYTES_MAX,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            request_timeout_ms=int(conf.broker_request_timeout * 1000),
            session_timeout_ms=int(conf.broker_session_timeout * 1000),
            rebalance_timeout_ms=int(conf.broker_rebalance_timeout * 1000),
            heartbeat_interval_ms=int(conf.broker_heartbeat_interval * 1000),
            metadata_max_age_ms=conf.consumer_metadata_max_age_ms,
        )

    async def _fetch_records(
        self,
        consumer: Any,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109 -- Faust's own signature
        max_records: int | None = None,  # noqa: ARG002 -- a chunk's size is the transport's
    ) -> Mapping[Place, list[Chunk]]:
        if not self.consumer.flow_active:
            return {}
        fetcher = consumer._fetcher  # noqa: SLF001
        if consumer._closed or fetcher._closed:  # noqa: SLF001
            raise ConsumerStoppedError
        with fetcher._subscriptions.fetch_context():  # noqa: SLF001
            return await drain(
                fetcher,
                active_partitions,
                self.consumer.room.is_full,
                timeout or 0.0,
                self.transport.limits.chunk_records,
            )

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Commit; a failure is no reason to stop, since what was committed is only a hint of where to begin."""
        try:
            assigned = self.assignment()
            known = {driver.ensure_aiokafka_TP(tp): offset for tp, offset in offsets.items() if tp in assigned}
            await self._ensure_consumer().commit(known)
        except KafkaError as why:
            logger.warning("offsets were not committed: %s", type(why).__name__)
            return False
        return True

    async def still_member(self) -> bool:
        """Ask the broker, by a heartbeat, whether this worker is a member of the group's present generation."""
        return bool(await self.call_thread(self._beat))

    async def _beat(self) -> bool:
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001
        generation = coordinator.generation
        alive = generation > 0 and await coordinator._do_heartbeat()  # noqa: SLF001
        return bool(alive) and coordinator.generation == generation

    async def committed(self, places: frozenset[Place]) -> dict[Place, int]:
        """Ask the broker what the group committed: the next offset of each partition that has one."""
        found: dict[Place, int] = await self.call_thread(self._committed, places)
        return found

    async def _committed(self, places: frozenset[Place]) -> dict[Place, int]:
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001
        wanted = [aiokafka.TopicPartition(*place) for place in places]
        found = await coordinator.fetch_committed_offsets(wanted)
        return {Place(*place): meta.offset for place, meta in found.items() if meta.offset >= 0}

    async def ends(self, places: frozenset[Place]) -> dict[Place, int]:
        """Ask the broker where the logs end: the offset after each partition's last record."""
        found: dict[Place, int] = await self.call_thread(self._ends, places)
        return found

    async def _ends(self, places: frozenset[Place]) -> dict[Place, int]:
        found = await self._ensure_consumer().end_offsets([aiokafka.TopicPartition(*place) for place in places])
        return {Place(*place): end for place, end in found.items()}


class Consumer(driver.Consumer):
    """Hands chunks to the conductor as if each were one message, and commits what the view holds."""

    room: Room
    applied: MutableMapping[Place, int]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applied = {}
        self._forget()

    def _new_consumer_thread(self) -> Thread:
        return Thread(self, loop=self.loop, beacon=self.beacon)

    def _forget(self) -> None:
        """Begin anew with what is assigned: nothing is in flight, nothing applied yet."""
        self.room = Room(self.transport.limits.in_flight_records)
        self.applied.clear()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let go before Faust does, while nothing new is handed on."""
        with or_die():
            await self.transport.ownership.revoked()
        self._forget()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Own what is assigned before Faust hands on the first of it."""
        self._forget()
        with or_die():  # aiokafka would only log it, and this worker would sit on partitions that nobody reads
            await self.transport.ownership.assigned([Place(*tp) for tp in assigned])
        await super().on_partitions_assigned(assigned, generation_id)

    def lag(self, positions: Mapping[Place, int]) -> dict[Place, int | None]:
        """Give how many offsets lie between these positions and the logs' ends; None while an end is not known."""
        ends = {place: self.highwater(TP(*place)) for place in positions}
        return {place: None if end is None else max(0, end - 1 - positions[place]) for place, end in ends.items()}

    def _to_message(self, tp: TP, record: Any) -> ConsumerMessage:
        chunk: Chunk = record
        self.room.enter(chunk)
        return ConsumerMessage(
            *tp,
            chunk.last,
            timestamp=0.0,
            timestamp_type=0,
            headers=[],
            key=None,
            value=record,
            checksum=None,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )

    def _new_offset(self, tp: TP) -> int | None:
        """Give the offset to commit: what follows the last one applied, whatever Faust took for acknowledged."""
        self._acked[tp].clear()
        self._acked_index[tp].clear()
        applied = self.applied.get(Place(*tp))
        return None if applied is None else applied + 1

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Do nothing: chunks say themselves which offsets they stand for."""

    async def still_member(self) -> bool:
        alive: bool = await self._thread.still_member()
        return alive

    async def committed(self, places: frozenset[Place]) -> dict[Place, int]:
        found: dict[Place, int] = await self._thread.committed(places)
        return found

    async def ends(self, places: frozenset[Place]) -> dict[Place, int]:
        found: dict[Place, int] = await self._thread.ends(places)
        return found


class Transport(driver.Transport):
    """Faust's aiokafka transport with this module's consumer."""

    Consumer = Consumer

    def __init__(self, *args: Any, kafka: Mapping[str, Any], limits: Limits, ownership: Ownership) -> None:
        self.kafka = kafka
        self.limits = limits
        self.ownership = ownership
        super().__init__(*args)
