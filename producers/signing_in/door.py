"""The door of pages for people of a source: knows who asks by the cookie, and leads everybody else to sign in."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

from fastapi import HTTPException
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Receive

from producers.signing_in.sessions import LENGTH_MS, Sessions
from producers.sources.source import Source

SIGN_IN: Final = "/sign-in"
FIRST_PAGE: Final = "/uploads"
# A form without a file is small; pages that take files name their own bound.
BODY_BYTES_MAX: Final = 1024 * 1024
Refusing = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is signed in: the user, the source spoken for, its key to the gateway and the session's secret."""

    user: str
    source: Source
    key: str = field(repr=False)
    secret: bytes = field(repr=False)


class TooLargeError(Exception):
    """More was sent than the page takes."""


class Door:
    """Lets in who has a session of a source that still stands; `source` gives one by its name, None if it is closed."""

    def __init__(self, sessions: Sessions, source: Callable[[str], Source | None], now_ms: Callable[[], int]) -> None:
        self._sessions, self._source, self._now_ms = sessions, source, now_ms

    def reader(self, request: Request) -> Reader | None:
        """Give who asks; None for somebody not signed in, and for one whose source was closed meanwhile."""
        token = request.cookies.get(_cookie(request))
        session = self._sessions.whose(token, self._now_ms()) if token else None
        source = None if session is None else self._source(session.source)
        if session is None or source is None:
            return None
        return Reader(session.user, source, session.key, session.secret)

    def welcome(self, request: Request, response: Response, token: str) -> None:
        """Give the browser the token of a session just begun."""
        secure = request.url.scheme == "https"
        name, seconds = _cookie(request), LENGTH_MS // 1000
        response.set_cookie(name, token, seconds, httponly=True, samesite="lax", secure=secure, path="/")

    def farewell(self, request: Request, response: Response) -> None:
        """End the session, here and in the browser."""
        token = request.cookies.get(_cookie(request))
        if token:
            self._sessions.end(token)
        secure = request.url.scheme == "https"
        response.delete_cookie(_cookie(request), "/", secure=secure, httponly=True, samesite="lax")

    def route(self, too_large: Refusing, body_bytes_max: int = BODY_BYTES_MAX) -> type[APIRoute]:
        """Make the class of a router's routes: closed to who is not signed in, and to bodies beyond the bound.

        A handler finds who asks by `reader_of(request)`.
        """
        door = self

        class Guarded(APIRoute):
            def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
                handler = super().get_route_handler()

                async def guarded(request: Request) -> Response:
                    reader = await run_in_threadpool(door.reader, request)
                    if reader is None:
                        return to_sign_in(request)
                    request = Request(request.scope, _bounded(request.receive, body_bytes_max))
                    request.state.reader = reader
                    if int(request.headers.get("content-length") or 0) > body_bytes_max:
                        return too_large(request)
                    try:
                        return await handler(request)
                    except TooLargeError:
                        return too_large(request)
                    except HTTPException as why:
                        # FastAPI's own reading of a form wraps whatever befalls it.
                        if isinstance(why.__cause__, TooLargeError):
                            return too_large(request)
                        raise

                return guarded

        return Guarded


def reader_of(request: Request) -> Reader:
    """Give who asks, on a route behind the door."""
    found: Reader = request.state.reader
    return found


def to_sign_in(request: Request) -> Response:
    """Lead to the sign-in page and, for a page that was to be read, back again afterwards."""
    wanted = request.url.path if request.method in {"GET", "HEAD"} else ""
    return RedirectResponse(f"{SIGN_IN}?next={quote(wanted)}" if wanted else SIGN_IN, 303)


def ours(address: str) -> str:
    """Give an address to go on to, if it is a path of this site; else the first page behind the door."""
    parts = urlsplit(address)
    foreign = parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//")
    return FIRST_PAGE if foreign or "\\" in address or not address.isprintable() else address


def _cookie(request: Request) -> str:
    """Name the cookie; over TLS its name itself keeps other hosts and plain connections from setting it."""
    return "__Host-saphan_session" if request.url.scheme == "https" else "saphan_session"


def _bounded(receive: Receive, most: int) -> Receive:
    """Count what comes in, so that a body that does not say its length is bounded too."""
    got = 0

    async def counting() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise TooLargeError
        return message

    return counting
