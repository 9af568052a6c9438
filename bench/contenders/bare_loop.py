"""The loop an engineer would write by hand: consume a thousand, decode, one `SET` each in a pipeline, commit."""

from typing import Any, Final

from confluent_kafka import Consumer, Message
from redis import Redis

from bench.contenders.document import decode, schema, to_json
from bench.contenders.setting import read

BATCH_EVENTS: Final = 1000
WAIT_SECONDS: Final = 0.1
TUNED: Final = {
    "auto.offset.reset": "earliest",
    "enable.auto.commit": False,
    # A full queue makes the fetcher wait a second by default: a fast reader would starve.
    "fetch.queue.backoff.ms": 10,
    "fetch.max.bytes": 16 * 1024 * 1024,
    "max.partition.fetch.bytes": 4 * 1024 * 1024,
    "queued.max.messages.kbytes": 16 * 1024,
}


def store(redis: Any, parsed: Any, messages: list[Message]) -> None:
    """Decode a batch and write it in one round trip."""
    pipeline = redis.pipeline(transaction=False)
    for message in messages:
        pipeline.set(message.key(), to_json(decode(parsed, message.value() or b"")))
    pipeline.execute()


def main() -> None:
    """Run until ended from outside."""
    settings, kafka, redis_url = read()
    consumer = Consumer(kafka.librdkafka() | TUNED | {"group.id": settings.group})
    consumer.subscribe([settings.topic])
    redis, parsed = Redis.from_url(redis_url), schema(settings.topic)
    while True:
        messages = [message for message in consumer.consume(BATCH_EVENTS, WAIT_SECONDS) if not message.error()]
        if messages:
            store(redis, parsed, messages)
            consumer.commit(asynchronous=True)


if __name__ == "__main__":
    main()
