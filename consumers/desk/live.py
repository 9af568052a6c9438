"""The live stream to browsers, resumable by event id, and how long changes took to get there."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from consumers.desk.applying import WITHDRAWN, Change, changes_after
from consumers.desk.context import Desk
from consumers.desk.hub import percentiles
from consumers.desk.reasons import over
from schemas.dates import clock
from schemas.pages import Language

TICK_SECONDS: Final = 5.0
# Between two messages to one browser, so that a burst is one message and not a hundred.
GATHER_SECONDS: Final = 0.05
CHANGES_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Live:
    """The addresses that tell what happens as it happens."""

    desk: Desk

    def add_to(self, api: APIRouter) -> None:
        """Route the addresses."""
        api.add_api_route("/stream", self.stream, methods=["GET"])
        api.add_api_route("/latency", self.latency, methods=["GET"])

    async def stream(
        self,
        request: Request,
        after: Annotated[int, Query(ge=0)] = 0,
        province: str = "",
        last_event_id: Annotated[int | None, Header()] = None,
    ) -> Response:
        """Stream the changes after the last one the browser has seen, those of its province only."""
        # A browser may remember a change of a database that is no more.
        seen = min(after if last_event_id is None else last_event_id, self.desk.hub.newest)
        messages = self.messages(seen, province, self.desk.site.language(request))
        return EventSourceResponse(messages, headers={"cache-control": "no-store"}, ping=3600)

    async def messages(self, seen: int, province: str, language: Language) -> AsyncIterator[ServerSentEvent]:
        """Give a message per burst of changes, and one that says the stream is alive when nothing happens."""
        yield self._tick(language)
        while True:
            changes = self.desk.hub.after(seen)
            if changes is None:
                changes = await self.desk.read(partial(changes_after, change=seen, limit=CHANGES_AT_ONCE))
            if not changes:
                await self.desk.hub.wait(TICK_SECONDS)
                if not self.desk.hub.after(seen):
                    yield self._tick(language)
                continue
            seen = changes[-1].id
            told = [tell(change, language) for change in changes if change.match and province in ("", change.province)]
            if told:
                yield ServerSentEvent(self._data(language, changes=told), event="changes", id=str(seen))
                await asyncio.sleep(GATHER_SECONDS)

    def _tick(self, language: Language) -> ServerSentEvent:
        return ServerSentEvent(self._data(language), event="tick")

    def _data(self, language: Language, **more: Any) -> str:
        return json.dumps({"clock": clock(self.desk.site.now_ms(), language), **more}, ensure_ascii=False)

    async def latency(self, since_ms: Annotated[int, Query(ge=0)] = 0) -> Response:
        """Say how long changes since a moment took from the event that caused them to the desk (ms)."""
        return JSONResponse(percentiles(self.desk.hub.latencies_ms(since_ms)), headers={"cache-control": "no-store"})


def tell(change: Change, language: Language) -> dict[str, Any]:
    """Tell a browser of a change: which match, what kind, and for a withdrawal why, in words."""
    told: dict[str, Any] = {"kind": change.kind, "match": change.match}
    if change.kind == WITHDRAWN:
        told["sentence"] = over(change.because, change.at, language)
    return told
