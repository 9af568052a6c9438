"""The detail API: what a match is about, for the placement service; authorised, audited, through the agreement."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response

from consumers.alerts import store
from consumers.alerts.detail_service import DetailService
from consumers.alerts.view_reader import RedisView
from consumers.group_commit import GroupCommit
from consumers.permission import PLACEMENT_SERVICE, Permission
from consumers.settings import DetailSettings, IdentitySettings
from schemas import audit
from schemas.agreement import AgreementSettings
from schemas.connection import LogSettings, RedisSettings
from schemas.database import open_database
from schemas.key_service import KeysUnavailableError
from schemas.pages import Site
from schemas.partition import split_match_id

MATCHES_MAX: Final = 50
SERVICE: Final = "placement service"
_PROBLEMS: Final = {
    401: "A bearer token is needed.",
    403: "No row of the agreement lets this be told.",
    404: "No such match, or nothing of it may be told.",
    410: "There is no identity to open.",
    503: "The key service does not answer; try again later.",
    422: "The request does not have the shape this address takes.",
}


class Unsealing(BaseModel):
    """What an officer says to be shown an identity."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    officer: Annotated[str, Field(min_length=1, max_length=80)]
    reason: Annotated[str, Field(min_length=3, max_length=200)]


def token_is_right(header: str | None, token: str) -> bool:
    """Compare a bearer token with the one we know, by their hashes and in constant time."""
    scheme, _, given = (header or "").partition(" ")
    same = hmac.compare_digest(hashlib.sha256(given.encode()).digest(), hashlib.sha256(token.encode()).digest())
    return same and scheme.lower() == "bearer"


def answer(content: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """Answer in JSON that no cache keeps."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return Response(text, status, {"cache-control": "no-store"}, media_type)


def problem(status: int, detail: str | None = None) -> Response:
    """Answer a refusal (RFC 9457)."""
    said = {"status": status, "title": _PROBLEMS[status]} | ({"detail": detail} if detail else {})
    return answer(said, status, "application/problem+json")


def is_match(text: str) -> bool:
    """Say whether a text can be a match's name."""
    try:
        split_match_id(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class DetailApi:
    """The API's three addresses; each asks for the token first, then for the rows of the agreement."""

    service: DetailService
    token: str
    permission: Permission

    def router(self) -> APIRouter:
        """Route the addresses."""
        api = APIRouter(prefix="/v1", tags=["matches"])
        api.add_api_route("/matches/{match}", self.one, methods=["GET"])
        api.add_api_route("/matches", self.several, methods=["GET"])
        api.add_api_route("/matches/{match}/identity", self.identity, methods=["POST"])
        return api

    async def one(self, request: Request, match: str) -> Response:
        """Tell of one match."""
        if refused := self._refused(request):
            return refused
        found = await self.service.details([match], SERVICE) if is_match(match) else []
        return answer(found[0].facts) if found else problem(404)

    async def several(self, request: Request, match: Annotated[list[str], Query(max_length=MATCHES_MAX)]) -> Response:
        """Tell of several matches at once; those of which nothing may be told are missing from the answer."""
        if refused := self._refused(request):
            return refused
        if not all(map(is_match, match)):
            return problem(422)
        return answer({"matches": [found.facts for found in await self.service.details(match, SERVICE)]})

    async def identity(self, request: Request, match: str) -> Response:
        """Open the person's identity for a stated reason; the ledger holds who asked and why."""
        if refused := self._refused(request):
            return refused
        try:
            asked = Unsealing.model_validate_json(await request.body())
        except ValidationError:
            return problem(422)
        if not is_match(match):
            return problem(404)
        try:
            return answer(await self.service.identity(match, asked.officer, asked.reason))
        except LookupError:
            return problem(410)
        except KeysUnavailableError:
            return problem(503)

    def _refused(self, request: Request) -> Response | None:
        if not token_is_right(request.headers.get("authorization"), self.token):
            return problem(401)
        missing = self.permission.missing()
        return None if missing is None else problem(403, str(missing))


def pages(site: Site) -> APIRouter:
    """Mount the detail API on the web process."""
    settings = DetailSettings()
    alerts, ledger = open_database(settings.alerts_database_url), audit.open_ledger(settings.audit_database_url)
    store.METADATA.create_all(alerts)
    redis = Redis.from_url(RedisSettings().redis_url.get_secret_value())
    writer, agreement = GroupCommit(ledger), AgreementSettings().chosen()
    service = DetailService(
        alerts,
        RedisView(redis, LogSettings().partitions),
        writer,
        agreement,
        IdentitySettings().keys(),
        site.now_ms,
    )

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        yield
        writer.close()
        await redis.aclose()
        alerts.dispose()
        ledger.dispose()

    site.add_background(running)
    permission = Permission(agreement, PLACEMENT_SERVICE, site.now_ms)
    return DetailApi(service, settings.detail_token.get_secret_value(), permission).router()
