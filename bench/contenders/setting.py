"""What a contender is told (environment: BENCH_…, and the platform's own names for Kafka and Redis)."""

from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.connection import KafkaSettings, RedisSettings


class BenchSettings(BaseSettings):
    """The topic whose events are to be brought into Redis, and the consumer group to do it as."""

    model_config = SettingsConfigDict(env_prefix="BENCH_", frozen=True)

    topic: str
    group: str


def read() -> tuple[BenchSettings, KafkaSettings, str]:
    """Read the settings, the broker's and the address of Redis."""
    return BenchSettings(), KafkaSettings(), RedisSettings().redis_url.get_secret_value()
