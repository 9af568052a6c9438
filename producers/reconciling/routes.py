"""The gateway's addresses for comparing: a turn, reasons, names for who has no key, and a whole register at once."""

import asyncio
import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.edge import Edge
from producers.gateway import rows
from producers.gateway.gateway import Admitted, Gateway
from producers.gateway.problems import ProblemError
from producers.receipts import Refused
from producers.reconciling import describing
from producers.reconciling.desk import Desk, EndsNotKnownError, NotYourPartError, WithheldError, own_part
from producers.reconciling.messages import Answer, Doubts, Exchange, Message, Named, Numbers, Part, Reasons
from producers.reconciling.naming import EdgeNaming
from producers.reconciling.parts import BadPartError
from producers.reconciling.reconciling import Outcome, Report, reconcile
from producers.reconciling.register import Register, numbered
from producers.reconciling.showing import as_dict
from producers.sources.source import Source
from schemas.identifiers import Identifier

CSV: Final = "text/csv"
JSON: Final = "application/json"
PAUSE_SECONDS: Final = 0.5
TURNS_MAX: Final = 20
RETRY_SECONDS: Final = 1
Kind = TypeVar("Kind", bound=Message)


class _AtTheDesk:
    """Saphan as the gateway itself reaches it for a source whose register it was given."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self._desk, self._source = desk, source

    def exchange(self, topic: str, asked: Exchange) -> Answer:
        return self._desk.exchange(self._source, topic, asked)

    def why(self, topic: str, asked: Doubts) -> Reasons:
        # Of whom each row is, the source has said itself.
        return Reasons(reasons=self._desk.explainer(self._source.agency).why(topic, asked.doubts))


@dataclass(frozen=True)
class ReconcileApi:
    """POST /v1/{dataset}/reconcile, and beside it /why, /names and /register."""

    gateway: Gateway
    desk: Desk
    edge: Callable[[str], Edge]

    def router(self) -> APIRouter:
        """Route the addresses."""
        api = APIRouter(prefix="/v1/{dataset}/reconcile", tags=["reconcile"])
        for path, taken in (
            ("", self.exchange),
            ("/why", self.why),
            ("/names", self.names),
            ("/register", self.register),
        ):
            told = describing.ADDRESSES[path]
            api.add_api_route(path, taken, methods=["POST"], response_class=Response, openapi_extra=told, responses={})
        return api

    async def exchange(self, request: Request, dataset: describing.DataSetName) -> Response:
        """Compare fingerprints: equal, or which ranges differ."""
        admitted = await self.gateway.admitted(request, dataset)
        asked = await self._asked(request, Exchange)
        return _told(await self._answered(lambda: self.desk.exchange(*admitted, asked)))

    async def why(self, request: Request, dataset: describing.DataSetName) -> Response:
        """Say why records are not held."""
        admitted = await self.gateway.admitted(request, dataset)
        asked = await self._asked(request, Doubts)

        def pseudonym(number: Identifier) -> str:
            return self.edge(admitted.source.agency).pseudonym(number)

        return _told(await self._answered(lambda: self.desk.why(*admitted, asked, pseudonym)))

    async def names(self, request: Request, dataset: describing.DataSetName) -> Response:
        """Name a source's own numbers."""
        admitted = await self.gateway.admitted(request, dataset)
        asked = await self._asked(request, Numbers)
        edge = self.edge(admitted.source.agency)
        return _told(Named(records=[edge.record(admitted.topic, one.strip()) for one in asked.numbers]))

    async def register(self, request: Request, dataset: describing.DataSetName) -> Response:
        """Compare a whole register that is given; its part stands in the address's query."""
        admitted = await self.gateway.admitted(request, dataset)
        found = await self._rows(request)
        self.gateway.limits.rows(admitted.source.name, len(found))
        part = dict(request.query_params)
        for _ in range(TURNS_MAX):
            report = await self._answered(lambda: self._compared(admitted, found, part))
            if report.outcome is not Outcome.NOT_KNOWN:
                break
            await self.gateway.intake.pause(PAUSE_SECONDS)
        text = json.dumps(as_dict(report), ensure_ascii=False, separators=(",", ":"))
        return Response(text, headers={"cache-control": "no-store"}, media_type=JSON)

    def _compared(self, admitted: Admitted, found: Sequence[Row], part: Part) -> Report:
        source, topic = admitted
        data_set, naming = DATA_SETS[topic], EdgeNaming(self.edge(source.agency))
        population = self.desk.explainer(source.agency).population
        register = Register(data_set, lambda: numbered(found, 1), naming, own_part(source, part), population)
        return reconcile(register, _AtTheDesk(self.desk, source), lambda: False)

    async def _answered(self, work: Callable[[], Any]) -> Any:
        """Do what waits for databases beside the serving; whatever concerns the whole request is a problem."""
        try:
            return await asyncio.to_thread(work)
        except (BadPartError, ValidationError):
            raise ProblemError("NOT_ASKED_RIGHT") from None
        except NotYourPartError:
            raise ProblemError("NOT_YOUR_PART") from None
        except WithheldError:
            raise ProblemError("WITHHELD") from None
        except (EndsNotKnownError, DBAPIError):
            raise ProblemError("NOT_TOLD_NOW", RETRY_SECONDS) from None

    async def _asked(self, request: Request, kind: type[Kind]) -> Kind:
        if _media(request) != JSON:
            raise ProblemError("NOT_TAKEN")
        try:
            return kind.model_validate_json(await self._body(request))
        except ValidationError:
            raise ProblemError("NOT_ASKED_RIGHT") from None

    async def _rows(self, request: Request) -> list[Row]:
        media, settings = _media(request), self.gateway.settings
        if media not in {CSV, JSON}:
            raise ProblemError("NOT_TAKEN")
        body = await self._body(request)
        found = _csv(body) if media == CSV else [rows.row_of(one) for one in rows.json_body(body)]
        if len(found) > settings.body_rows_max:
            raise ProblemError("TOO_MANY_ROWS")
        # What is no row has no record that could be compared: it is an empty one, which is told by its line.
        return [{} if isinstance(one, Refused) else one for one in found]

    async def _body(self, request: Request) -> bytes:
        """Take a whole body, giving up as soon as it is too large."""
        body, most = bytearray(), self.gateway.settings.body_bytes_max
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise ProblemError("BODY_TOO_LARGE")
        except ClientDisconnect:
            raise ProblemError("TOO_SLOW") from None
        return bytes(body)


def _csv(body: bytes) -> list[rows.Read]:
    """Read CSV in UTF-8: a heading, then rows with as many cells."""
    try:
        text = body.decode("utf-8-sig")
        records = [one for one in csv.reader(text.splitlines(keepends=True), strict=True) if one]
    except (UnicodeDecodeError, csv.Error):
        raise ProblemError("NOT_A_HEADER") from None
    if not records or len(set(records[0])) != len(records[0]):
        raise ProblemError("NOT_A_HEADER")
    header = [name.strip() for name in records[0]]
    return [
        dict(zip(header, cells, strict=True)) if len(cells) == len(header) else rows.NOT_A_ROW for cells in records[1:]
    ]


def _media(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _told(message: Message) -> Response:
    return Response(message.model_dump_json(), headers={"cache-control": "no-store"}, media_type=JSON)
