"""Puts the gateway's addresses together: rows in, what columns there are, problems, and the parts that others add."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from producers.gateway.documents import documents
from producers.gateway.gateway import Gateway, Part
from producers.gateway.problems import BY_STATUS, ProblemError, answer
from producers.gateway.records import RecordsApi

TITLE: Final = "Saphan gateway"
VERSION: Final = "1"
_HEADERS: Final = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
_DESCRIPTION: Final = (
    "ทางเข้าของหน่วยงานผ่าน HTTP ทุกแถวได้รับใบรับของตนเอง\n\n"
    "An agency's way in over HTTP: each row gets a receipt of its own. The key of a source goes into "
    "`authorization: Bearer …`. What concerns a whole request is answered as a problem (RFC 9457)."
)


class PlainHeaders:
    """Adds to every answer what keeps a browser from making something else of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_HEADERS]}
            await send(message)

        await self._app(scope, receive, headed if scope["type"] == "http" else send)


def build(gateway: Gateway, parts: Iterable[Part], draw: Callable[[], str]) -> FastAPI:
    """Build the app; `parts` add their own routes, `draw` names a batch."""
    routers = [documents(), RecordsApi(gateway, draw).router(), *(part(gateway) for part in parts)]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for background in gateway.backgrounds:
                await running.enter_async_context(background())
            yield

    app = FastAPI(
        title=TITLE, version=VERSION, description=_DESCRIPTION, docs_url=None, redoc_url=None, lifespan=lifespan
    )
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_right)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(PlainHeaders)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # how FastAPI asks for it
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Describe the addresses; FastAPI's own 422 is left out, since it is never answered here."""
    if app.openapi_schema is None:
        found = get_openapi(title=TITLE, version=VERSION, description=_DESCRIPTION, routes=app.routes)
        for path in found["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        parts = found.setdefault("components", {})
        for name in ("HTTPValidationError", "ValidationError"):
            parts.get("schemas", {}).pop(name, None)
        parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "A source's key."}}
        app.openapi_schema = found
    return app.openapi_schema


async def _problem(_: Request, why: Exception) -> Response:
    assert isinstance(why, ProblemError)  # noqa: S101  (registered for it alone)
    return answer(why)


async def _refused(_: Request, why: Exception) -> Response:
    assert isinstance(why, HTTPException)  # noqa: S101  (registered for it alone)
    return answer(ProblemError(BY_STATUS.get(why.status_code, "NOT_ASKED_RIGHT")))


async def _not_right(_: Request, __: Exception) -> Response:
    return answer(ProblemError("NOT_ASKED_RIGHT"))


async def _failed(_: Request, __: Exception) -> Response:
    return answer(ProblemError("INTERNAL"))
