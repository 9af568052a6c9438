"""The pages on which people of a source sign in and out."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import Annotated, Final, Protocol

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from producers.signing_in.door import FIRST_PAGE, SIGN_IN, Door, ours
from producers.signing_in.opening import opened_from_environment
from producers.signing_in.secret import secret_of_password
from producers.signing_in.sessions import LENGTH_MS, Session, Sessions
from producers.sources.source import Source
from schemas.pages import Site

HERE: Final = Path(__file__).parent
# Looking at a password is made to cost memory and time, so only so many are looked at at once.
AT_ONCE_MAX: Final = 4
_WRONG: Final = (
    "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง โปรดลองอีกครั้ง หากใส่ผิดหลายครั้งติดกัน ต้องรอสักครู่ก่อนลองใหม่",
    "The user name or password is not right; please try again. After several wrong ones you must wait for a while.",
)
_BUSY: Final = (
    "มีผู้เข้าสู่ระบบพร้อมกันหลายคน โปรดลองอีกครั้งในครู่เดียว",
    "Many are signing in just now; please try again in a moment.",
)
_FOREIGN: Final = ("แบบฟอร์มหมดอายุ โปรดลองอีกครั้ง", "This form has expired; please try again.")


class Accounts(Protocol):
    """Who may sign in: producers.sources.store.Sources, or a fake."""

    def signed_in(self, user: str, password: str) -> Source | None:
        """Give the source a person signs in for; None when name or password is wrong, or the name must still wait."""
        ...

    def new_key(self, name: str, expires_at: int | None = None, *, session: bool = False) -> str:
        """Draw a key for a source; a session's ends with the session."""
        ...

    def end_session(self, key: str) -> None:
        """End a session's key at once."""
        ...


def pages(site: Site) -> APIRouter:
    """Mount signing in on the web process, where the environment names the register of sources."""
    opened = opened_from_environment(site.now_ms)
    if opened is None:
        sys.stderr.write("sign-in: SAPHAN_SOURCES_DATABASE_URL is not set, so nobody can sign in\n")
        return APIRouter()

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        yield
        opened.sources.close()

    site.add_background(running)
    return mount(site, opened.sessions, opened.sources, opened.door)


def mount(site: Site, sessions: Sessions, accounts: Accounts, door: Door) -> APIRouter:
    """Build the addresses for signing in and out; plain functions, so that a password blocks no other page."""
    site.add_templates(HERE / "templates")
    page = _Page(site, sessions, accounts, door)
    api = APIRouter(include_in_schema=False)
    api.add_api_route(SIGN_IN, page.ask, methods=["GET"])
    api.add_api_route(SIGN_IN, page.sign_in, methods=["POST"])
    api.add_api_route("/sign-out", page.sign_out, methods=["POST"])
    return api


class _Page:
    """Signing in and out over one table of sessions."""

    def __init__(self, site: Site, sessions: Sessions, accounts: Accounts, door: Door) -> None:
        self._site, self._sessions, self._accounts, self._door = site, sessions, accounts, door
        self._looking = BoundedSemaphore(AT_ONCE_MAX)

    def ask(self, request: Request, onward: Annotated[str, Query(alias="next")] = FIRST_PAGE) -> Response:
        """Show the form, or go on where somebody is signed in already."""
        if self._door.reader(request) is not None:
            return RedirectResponse(ours(onward), 303)
        return self._form(request, ours(onward))

    def sign_in(
        self,
        request: Request,
        csrf: Annotated[str, Form()] = "",
        user: Annotated[str, Form(max_length=80)] = "",
        password: Annotated[str, Form(max_length=200)] = "",
        onward: Annotated[str, Form(alias="next")] = FIRST_PAGE,
    ) -> Response:
        """Begin a session for the right password, with a key of its own to the gateway."""
        user, onward = user.strip(), ours(onward)
        if not self._site.form_is_ours(request, csrf):
            return self._form(request, onward, user, _FOREIGN, 403)
        if not self._looking.acquire(blocking=False):
            return self._form(request, onward, user, _BUSY, 503)
        try:
            source = self._accounts.signed_in(user, password)
            secret = b"" if source is None else secret_of_password(user, password)
        finally:
            self._looking.release()
        if source is None:
            return self._form(request, onward, user, _WRONG, 401)
        now_ms = self._site.now_ms()
        key = self._accounts.new_key(source.name, now_ms + LENGTH_MS, session=True)
        answer = RedirectResponse(onward, 303)
        self._door.welcome(request, answer, self._sessions.begin(Session(user, source.name, key, secret), now_ms))
        return answer

    def sign_out(self, request: Request, csrf: Annotated[str, Form()] = "") -> Response:
        """End the session and its key."""
        answer = RedirectResponse(SIGN_IN, 303)
        if self._site.form_is_ours(request, csrf):
            reader = self._door.reader(request)
            if reader is not None:
                self._accounts.end_session(reader.key)
            self._door.farewell(request, answer)
        return answer

    def _form(
        self, request: Request, onward: str, user: str = "", told: tuple[str, str] | None = None, status: int = 200
    ) -> Response:
        return self._site.page(request, "sign_in.html", {"onward": onward, "user": user, "told": told}, status)
