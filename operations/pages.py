"""The operators' page on the web process, brought up to date by a light poll, with /metrics and /healthz beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from operations import health, metrics
from operations.panels import facts
from operations.status.gathering import Gatherer
from operations.status.snapshot import Snapshot
from operations.status.summary import summarise
from schemas.agreement import AgreementSettings
from schemas.connection import KafkaSettings, LogSettings, RedisSettings
from schemas.dates import clock
from schemas.pages import Site

HERE: Final = Path(__file__).parent
SAMPLE_SECONDS: Final = 5.0
Look = Callable[[], Snapshot]


def pages(site: Site) -> APIRouter:
    """Give the operators' routes, looking at the Kafka and Redis that the environment names."""
    kafka, redis, log = KafkaSettings(), RedisSettings(), LogSettings()  # from the environment
    url, agreement = redis.redis_url.get_secret_value(), AgreementSettings().chosen()
    gatherer = Gatherer(kafka.librdkafka(), url, log.partitions, site.now_ms, agreement)

    @asynccontextmanager
    async def sampling() -> AsyncIterator[None]:
        """Look now and then even when nobody reads, so that lag in seconds is known when someone does."""
        sampler = asyncio.create_task(_sample(gatherer.snapshot))
        try:
            yield
        finally:
            sampler.cancel()
            await asyncio.gather(sampler, return_exceptions=True)
            await asyncio.to_thread(gatherer.close)

    site.add_background(sampling)
    return router(site, gatherer.snapshot)


def router(site: Site, look: Look) -> APIRouter:
    """Give the routes over any way of looking; each is a plain function, so that looking blocks no other page."""
    site.add_templates(HERE / "templates")
    site.add_static("operations", HERE / "static")
    site.add_link("/operations", "การทำงานของระบบ", "Operations")
    routes = APIRouter()

    @routes.get("/operations", include_in_schema=False)
    def whole(request: Request) -> Response:
        return site.page(request, "operations.html", facts(look()))

    @routes.get("/operations/live", include_in_schema=False)
    def live(request: Request) -> Response:
        response = site.page(request, "operations_live.html", facts(look()))
        response.headers["x-as-of"] = quote(clock(site.now_ms(), site.language(request)))
        return response

    @routes.get("/metrics", include_in_schema=False)
    def prometheus() -> Response:
        snapshot = look()
        return Response(metrics.text(snapshot, summarise(snapshot)), media_type=CONTENT_TYPE_LATEST)

    @routes.get("/healthz")
    def healthz() -> Response:
        status, body = health.answer(summarise(look()))
        return JSONResponse(body, status)

    return routes


async def _sample(look: Look) -> Any:
    while True:
        await asyncio.to_thread(look)
        await asyncio.sleep(SAMPLE_SECONDS)
