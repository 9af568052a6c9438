"""Faust as its documentation shows it: an agent that takes a thousand, decodes each and writes one pipeline."""

from typing import Any, Final
from urllib.parse import urlsplit

import faust
from faust import SASLCredentials
from redis.asyncio import Redis

from bench.contenders.document import decode, schema, to_json
from bench.contenders.setting import BenchSettings, read
from schemas.connection import KafkaSettings

BATCH_EVENTS: Final = 1000
WITHIN_SECONDS: Final = 0.1


def application(settings: BenchSettings, kafka: KafkaSettings) -> Any:
    """Make the app at the settings that let it run fastest."""
    credentials = None
    if kafka.security != "PLAINTEXT":
        credentials = SASLCredentials(
            mechanism=kafka.mechanism, username=kafka.username, password=kafka.password.get_secret_value()
        )
    return faust.App(
        settings.group,
        broker=f"kafka://{urlsplit(f'//{kafka.bootstrap}').netloc}",
        broker_credentials=credentials,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=4 * 1024 * 1024,
        stream_buffer_maxsize=4 * 4096,
        stream_wait_empty=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        store="memory://",
        key_serializer="raw",
        value_serializer="raw",
        web_enabled=False,
    )


def main() -> None:
    """Run Faust's own command line: `worker --without-web`."""
    settings, kafka, redis_url = read()
    app = application(settings, kafka)
    topic, parsed, redis = app.topic(settings.topic), schema(settings.topic), Redis.from_url(redis_url)

    @app.agent(topic)  # type: ignore[untyped-decorator]
    async def into_redis(events: Any) -> None:
        async for batch in events.take_events(BATCH_EVENTS, within=WITHIN_SECONDS):
            pipeline = redis.pipeline(transaction=False)
            for event in batch:
                pipeline.set(event.key, to_json(decode(parsed, event.value)))
            await pipeline.execute()

    app.main()


if __name__ == "__main__":
    main()
