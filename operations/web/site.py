"""The Site that the parts' pages are given: templates, languages, form tokens, static files, background work."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from operations.web.guard import (
    FORM_COOKIE,
    LANGUAGE_COOKIE,
    choose_language,
    form_is_ours,
    is_token,
    page_policy,
)
from schemas import dates
from schemas.pages import Background, Language

HERE: Final = Path(__file__).parent
YEAR_SECONDS: Final = 365 * 24 * 3600


@dataclass(frozen=True)
class Link:
    """A page in the navigation."""

    path: str
    th: str
    en: str


@dataclass
class WebSite:
    """Implements schemas.pages.Site; what the parts add is kept until the app is built."""

    clock_ms: Callable[[], int]
    links: list[Link] = field(default_factory=list)
    static: dict[str, Path] = field(default_factory=dict)
    backgrounds: list[Background] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._loader = ChoiceLoader([FileSystemLoader(HERE / "templates")])
        self.templates = Environment(
            loader=self._loader,
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.templates.filters.update(iso=dates.iso, count=dates.count)
        self._addresses: dict[str, str] = {}
        self.add_static("base", HERE / "static")

    def add_templates(self, folder: Path) -> None:
        self._loader.loaders = [*self._loader.loaders, FileSystemLoader(folder)]

    def add_static(self, name: str, folder: Path) -> None:
        self.static[name] = folder
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                path = f"{name}/{file.relative_to(folder).as_posix()}"
                # The address names the content, so that a browser keeps a file for ever and never keeps an old one.
                self._addresses[path] = f"/static/{path}?{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"

    def add_link(self, path: str, th: str, en: str) -> None:
        self.links.append(Link(path, th, en))

    def add_background(self, background: Background) -> None:
        self.backgrounds.append(background)

    def now_ms(self) -> int:
        return self.clock_ms()

    def language(self, request: Request) -> Language:
        return choose_language(request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE))

    def form_is_ours(self, request: Request, token: str) -> bool:
        return form_is_ours(request.cookies.get(FORM_COOKIE), token, request.headers.get("sec-fetch-site"))

    def page(self, request: Request, template: str, facts: Mapping[str, Any], status: int = 200) -> Response:
        language, nonce = self.language(request), secrets.token_urlsafe(16)
        cookie = request.cookies.get(FORM_COOKIE)
        token = cookie if cookie is not None and is_token(cookie) else secrets.token_urlsafe(32)
        words = self._words(request, language) | {"nonce": nonce, "csrf": token}
        body = self.templates.get_template(template).render({**words, **facts})
        response = HTMLResponse(body, status)
        response.headers["content-security-policy"] = page_policy(nonce)
        response.headers["content-language"] = language
        response.headers["cache-control"] = "no-store"
        secure = request.url.scheme == "https"
        if token != cookie:
            response.set_cookie(FORM_COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/")
        if request.query_params.get("lang") in ("th", "en"):
            response.set_cookie(LANGUAGE_COOKIE, language, YEAR_SECONDS, samesite="lax", secure=secure, path="/")
        return response

    def _words(self, request: Request, language: Language) -> dict[str, Any]:
        now_ms = self.now_ms()

        def say(th: str, en: str) -> str:
            return th if language == "th" else en

        def address(**changes: str) -> str:
            return str(request.url.include_query_params(**changes).replace(scheme="", netloc="")) or "/"

        return {
            "t": say,
            "language": language,
            "now_ms": now_ms,
            "ago": partial(dates.ago, now_ms=now_ms, language=language),
            "clock": partial(dates.clock, language=language),
            "full": partial(dates.full, language=language),
            "short_date": partial(dates.short_date, language=language),
            "long_date": partial(dates.long_date, language=language),
            "today": dates.moment(now_ms).date(),
            "static": self._addresses.__getitem__,
            "links": self.links,
            "path": request.url.path,
            "address": address,
        }
