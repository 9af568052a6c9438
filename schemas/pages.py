"""What the one web process gives each part's pages: templates, languages, a nonce, a form token, and a place to run."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Literal, Protocol

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

Language = Literal["th", "en"]
Background = Callable[[], AbstractAsyncContextManager[None]]


class Site(Protocol):
    """The web process as a part's pages see it; a part is a callable(site) that gives a router.

    In a template, `t(th, en)` says a sentence in the reader's language, `language` is that language, `nonce` goes on
    every <script> and <link>, `csrf` into the hidden field `csrf` of every form; `static(path)` gives a file's address.
    """

    templates: Environment

    def add_templates(self, folder: Path) -> None:
        """Let templates also be found in this folder; they extend `base.html` and import `parts.html` with context."""

    def add_static(self, name: str, folder: Path) -> None:
        """Serve a folder's files under /static/<name>/."""

    def add_link(self, path: str, th: str, en: str) -> None:
        """Put a page into the navigation of every page."""

    def add_background(self, background: Background) -> None:
        """Run a context for as long as the process serves: entered before the first request, left after the last."""

    def page(self, request: Request, template: str, facts: Mapping[str, Any], status: int = 200) -> Response:
        """Render a template in the reader's language, with its security headers and cookies."""

    def language(self, request: Request) -> Language:
        """Give the reader's language: the address's `lang`, else the cookie's, else Thai."""

    def form_is_ours(self, request: Request, token: str) -> bool:
        """Say whether a form came from a page of ours: its token is the cookie's, and the browser says same origin."""

    def now_ms(self) -> int:
        """Give the clock's time in milliseconds since 1970; tests give their own."""
