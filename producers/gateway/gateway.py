"""What the gateway gives those who add routes to it: who asks, for which data set, the clock, and the stores."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request

from producers.arrivals.store import Arrivals
from producers.edge import Edge
from producers.gateway.intake import Intake
from producers.gateway.limits import Limits
from producers.gateway.problems import ProblemError
from producers.gateway.settings import GatewaySettings
from producers.sources.source import Source
from producers.sources.store import Sources
from producers.topic_names import topic_named

KEY_LENGTH_MAX = 200
Background = Callable[[], AbstractAsyncContextManager[None]]


class Admitted(NamedTuple):
    """Who asks, and for which data set."""

    source: Source
    topic: str


@dataclass
class Gateway:
    """The gateway as a part sees it; a part (entry points saphan.gateway) is a callable(gateway) giving a router."""

    sources: Sources
    arrivals: Arrivals
    intake: Intake
    limits: Limits
    settings: GatewaySettings
    edge: Callable[[str], Edge]
    now_ms: Callable[[], int]
    backgrounds: list[Background] = field(default_factory=list)

    async def source(self, request: Request) -> Source:
        """Give who asks; ProblemError when the key is not one of ours, or its source asks too much at once."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(key) <= KEY_LENGTH_MAX:
            raise ProblemError("NO_KEY")
        source = await asyncio.to_thread(self.sources.by_key, key)
        if source is None:
            raise ProblemError("NO_KEY")
        self.limits.request(source.name)
        return source

    async def admitted(self, request: Request, dataset: str) -> Admitted:
        """Give who asks and for which data set; ProblemError when there is none, or it is not this source's."""
        source = await self.source(request)
        topic = topic_named(dataset)
        if topic is None:
            raise ProblemError("NO_SUCH_DATA_SET")
        if not source.may(topic):
            raise ProblemError("NOT_YOUR_DATA_SET")
        return Admitted(source, topic)

    def add_background(self, background: Background) -> None:
        """Run a context for as long as the gateway serves: entered before the first request, left after the last."""
        self.backgrounds.append(background)


Part = Callable[[Gateway], APIRouter]
