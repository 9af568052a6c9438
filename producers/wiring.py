"""Puts an agency's publisher together from its settings."""

import time

import redis
from redis.exceptions import RedisError

from producers.edge import Edge
from producers.ledger import Ledger
from producers.outbox import Relay
from producers.population import LivePopulation, Population, RedisView
from producers.publisher.kafka import KafkaEnds, KafkaLog
from producers.publisher.publishing import Publisher
from producers.settings import SimulationSettings
from schemas.connection import KafkaSettings, LogSettings, RedisSettings
from schemas.database import open_database
from schemas.keystore import KeyStore
from schemas.platform_keys import EdgeKeys

LIMITED_AGENCIES = frozenset({"sso", "dsd"})
_ASK_SECONDS_MAX = 5


def now_ms() -> int:
    """Read the clock: ms since 1970."""
    return time.time_ns() // 1_000_000


def edge(agency: str) -> Edge:
    """Make an agency's edge with the keys of the environment."""
    keys = EdgeKeys()
    return Edge(agency, keys.pseudonym_bytes(), KeyStore(keys.keystore_url, keys.platform_bytes()))


def population(kafka: KafkaSettings, partitions: int) -> Population:
    """Make the one who answers for OVEC's population, from log and view."""
    url = RedisSettings().redis_url.get_secret_value()
    client = redis.Redis.from_url(url, socket_timeout=_ASK_SECONDS_MAX, socket_connect_timeout=_ASK_SECONDS_MAX)
    return LivePopulation(KafkaEnds(kafka), RedisView(client, RedisError), partitions)


def publisher(agency: str, settings: SimulationSettings) -> Publisher:
    """Make an agency's publisher; those whose clause covers vocational students only ask for the population."""
    kafka, partitions = settings.kafka(agency), LogSettings().partitions
    asks = population(kafka, partitions) if agency in LIMITED_AGENCIES else None
    log = KafkaLog(kafka, partitions)
    return Publisher(edge(agency), Ledger(settings.ledger_url(agency)), log, asks, now_ms)


def relay(database: str, agency: str) -> Relay:
    """Make the relay of an application's outbox, writing as an agency's Kafka user."""
    kafka = KafkaSettings()
    return Relay(open_database(database), edge(agency), KafkaLog(kafka, LogSettings().partitions), now_ms)
