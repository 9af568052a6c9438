"""Puts an agency's publisher together from its settings."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import redis
from redis.exceptions import RedisError

from producers import outbox_again
from producers.arrivals.notes import noting
from producers.data_sets import DATA_SETS
from producers.dropping.drops import Drops
from producers.dropping.remembering import RememberingPublisher
from producers.edge import Edge
from producers.erasures import Erasures, LiveErasures, RedisErasures
from producers.ledger import Ledger
from producers.outbox import Relay
from producers.outbox_noting import Noting
from producers.outbox_table import OutboxTable
from producers.population import LivePopulation, Population, RedisView
from producers.publisher.kafka import KafkaEnds, KafkaLog
from producers.publisher.publishing import Publisher
from producers.publisher.reading import Reader
from producers.settings import EdgeSettings
from schemas.agreement import AgreementSettings
from schemas.connection import KafkaSettings, LogSettings, RedisSettings
from schemas.database import open_database
from schemas.platform_keys import EdgeKeys

_ASK_SECONDS_MAX = 5


class PublisherSettings(Protocol):
    """Where an agency's events go, and where it keeps what it sent."""

    def kafka(self, agency: str, /) -> KafkaSettings:
        """Give the connection of the agency's user."""
        ...

    def ledger_url(self, agency: str, /) -> str:
        """Give the database address of its ledger."""
        ...

    def drops_url(self, agency: str, /) -> str:
        """Give the database address of what it dropped unread."""
        ...


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


def population(kafka: KafkaSettings) -> Population:
    """Give who answers for the population: the view, as the edge's own user."""
    return LivePopulation(KafkaEnds(kafka), RedisView(view(), RedisError), LogSettings().partitions)


def publisher(agency: str, settings: PublisherSettings, asked: tuple[Population, Erasures] | None = None) -> Publisher:
    """Make an agency's publisher; those whose clause covers vocational students only ask for the population.

    They ask the view, unless told whom to ask.
    """
    kafka, limited = settings.kafka(agency), _limited(agency)
    members, erasures = asked or (population(kafka) if limited else None, erasures_of(kafka))
    reader, ledger = Reader(edge(agency), members, erasures), Ledger(settings.ledger_url(agency))
    log, agreement = KafkaLog(kafka, LogSettings().partitions), AgreementSettings().chosen()
    if not limited:
        return Publisher(reader, ledger, log, agreement, now_ms)
    return RememberingPublisher(reader, ledger, log, agreement, now_ms, Drops(settings.drops_url(agency), agency))


def _limited(agency: str) -> bool:
    return any(one.population_only for one in DATA_SETS.values() if one.agency == agency)


@contextmanager
def relay(database: str, agency: str, source: str | None = None) -> Iterator[Relay]:
    """Open the relay of an application's outbox, writing as an agency's Kafka user.

    What becomes of each row is noted for the page of the source that is named, or whose key the gateway knows.
    """
    kafka, own, kept = KafkaSettings(), edge(agency), EdgeSettings()
    with noting(kept.state_dir, "outbox", source, now_ms) as notes:
        yield Relay(
            open_database(database),
            own,
            KafkaLog(kafka, LogSettings().partitions),
            AgreementSettings().chosen(),
            erasures_of(kafka),
            now_ms,
            publisher(agency, kept),
            None if notes is None else Noting(notes, own),
        )


def offer_again(database: str, agency: str) -> int:
    """Let what was dropped about people who enrolled since wait in an outbox once more; gives how many rows."""
    table = OutboxTable(open_database(database))
    return outbox_again.offer_again(table, edge(agency), population(KafkaSettings()))


def erasures_of(kafka: KafkaSettings) -> LiveErasures:
    """Give who answers for erasures: the view, as the edge's own user."""
    return LiveErasures(KafkaEnds(kafka), RedisErasures(view(), RedisError), LogSettings().partitions)
