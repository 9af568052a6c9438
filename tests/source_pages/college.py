"""A college's pages on a web process of its own, with somebody signed in for it."""

from pathlib import Path
from typing import Final

from fastapi.routing import APIRoute
from starlette.requests import Request

from operations.web.app import build
from producers.arrivals.store import Arrivals
from producers.source_pages.pages import Reading, mount
from schemas.agreement import Agreement
from tests.source_pages.examples import (
    EQUAL,
    NOW_MS,
    UNEQUAL,
    WHOSE,
    FakeComparisons,
    FakeNumbers,
    FakeView,
    applied,
    sources,
)

HOSTS: Final = ("testserver", "127.0.0.1")


class College:
    """A college's pages on a web process of its own, with somebody signed in for it."""

    def __init__(self, folder: Path, agreement: Agreement | None = None) -> None:
        self.arrivals = Arrivals(f"sqlite:///{folder / 'arrivals.db'}")
        self.view, self.numbers, self.whose = FakeView(applied(10**9)), FakeNumbers(), WHOSE
        asked = sources(self.arrivals, self.view, FakeComparisons(EQUAL, UNEQUAL))
        self.sources = asked if agreement is None else sources(self.arrivals, self.view, agreement=agreement)
        self.app = build(
            [lambda site: mount(site, self.sources, self.reading, lambda _: APIRoute)], HOSTS, lambda: NOW_MS
        )

    def reading(self, _: Request) -> Reading:
        return Reading(self.whose, "registrar", self.numbers)
