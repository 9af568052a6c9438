"""Quix Streams with a batching sink: decoded by its deserializer, written in pipelines when a checkpoint is taken."""

from typing import Any, Final

from quixstreams import Application
from quixstreams.kafka import ConnectionConfig
from quixstreams.models import Deserializer, SerializationContext
from quixstreams.sinks import BatchingSink, SinkBatch
from redis import Redis

from bench.contenders.document import decode, schema, to_json
from bench.contenders.setting import read
from schemas.connection import KafkaSettings

PIPELINE_EVENTS: Final = 1000
CHECKPOINT_EVENTS: Final = 5000
TUNED: Final = {
    "fetch.queue.backoff.ms": 10,
    "fetch.max.bytes": 16 * 1024 * 1024,
    "max.partition.fetch.bytes": 4 * 1024 * 1024,
    "queued.max.messages.kbytes": 16 * 1024,
}


class FramedAvro(Deserializer):  # type: ignore[misc]  # untyped where our own tools run
    """Decodes a framed event; the schema is known, so no registry is asked."""

    def __init__(self, parsed: Any) -> None:
        super().__init__()
        self._parsed = parsed

    def __call__(self, value: bytes, ctx: SerializationContext) -> Any:  # noqa: ARG002 -- Quix's own signature
        """Decode every field."""
        return decode(self._parsed, value)


class RedisSink(BatchingSink):  # type: ignore[misc]
    """Writes each record with one `SET`, in pipelines."""

    def __init__(self, redis: Any) -> None:
        super().__init__()
        self._redis = redis

    def write(self, batch: SinkBatch) -> None:
        """Write what one partition gathered since the last checkpoint."""
        for chunk in batch.iter_chunks(PIPELINE_EVENTS):
            pipeline = self._redis.pipeline(transaction=False)
            for item in chunk:
                pipeline.set(item.key, to_json(item.value))
            pipeline.execute()


def connection(kafka: KafkaSettings) -> ConnectionConfig:
    """Give the broker's address and user as Quix takes them."""
    return ConnectionConfig.from_librdkafka_dict(kafka.librdkafka())


def main() -> None:
    """Run until ended from outside."""
    settings, kafka, redis_url = read()
    app = Application(
        broker_address=connection(kafka),
        consumer_group=settings.group,
        auto_offset_reset="earliest",
        commit_every=CHECKPOINT_EVENTS,
        consumer_extra_config=TUNED,
        auto_create_topics=False,
        use_changelog_topics=False,
        loglevel="WARNING",
    )
    topic = app.topic(settings.topic, key_deserializer="bytes", value_deserializer=FramedAvro(schema(settings.topic)))
    app.dataframe(topic).sink(RedisSink(Redis.from_url(redis_url)))
    app.run()


if __name__ == "__main__":
    main()
