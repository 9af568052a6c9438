"""What every request to the desk works with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from consumers.desk.details import Details
from consumers.desk.hub import Hub
from consumers.group_commit import GroupCommit
from schemas.pages import Site

Result = TypeVar("Result")


@dataclass(frozen=True)
class Desk:
    """The desk's site, tables, live stream and its way to details."""

    site: Site
    engine: Engine
    writer: GroupCommit
    hub: Hub
    details: Details
    officer: str

    async def read(self, query: Callable[[Connection], Result]) -> Result:
        """Run a query beside the event loop."""
        return await run_in_threadpool(self._read, query)

    def _read(self, query: Callable[[Connection], Result]) -> Result:
        with self.engine.connect() as connection:
            return query(connection)

    def message(self, request: Request, status: int, heading: tuple[str, str], sentence: tuple[str, str]) -> Response:
        """Answer with a page that says what happened and what to do."""
        at = 0 if self.site.language(request) == "th" else 1
        facts = {"heading": heading[at], "sentence": sentence[at], "back": "/desk"}
        return self.site.page(request, "message.html", facts, status)
