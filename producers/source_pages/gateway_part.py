"""The gateway's answers to a source about itself: how it stands, and what became of one of its records."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from producers.arrivals.told import Told
from producers.gateway.asking import JSON, asked
from producers.gateway.describing import DataSetName, problems
from producers.gateway.gateway import Gateway
from producers.gateway.problems import ProblemError
from producers.publisher.kafka import KafkaEnds
from producers.settings import SimulationSettings
from producers.source_pages.naming import whose
from producers.source_pages.opening import opened
from producers.source_pages.outcomes_part import OutcomesApi
from producers.source_pages.overview import DAYS_SHOWN, Sources
from producers.source_pages.reporting import as_dict, row_as_dict, told_of
from producers.source_pages.settings import SourcePageSettings
from schemas.connection import LogSettings
from schemas.dates import Language

ROWS_MAX: Final = 50
DAYS_MAX: Final = 366
BODY_BYTES_MAX: Final = 4096
RETRY_SECONDS: Final = 1
_OBJECT: Final = {"application/json": {"schema": {"type": "object"}}}


class Number(BaseModel):
    """A record, by the source's own number for it; never shown by repr, since it may be a student's."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    number: str = Field(min_length=1, max_length=120, repr=False)


def part(gateway: Gateway) -> APIRouter:
    """Route the addresses over the gateway's own history of rows."""
    found = opened(SourcePageSettings(), gateway.arrivals.engine, lambda: None)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        yield
        found.close()

    gateway.add_background(running)
    agencies = SimulationSettings()
    ends = cache(lambda agency: KafkaEnds(agencies.kafka(agency)))
    api = APIRouter()
    api.include_router(StatusApi(gateway, found.sources).router())
    api.include_router(OutcomesApi(gateway, Told(gateway.arrivals), ends, LogSettings().partitions).router())
    return api


@dataclass(frozen=True)
class StatusApi:
    """GET /v1/status and POST /v1/{dataset}/found."""

    gateway: Gateway
    sources: Sources

    def router(self) -> APIRouter:
        """Route both addresses."""
        api = APIRouter(prefix="/v1", tags=["status"])
        told: dict[str, Any] = {"response_class": Response, "responses": {}}
        api.add_api_route("/status", self.status, methods=["GET"], openapi_extra=_STATUS, **told)
        api.add_api_route("/{dataset}/found", self.found, methods=["POST"], openapi_extra=_FOUND, **told)
        return api

    async def status(
        self,
        request: Request,
        days: Annotated[int, Query(ge=1, le=DAYS_MAX, description="how many days to count")] = DAYS_SHOWN,
        lines: Annotated[Language | None, Query(description="the same as `lines` to read, too")] = None,
    ) -> Response:
        """Say how the source of the key stands."""
        source = await self.gateway.source(request)
        try:
            found = await asyncio.to_thread(self.sources.overview, whose(source), self.gateway.now_ms(), days)
        except DBAPIError:
            raise ProblemError("NOT_TOLD_NOW", RETRY_SECONDS) from None
        return _told(as_dict(found) if lines is None else told_of(found, lines))

    async def found(self, request: Request, dataset: DataSetName) -> Response:
        """Give what became of each row of one record, newest first; the number is neither kept nor logged."""
        source, topic = await self.gateway.admitted(request, dataset)
        number = (await asked(request, Number, BODY_BYTES_MAX)).number
        record = self.gateway.edge(source.agency).record(topic, number)
        try:
            rows = await asyncio.to_thread(self.sources.rows.of_record, source.name, topic, record, ROWS_MAX)
        except DBAPIError:
            raise ProblemError("NOT_TOLD_NOW", RETRY_SECONDS) from None
        return _told({"record": record, "rows": [row_as_dict(one) for one in rows]})


def _told(found: dict[str, Any]) -> Response:
    return Response(json.dumps(found, ensure_ascii=False), headers={"cache-control": "no-store"}, media_type=JSON)


def _described(summary: str, text: str, *refused: int) -> dict[str, Any]:
    return {
        "summary": summary,
        "description": text,
        "security": [{"key": []}],
        "responses": {"200": {"description": summary, "content": _OBJECT}, **problems(*refused)},
    }


_STATUS: Final = _described(
    "สถานะของแหล่งข้อมูล — how the source stands",
    "แถวที่ได้รับ รับไว้ และไม่รับ แต่ละวันและแต่ละเหตุผล สิ่งที่ยังไม่แสดงและเพราะอะไร กระทบยอดล่าสุด และการทำตามกำหนดเวลา\n\n"
    "Rows received, accepted and refused by day and reason, what is not visible yet and why, the last comparisons, and "
    "how the agreed timing is kept.",
    *(400, 401, 429, 503),
)
_FOUND: Final = _described(
    "ค้นหาระเบียนด้วยเลขที่ของท่าน — find a record by your own number",
    "ผลของทุกแถวของระเบียนหนึ่ง ใหม่สุดก่อน เลขที่ไม่ถูกบันทึก\n\n"
    "What became of each row of one record, newest first. The number is not kept.",
    *(400, 401, 403, 404, 408, 413, 415, 429, 503),
) | {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": Number.model_json_schema(), "example": {"number": "66301040001"}}},
    }
}
