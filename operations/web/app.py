"""Builds the web process's app: every part's pages under one site."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import entry_points

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from operations.web.clock import now_ms
from operations.web.headers import SecurityHeaders
from operations.web.site import YEAR_SECONDS, WebSite
from schemas.pages import Site

Pages = Callable[[Site], APIRouter]
PAGES_GROUP = "saphan.pages"


class KeptFiles(StaticFiles):
    """Static files a browser may keep for ever: their addresses change with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200 and scope["query_string"]:
            response.headers["cache-control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        return response


def installed_pages() -> Mapping[str, Pages]:
    """Load every part's pages by entry point, by name."""
    return {point.name: point.load() for point in sorted(entry_points(group=PAGES_GROUP), key=lambda point: point.name)}


def build(pages: Iterable[Pages], allowed_hosts: Collection[str], clock_ms: Callable[[], int] = now_ms) -> FastAPI:
    """Build the app from the parts' pages; `/` leads to the first page of the navigation."""
    site = WebSite(clock_ms)
    routers = [part(site) for part in pages]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for background in site.backgrounds:
                await running.enter_async_context(background())
            yield

    app = FastAPI(title="Saphan", docs_url=None, redoc_url=None, lifespan=lifespan)
    for router in routers:
        app.include_router(router)
    for name, folder in site.static.items():
        app.mount(f"/static/{name}", KeptFiles(directory=folder), name=f"static-{name}")

    @app.get("/", include_in_schema=False)
    async def home(_: Request) -> Response:
        return RedirectResponse(site.links[0].path if site.links else "/docs")

    app.add_middleware(SecurityHeaders, allowed_hosts=allowed_hosts)
    return app
