"""Writes to the log what a worker may write: repairs, dead letters, matches; each is acknowledged by all replicas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import aiokafka

from streams.patience import Patience

REQUEST_BYTES_MAX: Final = 2 * 1024 * 1024
LINGER_MS: Final = 2


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to be written; no partition means that of the key's hash, no timestamp means now.

    No value is a tombstone: the end of an erased record.
    """

    topic: str
    key: bytes
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()
    partition: int | None = None
    timestamp: int | None = None


class Publisher(Protocol):
    """Where records go out."""

    async def publish(self, outgoing: Outgoing) -> None:
        """Write a record; returns once it is acknowledged, however long that takes."""
        ...


class KafkaPublisher:
    """A producer that repeats what fails: everything a worker writes may be there twice."""

    def __init__(self, kafka: Mapping[str, Any], patience: Patience) -> None:
        self._kafka = kafka
        self._patience = patience
        self._producer: Any = None

    async def start(self) -> None:
        """Connect, however long that takes."""
        await self._patience.until_done("producer", self._connect)

    async def _connect(self) -> None:
        producer = aiokafka.AIOKafkaProducer(
            **self._kafka,
            acks="all",
            linger_ms=LINGER_MS,
            max_request_size=REQUEST_BYTES_MAX,
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        self._producer = producer

    async def stop(self) -> None:
        """Send what waits and disconnect."""
        if self._producer is not None:
            await self._producer.stop()

    async def publish(self, outgoing: Outgoing) -> None:
        await self._patience.until_done(f"publish {outgoing.topic}", lambda: self._send(outgoing))

    async def _send(self, outgoing: Outgoing) -> None:
        await self._producer.send_and_wait(
            outgoing.topic,
            key=outgoing.key,
            value=outgoing.value,
            partition=outgoing.partition,
            timestamp_ms=outgoing.timestamp,
            headers=list(outgoing.headers),
        )
