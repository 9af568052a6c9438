"""Saphan's desk as an operator has it, who answers questions that come as files."""

from redis.exceptions import RedisError

from producers import wiring
from producers.erasures import LiveErasures, RedisErasures
from producers.population import LivePopulation, RedisView
from producers.publisher.kafka import KafkaEnds
from producers.reconciling.desk import Desk
from producers.reconciling.explaining import Explainer
from producers.reconciling.wiring import tables
from producers.sources.settings import SourcesSettings
from producers.sources.source import Source
from producers.sources.store import Sources, UnknownSourceError
from schemas.agreement import AgreementSettings
from schemas.connection import KafkaSettings, LogSettings


def desk() -> Desk:
    """Open the desk with the operator's own users."""
    held, results = tables()
    ends, client, partitions = KafkaEnds(KafkaSettings()), wiring.view(), LogSettings().partitions
    population = LivePopulation(ends, RedisView(client, RedisError), partitions)
    explainer = Explainer(held, population, LiveErasures(ends, RedisErasures(client, RedisError), partitions))
    agreement = AgreementSettings().chosen()
    return Desk(held, lambda _: ends, lambda _: explainer, results, agreement, partitions, wiring.now_ms)


def source_named(name: str, topic: str) -> Source:
    """Find a source that may give a data set; UnknownSourceError when it may not."""
    source = Sources(SourcesSettings().sources_database_url, wiring.now_ms).one(name)
    if not source.may(topic):
        raise UnknownSourceError(f"{topic} is no data set of {name}'s")
    return source
