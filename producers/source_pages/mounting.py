"""Mounts a source's pages on the web process, behind the door that knows who is signed in."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter
from starlette.requests import Request

from producers.signing_in.door import reader_of
from producers.signing_in.opening import opened_from_environment as door_from_environment
from producers.source_pages import numbers
from producers.source_pages.facts import Numbers
from producers.source_pages.naming import whose
from producers.source_pages.opening import opened_from_environment
from producers.source_pages.pages import Reading, mount
from schemas.pages import Site


def pages(site: Site) -> APIRouter:
    """Mount the pages where the environment names a register of sources and a history of rows; else say so."""
    opened, entered = opened_from_environment(), door_from_environment(site.now_ms)
    if opened is None or entered is None:
        sys.stderr.write("source pages: SAPHAN_ARRIVALS_DATABASE_URL or SAPHAN_SOURCES_DATABASE_URL is not set\n")
        return APIRouter()
    client = None if opened.gateway_url is None else numbers.client(opened.gateway_url)

    def numbers_of(key: str) -> Numbers:
        return numbers.NoNumbers() if client is None else numbers.GatewayNumbers(client, key)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        yield
        if client is not None:
            client.close()
        opened.close()
        entered.sources.close()

    site.add_background(running)
    return mount(site, opened.sources, reading_by(numbers_of), entered.door.route)


def reading_by(numbers_of: Callable[[str], Numbers]) -> Callable[[Request], Reading]:
    """Give what tells who reads on a route behind the door."""

    def reading(request: Request) -> Reading:
        reader = reader_of(request)
        return Reading(whose(reader.source), reader.user, numbers_of(reader.key))

    return reading
