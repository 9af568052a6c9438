"""Puts the gateway together from its settings: every agency's publisher, the register of sources, the history."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from importlib.metadata import entry_points

from fastapi import FastAPI
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from producers import wiring
from producers.arrivals.settings import ArrivalsSettings
from producers.arrivals.store import Arrivals
from producers.arrivals.told import Told
from producers.data_sets import DATA_SETS
from producers.edge import Edge
from producers.erasures import LiveErasures, RedisErasures
from producers.gateway.app import build
from producers.gateway.checking import SpareKeys, UnnotedLedger, UnsentLog
from producers.gateway.gateway import Background, Gateway, Part
from producers.gateway.intake import AgencyWay, Intake
from producers.gateway.limits import Limits
from producers.gateway.settings import GatewaySettings
from producers.population import LivePopulation, RedisView
from producers.publisher.kafka import KafkaEnds
from producers.publisher.publishing import Publisher
from producers.publisher.reading import Reader
from producers.settings import SimulationSettings
from producers.sources.holders import Holders
from producers.sources.settings import SourcesSettings
from producers.sources.store import Sources
from schemas.agreement import AgreementSettings
from schemas.connection import LogSettings
from schemas.platform_keys import EdgeKeys

GROUP = "saphan.gateway"
DAY_MS = 24 * 60 * 60 * 1000
FORGET_EVERY_SECONDS = 3600


def installed_parts() -> list[Part]:
    """Load the parts that add routes of their own, by name."""
    return [one.load() for one in sorted(entry_points(group=GROUP), key=lambda one: one.name)]


def agency_way(agency: str, settings: SimulationSettings) -> AgencyWay:
    """Make one agency's way on: what publishes its rows, and what only checks them."""
    return AgencyWay(wiring.publisher(agency, settings), _checker(agency, settings), wiring.edge(agency))


def _checker(agency: str, settings: SimulationSettings) -> Publisher:
    ends, client, partitions = KafkaEnds(settings.kafka(agency)), wiring.view(), LogSettings().partitions
    limited = any(one.population_only for one in DATA_SETS.values() if one.agency == agency)
    population = LivePopulation(ends, RedisView(client, RedisError), partitions) if limited else None
    edge = Edge(agency, EdgeKeys().pseudonym_bytes(), SpareKeys())
    reader = Reader(edge, population, LiveErasures(ends, RedisErasures(client, RedisError), partitions))
    ledger, log = UnnotedLedger(settings.ledger_url(agency)), UnsentLog(partitions)
    return Publisher(reader, ledger, log, AgreementSettings().chosen(), wiring.now_ms)


def make(settings: GatewaySettings) -> FastAPI:
    """Make the gateway by the environment."""
    agencies, kept = SimulationSettings(), ArrivalsSettings()
    sources = Sources(SourcesSettings().sources_database_url, wiring.now_ms)
    arrivals = Arrivals(kept.arrivals_database_url)
    now_ms = wiring.now_ms

    @cache
    def way(agency: str) -> AgencyWay:
        return agency_way(agency, agencies)

    @cache
    def edge(agency: str) -> Edge:
        return wiring.edge(agency)

    intake = Intake(way, Holders(sources.engine), arrivals, now_ms, waiting_max=settings.waiting_max)
    limits = Limits(settings.rows_per_second_max, settings.requests_per_second_max, now_ms)
    gateway = Gateway(sources, arrivals, intake, limits, settings, edge, now_ms)
    gateway.add_background(_forgetting((arrivals.forget, Told(arrivals).forget), kept.arrivals_days))
    return build(gateway, installed_parts(), lambda: secrets.token_hex(16))


def _forgetting(forget: Sequence[Callable[[int], object]], days: int) -> Background:
    """Let go of old rows' history each hour beside the serving."""

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        task = asyncio.create_task(_forget(forget, days))
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return running


async def _forget(forget: Sequence[Callable[[int], object]], days: int) -> None:
    while True:
        with suppress(DBAPIError):  # the next hour tries again
            for one in forget:
                await asyncio.to_thread(one, wiring.now_ms() - days * DAY_MS)
        await asyncio.sleep(FORGET_EVERY_SECONDS)
