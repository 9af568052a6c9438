"""What the review is told by its environment, and how it is opened on a platform."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis import Redis
from sqlalchemy.engine import Engine

from operations.access import read_settings
from operations.review import store
from operations.review.deciding import Steward
from operations.review.reading import People, ViewPeople
from operations.rulings import RulingLog
from schemas import audit
from schemas.agreement import Agreement, AgreementSettings
from schemas.connection import KafkaSettings, LogSettings, RedisSettings
from schemas.database import create_tables, open_database
from schemas.dates import moment

ANSWER_SECONDS_MAX: Final = 30.0


class ReviewSettings(BaseSettings):
    """Where the steward's table and the disclosure ledger are."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    review_database_url: str
    audit_database_url: str


class StewardUser(BaseSettings):
    """The steward's own user on Kafka, for a process that reads as somebody else."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_STEWARD_", frozen=True)

    kafka_username: str
    kafka_password: SecretStr


@dataclass(frozen=True)
class Review:
    """The steward's table, the people it is about, the decisions, and the ledger of who looked at whom."""

    engine: Engine
    ledger: Engine
    people: People
    steward: Steward
    agreement: Agreement
    now_ms: Callable[[], int]

    def today(self) -> date:
        """Give the Thai day it is."""
        return moment(self.now_ms()).date()


@contextmanager
def opened(told: Mapping[str, str], now_ms: Callable[[], int]) -> Iterator[Review]:
    """Open the review as SAPHAN_… variables say; pydantic's ValidationError names what is missing.

    Decisions are written as the steward's own user where one is named, else as the process's.
    """
    settings, log = read_settings(ReviewSettings, told), read_settings(LogSettings, told)
    kafka: KafkaSettings = read_settings(KafkaSettings, told)
    if "SAPHAN_STEWARD_KAFKA_USERNAME" in told:
        user = read_settings(StewardUser, told)
        own: dict[str, Any] = {"username": user.kafka_username, "password": user.kafka_password}
        kafka = kafka.model_copy(update=own)
    url = read_settings(RedisSettings, told).redis_url.get_secret_value()
    engine, ledger = open_database(settings.review_database_url), audit.open_ledger(settings.audit_database_url)
    create_tables(engine, store.METADATA)
    with closing(Redis.from_url(url, socket_timeout=ANSWER_SECONDS_MAX)) as client:
        people = ViewPeople(client, log.partitions)
        steward = Steward(engine, people, RulingLog(kafka, log.partitions), now_ms)
        chosen = read_settings(AgreementSettings, told).chosen()
        try:
            yield Review(engine, ledger, people, steward, chosen, now_ms)
        finally:
            engine.dispose()
            ledger.dispose()
