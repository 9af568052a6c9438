"""The addresses that take rows: a JSON body is answered at once, JSON Lines and CSV while they come in."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from producers import receipt_lines
from producers.arrivals.arrival import Batch, Way
from producers.arrivals.telling import TOLD_WAYS
from producers.gateway import describing, rows
from producers.gateway.cutting import Lines, Piece, Records, TooLong
from producers.gateway.gateway import Admitted, Gateway
from producers.gateway.intake import Order, Patience
from producers.gateway.problems import ProblemError
from producers.gateway.spool import Spool
from producers.gateway.streaming import BATCH_ROWS, Streamed
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain

JSON: Final = "application/json"
LINES: Final = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines")
CSV: Final = "text/csv"
# What a source may call its text, and the codec that reads it strictly (DOMAIN 10).
CHARSETS: Final = {
    "": "utf-8",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "cp874": "cp874",
    "windows-874": "cp874",
    "tis-620": "cp874",
}
WAY_HEADER: Final = "saphan-way"
READ_AT_ONCE: Final = 2
Reading = Callable[[bytes], rows.Read]


@dataclass
class Taking:
    """Takes a request's rows in their order; a line's number goes on from batch to batch."""

    gateway: Gateway
    order: Order
    patience: Patience
    line: int = 1

    async def rows(self, found: Sequence[rows.Read]) -> list[Receipt]:
        """Give the receipts of the next rows, and hold a source to its rate."""
        receipts = await self.gateway.intake.take(self.order, self.line, found, self.patience)
        self.line += len(found)
        return receipts

    async def pieces(self, read: Reading, pieces: Sequence[Piece]) -> bytes:
        """Give the receipts of the next lines, as lines."""
        first = self.line
        found = [rows.TOO_LARGE if piece is TooLong else read(piece) for piece in pieces]
        receipts = await self.rows(found)
        wait = self.gateway.limits.rows(self.order.source.name, len(found))
        if wait > 0:
            await self.gateway.intake.pause(wait)
        lines = [receipt_lines.line(number, receipt) for number, receipt in enumerate(receipts, first)]
        return ("\n".join(lines) + "\n").encode()


class CsvTaking:
    """Reads the first record as the header, and each further one by it."""

    def __init__(self, taking: Taking, charset: str) -> None:
        self._taking, self._charset = taking, charset
        self._header: tuple[str, ...] | None = None

    async def __call__(self, pieces: Sequence[Piece]) -> bytes:
        """Give the receipts of the next records; ProblemError when the first one names no columns."""
        if self._header is None:
            if pieces[0] is TooLong:
                raise ProblemError("NOT_A_HEADER")
            self._header, pieces = rows.csv_header(pieces[0], self._charset), pieces[1:]
        if not pieces:
            return b""
        return await self._taking.pieces(partial(rows.csv_record, charset=self._charset, header=self._header), pieces)


@dataclass(frozen=True)
class RecordsApi:
    """POST /v1/{dataset}/records and /check; `draw` names a batch."""

    gateway: Gateway
    draw: Callable[[], str]
    # A body of nothing but brackets takes twenty times its size while it is read.
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READ_AT_ONCE))

    def router(self) -> APIRouter:
        """Route both addresses."""
        api = APIRouter(prefix="/v1", tags=["records"])
        for path, taken, told in (
            ("records", self.records, describing.RECORDS),
            ("check", self.check, describing.CHECK),
        ):
            api.add_api_route(
                f"/{{dataset}}/{path}",
                taken,
                methods=["POST"],
                response_class=Response,
                openapi_extra=told,
                responses={},
            )
        return api

    async def records(self, request: Request, dataset: describing.DataSetName) -> Response:
        """Publish each row that can be taken, and answer each row with its own receipt."""
        return await self._taken(request, dataset, publishes=True)

    async def check(self, request: Request, dataset: describing.DataSetName) -> Response:
        """Do all but publish: what each row would be told."""
        return await self._taken(request, dataset, publishes=False)

    async def _taken(self, request: Request, dataset: str, *, publishes: bool) -> Response:
        admitted = await self.gateway.admitted(request, dataset)
        media_type, charset = _media(request)
        self.gateway.intake.admit(admitted.source)
        taking = Taking(self.gateway, self._order(request, admitted, publishes=publishes), self._patience())
        if media_type == JSON:
            return await self._at_once(request, taking)
        settings = self.gateway.settings
        spool = partial(Spool, settings.spool_bytes_max)
        batch = taking.order.batch.id
        if media_type == CSV:
            return Streamed(Records(), CsvTaking(taking, charset), spool, settings.idle_seconds_max, batch)
        return Streamed(Lines(), partial(taking.pieces, rows.json_line), spool, settings.idle_seconds_max, batch)

    def _order(self, request: Request, admitted: Admitted, *, publishes: bool) -> Order:
        told = request.headers.get(WAY_HEADER, "")
        # What its sender alone would know of is told elsewhere, and marked as told.
        way = Way(told) if told in set(Way) - TOLD_WAYS else Way.GATEWAY
        batch = Batch(admitted.source.name, admitted.topic, self.draw(), way, self.gateway.now_ms())
        return Order(admitted.source, batch, publishes)

    def _rows(self, body: bytes) -> list[rows.Read]:
        found = rows.json_body(body)
        if len(found) > self.gateway.settings.body_rows_max:
            raise ProblemError("TOO_MANY_ROWS")
        return [rows.row_of(one) for one in found]

    def _patience(self) -> Patience:
        return Patience(self.gateway.settings.patience_seconds)

    async def _at_once(self, request: Request, taking: Taking) -> Response:
        settings = self.gateway.settings
        async with self.reading:
            found = self._rows(await _body(request, settings.body_bytes_max, settings.idle_seconds_max))
        receipts: list[Receipt] = []
        for start in range(0, len(found), BATCH_ROWS):
            try:
                receipts += await taking.rows(found[start : start + BATCH_ROWS])
            except ProblemError:  # those before have their receipts
                receipts += [TryAgain("NOT_ACKNOWLEDGED")] * (len(found) - start)
                break
        self.gateway.limits.rows(taking.order.source.name, len(found))
        text = json.dumps(_summary(taking.order.batch.id, receipts), ensure_ascii=False, separators=(",", ":"))
        return Response(text, headers={"cache-control": "no-store"}, media_type=JSON)


def _summary(batch: str, receipts: Sequence[Receipt]) -> dict[str, Any]:
    kinds = {"accepted": Accepted, "refused": Refused, "try_again": TryAgain, "dropped": NotVocational}
    counts = {name: sum(isinstance(one, kind) for one in receipts) for name, kind in kinds.items()}
    return {"batch": batch, **counts, "receipts": [receipt_lines.facts(*one) for one in enumerate(receipts, 1)]}


def _media(request: Request) -> tuple[str, str]:
    """Give the body's media type and codec; ProblemError for any other, and for whatever is compressed."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    named = dict(part.strip().lower().partition("=")[::2] for part in parameters.split(";") if part.strip())
    charset = CHARSETS.get(named.get("charset", "").strip('"'))
    encoded = request.headers.get("content-encoding", "identity").lower() != "identity"
    known = media_type in (JSON, CSV, *LINES)
    if encoded or charset is None or not known or (media_type != CSV and charset != "utf-8"):
        raise ProblemError("NOT_TAKEN")
    return media_type, charset


async def _body(request: Request, bytes_max: int, seconds_max: float) -> bytes:
    """Take a whole body, giving up as soon as it is too large, or not there in time."""
    told = request.headers.get("content-length", "0")
    if told.isascii() and told.isdigit() and int(told[:20]) > bytes_max:
        raise ProblemError("BODY_TOO_LARGE")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds_max):
            async for chunk in request.stream():
                body += chunk
                if len(body) > bytes_max:
                    raise ProblemError("BODY_TOO_LARGE")
    except (ClientDisconnect, TimeoutError):
        raise ProblemError("TOO_SLOW") from None
    return bytes(body)
