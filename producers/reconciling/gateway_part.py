"""Adds comparing to the gateway, asking log and view as each source's own agency."""

from functools import cache

from fastapi import APIRouter
from redis.exceptions import RedisError

from producers import wiring
from producers.data_sets import DATA_SETS
from producers.erasures import LiveErasures, RedisErasures
from producers.gateway.gateway import Gateway
from producers.population import LivePopulation, LogEnds, RedisView
from producers.publisher.kafka import KafkaEnds
from producers.reconciling.desk import Desk
from producers.reconciling.explaining import Explainer
from producers.reconciling.held import HeldRecords
from producers.reconciling.results import Results
from producers.reconciling.routes import ReconcileApi
from producers.reconciling.settings import ReconcilingSettings
from producers.settings import SimulationSettings
from schemas.agreement import AgreementSettings
from schemas.connection import LogSettings
from schemas.database import open_database


def routes(gateway: Gateway) -> APIRouter:
    """Give the routes; none where nothing follows the view, since nothing could be answered."""
    settings = ReconcilingSettings()
    if settings.reconciling_database_url is None:
        return APIRouter()
    engine = open_database(settings.reconciling_database_url)
    agencies, partitions, client = SimulationSettings(), LogSettings().partitions, wiring.view()
    held = HeldRecords(engine)

    @cache
    def ends(agency: str) -> LogEnds:
        return KafkaEnds(agencies.kafka(agency))

    @cache
    def explainer(agency: str) -> Explainer:
        limited = any(one.population_only for one in DATA_SETS.values() if one.agency == agency)
        population = LivePopulation(ends(agency), RedisView(client, RedisError), partitions) if limited else None
        return Explainer(held, population, LiveErasures(ends(agency), RedisErasures(client, RedisError), partitions))

    agreement = AgreementSettings().chosen()
    desk = Desk(held, ends, explainer, Results(engine), agreement, partitions, gateway.now_ms)
    return ReconcileApi(gateway, desk, gateway.edge).router()
