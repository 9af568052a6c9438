"""Puts the follower, a source's own side and Saphan's side together from the environment."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import redis
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from producers.data_sets import DATA_SETS
from producers.draft import DataSet
from producers.edge import Edge
from producers.gateway.checking import SpareKeys
from producers.population import Population
from producers.premises.remote import Gateway, RemotePopulation
from producers.reconciling.client import GatewaySide
from producers.reconciling.following import Follower
from producers.reconciling.held import HeldRecords
from producers.reconciling.keeping import Keeping
from producers.reconciling.naming import AskedNaming, EdgeNaming
from producers.reconciling.register import Naming, Numbered, Register
from producers.reconciling.results import Results
from producers.reconciling.settings import ReconcilingSettings, SourceSettings
from producers.reconciling.tail import KafkaTail
from producers.reconciling.view_reader import RedisView
from schemas.connection import KafkaSettings, LogSettings, RedisSettings
from schemas.database import open_database

ANSWER_SECONDS_MAX: Final = 30
Report = Callable[[str], None]


def follow(stopping: Callable[[], bool], report: Report) -> None:
    """Follow until told to stop; what Redis or the database fails with is reported and tried again."""
    partitions = LogSettings().partitions
    client: redis.Redis = redis.Redis.from_url(
        RedisSettings().redis_url.get_secret_value(),
        socket_timeout=ANSWER_SECONDS_MAX,
        socket_connect_timeout=ANSWER_SECONDS_MAX,
    )
    keeping = Keeping(open_database(ReconcilingSettings().url()))
    tail = KafkaTail(KafkaSettings().librdkafka())
    follower = Follower(tail, RedisView(client, partitions), keeping, partitions)
    failing = ""
    try:
        while not stopping():
            try:
                follower.round()
                failing = ""
            except (RedisError, DBAPIError) as why:
                if type(why).__name__ != failing:
                    failing = type(why).__name__
                    report(f"trying again: {failing}")
    finally:
        tail.close()


def naming(agency: str, side: GatewaySide | None) -> Naming:
    """Name records by the edge's key where it is here, else by asking the gateway."""
    key = SourceSettings().pseudonym_bytes()
    if key is not None:
        return EdgeNaming(Edge(agency, key, SpareKeys()))
    if side is None:
        raise ValueError("without SAPHAN_PSEUDONYM_KEY only the gateway can name records")
    return AskedNaming(side.names)


def gateway_side() -> GatewaySide:
    """Reach the gateway by the environment's address and key."""
    return GatewaySide(*SourceSettings().gateway())


def population(data_set: DataSet) -> Population | None:
    """Ask the gateway who is in the population, where only those are given and pseudonyms can be made here."""
    settings = SourceSettings()
    if not data_set.population_only or settings.pseudonym_key is None or settings.gateway_url is None:
        return None
    return RemotePopulation(Gateway(*settings.gateway()))


def register(
    rows: Callable[[], Iterable[Numbered]], topic: str, part: Mapping[str, str], side: GatewaySide | None
) -> Register:
    """Make a source's own side of its rows."""
    data_set = DATA_SETS[topic]
    return Register(data_set, rows, naming(data_set.agency, side), part, population(data_set))


def tables() -> tuple[HeldRecords, Results]:
    """Open what the view was seen to hold, and what comparisons found."""
    engine = open_database(ReconcilingSettings().url())
    return HeldRecords(engine), Results(engine)
