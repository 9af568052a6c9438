"""The gateway's address for sources that send by themselves: what became of their rows, told about themselves alone."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from producers.arrivals.telling import BODY_BYTES_MAX, Counted, Telling
from producers.arrivals.told import Told
from producers.gateway.asking import JSON, asked
from producers.gateway.describing import DataSetName, problems, written_out
from producers.gateway.gateway import Admitted, Gateway
from producers.gateway.problems import ProblemError
from producers.population import LogEnds

RETRY_SECONDS: Final = 5


@dataclass(frozen=True)
class OutcomesApi:
    """POST /v1/{dataset}/outcomes; `ends` asks, as an agency, where the log ends."""

    gateway: Gateway
    told: Told
    ends: Callable[[str], LogEnds]
    partitions: int

    def router(self) -> APIRouter:
        """Route the address."""
        api = APIRouter(prefix="/v1", tags=["status"])
        described: dict[str, Any] = {"response_class": Response, "responses": {}, "openapi_extra": _OUTCOMES}
        api.add_api_route("/{dataset}/outcomes", self.outcomes, methods=["POST"], **described)
        return api

    async def outcomes(self, request: Request, dataset: DataSetName) -> Response:
        """Count what the source of the key tells of its own rows, once per batch."""
        admitted = await self.gateway.admitted(request, dataset)
        telling = await asked(request, Telling, BODY_BYTES_MAX)
        self.gateway.limits.rows(admitted.source.name, len(telling.rows))
        try:
            counted = await asyncio.to_thread(self._take, admitted, telling)
        except DBAPIError:
            raise ProblemError("NOT_TOLD_NOW", RETRY_SECONDS) from None
        return Response(Counted(counted=counted).model_dump_json(), headers=_HEADERS, media_type=JSON)

    def _take(self, admitted: Admitted, telling: Telling) -> bool:
        source, topic = admitted
        places = [(row.partition, row.offset) for row in telling.rows if row.partition is not None]
        if source.scope is not None and (places or telling.dropped):
            # Who is limited to a place has no edge of its own: whatever was accepted or dropped, this side answered.
            raise ProblemError("NOT_ASKED_RIGHT")
        if places:
            self._see(topic, places, self.ends(source.agency))
        return self.told.take(source.name, topic, telling, self.gateway.now_ms())

    def _see(self, topic: str, places: Sequence[tuple[int, int | None]], log: LogEnds) -> None:
        """Refuse a place in the log where nothing stands yet; that something stands there, the log's end shows."""
        furthest: dict[int, int] = {}
        for partition, offset in places:
            furthest[partition] = max(furthest.get(partition, -1), offset or 0)
        if any(partition >= self.partitions for partition in furthest):
            raise ProblemError("NOT_IN_LOG")
        ends: Mapping[int, int] = log.ends(topic, sorted(furthest))
        if len(ends) < len(furthest):
            raise ProblemError("NOT_TOLD_NOW", RETRY_SECONDS)
        if any(offset >= ends[partition] for partition, offset in furthest.items()):
            raise ProblemError("NOT_IN_LOG")


_HEADERS: Final = {"cache-control": "no-store"}
_SCHEMA: Final = {"application/json": {"schema": written_out(Counted)}}
_EXAMPLE: Final = Telling.model_validate({
    "batch": "0f3a9c0e7b1d4e2f8a6c5b4d3e2f1a0b",
    "way": "edge",
    "at": 1_795_420_800_000,
    "rows": [
        {"line": 2, "outcome": "ACCEPTED", "record": "00c1d2e3f4a5b697", "partition": 3, "offset": 1204},
        {"line": 3, "outcome": "REFUSED", "code": "BAD_DATE", "field": "start_date"},
    ],
    "dropped": 11_204,
})  # fmt: skip
_OUTCOMES: Final[dict[str, Any]] = {
    "summary": "แจ้งผลของแถวที่ส่งเอง — tell what became of rows sent past this gateway",
    "description": "สำหรับเอดจ์ ไฟล์ และเอาต์บ็อกซ์ที่ส่งตรงเข้าบันทึก เพื่อให้หน้าของแหล่งข้อมูลแสดงทุกแถว แจ้งชุดเดิมซ้ำไม่นับซ้ำ\n\n"
    "For an edge, files or an outbox that write to the log themselves, so that the source's own page tells of these "
    "rows, too, marked as told by the source. One batch is counted once, however often it is told. Of people dropped "
    "unread only how many they were; `again` and `held` say how much waits at home. A place where the log has nothing "
    "yet is not believed.",
    "security": [{"key": []}],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": written_out(Telling), "example": _EXAMPLE.model_dump(exclude_defaults=True)}
        },
    },
    "responses": {
        "200": {"description": "นับแล้ว หรือเคยนับแล้ว — counted, or counted before", "content": _SCHEMA},
        **problems(400, 401, 403, 404, 408, 413, 415, 429, 503),
    },
}
