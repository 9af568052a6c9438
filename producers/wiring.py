"""Puts an agency's publisher together from its settings."""

import time

import redis
from redis.exceptions import RedisError

from producers.data_sets import DATA_SETS
from producers.edge import Edge
from producers.erasures import LiveErasures, RedisErasures
from producers.ledger import Ledger
from producers.outbox import Relay
from producers.population import LivePopulation, RedisView
from producers.publisher.kafka import KafkaEnds, KafkaLog
from producers.publisher.publishing import Publisher
from producers.publisher.reading import Reader
from producers.settings import SimulationSettings
from schemas.agreement import AgreementSettings
from schemas.connection import KafkaSettings, LogSettings, RedisSettings
from schemas.database import open_database
from schemas.platform_keys import EdgeKeys

_ASK_SECONDS_MAX = 5


def now_ms() -> int:
    """Read the clock: ms since 1970."""
    return time.time_ns() // 1_000_000


def edge(agency: str) -> Edge:
    """Make an agency's edge with the keys of the environment."""
    keys = EdgeKeys()
    return Edge(agency, keys.pseudonym_bytes(), keys.client(agency))


def view() -> redis.Redis:
    """Open the view as the edge's own user."""
    url = RedisSettings().redis_url.get_secret_value()
    return redis.Redis.from_url(url, socket_timeout=_ASK_SECONDS_MAX, socket_connect_timeout=_ASK_SECONDS_MAX)


def publisher(agency: str, settings: SimulationSettings) -> Publisher:
    """Make an agency's publisher; those whose clause covers vocational students only ask for the population."""
    kafka, partitions = settings.kafka(agency), LogSettings().partitions
    limited = any(one.population_only for one in DATA_SETS.values() if one.agency == agency)
    ends, client = KafkaEnds(kafka), view()
    population = LivePopulation(ends, RedisView(client, RedisError), partitions) if limited else None
    reader = Reader(edge(agency), population, LiveErasures(ends, RedisErasures(client, RedisError), partitions))
    log, ledger = KafkaLog(kafka, partitions), Ledger(settings.ledger_url(agency))
    return Publisher(reader, ledger, log, AgreementSettings().chosen(), now_ms)


def relay(database: str, agency: str) -> Relay:
    """Make the relay of an application's outbox, writing as an agency's Kafka user."""
    kafka, partitions = KafkaSettings(), LogSettings().partitions
    erasures = LiveErasures(KafkaEnds(kafka), RedisErasures(view(), RedisError), partitions)
    log, agreement = KafkaLog(kafka, partitions), AgreementSettings().chosen()
    return Relay(open_database(database), edge(agency), log, agreement, erasures, now_ms)
