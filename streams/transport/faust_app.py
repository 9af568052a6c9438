"""Faust, set so that it loses nothing: each setting answers a trap that was tried."""

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import faust as typed_faust

from streams.settings import WorkerSettings
from streams.transport.consumer import Limits, Ownership, Transport

SESSION_SECONDS: Final = 10.0
HEARTBEAT_SECONDS: Final = 3.0
REBALANCE_SECONDS: Final = 15.0
BUFFER_RECORDS: Final = 4096  # Faust's own back-pressure sleeps a second, so it must never be reached
Step = Callable[[], Awaitable[None]]
# Faust types its own classes; what is put in their place here differs, as a chunk does from a message.
faust: Any = typed_faust


class Chunks(faust.Schema):
    """Lets a chunk through as it is: decoding is ours, since Faust acknowledges what it can't decode."""

    def loads_key(self, *_: Any, **__: Any) -> None:
        """Give no key: a chunk has many."""

    def loads_value(self, _: Any, message: Any, **__: Any) -> Any:
        """Give the chunk."""
        return message.value


class App(faust.App):
    """A Faust app on the batch transport, with steps before it begins and after it ended."""

    def __init__(self, settings: WorkerSettings, ownership: Ownership, begin: Step, end: Step) -> None:
        self._kafka: Mapping[str, Any] = settings.kafka.aiokafka()
        self._limits = Limits(settings.worker_batch_records, settings.worker_in_flight_records)
        self._ownership = ownership
        self._begin = begin
        self._end = end
        super().__init__(settings.worker_group, **options(settings))

    def _new_transport(self) -> Transport:
        return Transport(
            self.conf.broker_consumer, self, kafka=self._kafka, limits=self._limits, ownership=self._ownership
        )

    async def on_start(self) -> None:
        await self._begin()
        await super().on_start()

    async def on_stop(self) -> None:
        await super().on_stop()
        await self._end()


def options(settings: WorkerSettings) -> dict[str, Any]:
    """Give Faust's settings: at least once, no tables, no web, topics made by provisioning."""
    servers = settings.kafka.bootstrap.split(",")
    return {
        "broker": [f"kafka://{server.strip()}" for server in servers],
        "broker_credentials": _credentials(settings),
        "broker_session_timeout": SESSION_SECONDS,
        "broker_heartbeat_interval": HEARTBEAT_SECONDS,
        "broker_rebalance_timeout": REBALANCE_SECONDS,
        "processing_guarantee": "at_least_once",
        "stream_wait_empty": False,
        "stream_buffer_maxsize": BUFFER_RECORDS,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "web_enabled": False,
        "datadir": str(Path(tempfile.gettempdir()) / settings.worker_group),
    }


def _credentials(settings: WorkerSettings) -> Any:
    kafka = settings.kafka.aiokafka()
    if "sasl_mechanism" not in kafka:
        return None
    return faust.SASLCredentials(
        username=kafka["sasl_plain_username"],
        password=kafka["sasl_plain_password"],
        mechanism=kafka["sasl_mechanism"],
        ssl_context=kafka.get("ssl_context"),
    )
