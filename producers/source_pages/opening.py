"""Opens what a source's page asks, as the environment says: one place that opens connections."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import redis
from pydantic import ValidationError
from redis.exceptions import RedisError
from sqlalchemy.engine import Engine

from producers.arrivals.store import Arrivals
from producers.arrivals.told import ToldReader
from producers.reconciling.tables import METADATA as RECONCILING
from producers.source_pages.comparisons import Comparisons, NoComparisons
from producers.source_pages.facts import Marks, Reconciliations, View
from producers.source_pages.history import ArrivalRows
from producers.source_pages.overview import Sources
from producers.source_pages.settings import SourcePageSettings
from producers.source_pages.view_marks import RedisMarks
from schemas.agreement import AgreementSettings
from schemas.connection import LogSettings
from schemas.database import create_tables, open_database

# A page waits no longer than this for the view, and then says that it is not known.
VIEW_SECONDS_MAX: Final = 2.0


class NoView:
    """Where no view is named: how far it is can't be told."""

    def marks(self, _topics: object) -> Marks | None:
        """Give no answer."""
        return None


@dataclass(frozen=True)
class Opened:
    """Whom pages and commands ask, where the gateway is, and how to let go of all of it."""

    sources: Sources
    gateway_url: str | None
    close: Callable[[], None]


def opened_from_environment() -> Opened | None:
    """Open what SAPHAN_… names; None where it names no history of rows."""
    try:
        settings = SourcePageSettings()
    except ValidationError:
        return None
    return from_settings(settings)


def from_settings(settings: SourcePageSettings) -> Opened:
    """Open the history of rows, and view and comparisons beside it."""
    arrivals = Arrivals(settings.arrivals_database_url)
    return opened(settings, arrivals.engine, arrivals.close)


def opened(settings: SourcePageSettings, arrivals: Engine, close: Callable[[], None]) -> Opened:
    """Open view and comparisons beside a history of rows; `close` lets go of the history."""
    client = _client(settings)
    compared = None if settings.reconciling_database_url is None else open_database(settings.reconciling_database_url)
    if compared is not None:
        create_tables(compared, RECONCILING)
    view: View = NoView() if client is None else RedisMarks(client, RedisError, LogSettings().partitions)
    comparisons: Reconciliations = NoComparisons() if compared is None else Comparisons(compared)
    sources = Sources(ArrivalRows(arrivals), view, comparisons, AgreementSettings().chosen(), ToldReader(arrivals))
    return Opened(sources, settings.gateway_url, partial(_close, client, compared, close))


def _client(settings: SourcePageSettings) -> Any:
    if settings.redis_url is None:
        return None
    url = settings.redis_url.get_secret_value()
    return redis.Redis.from_url(url, socket_timeout=VIEW_SECONDS_MAX, socket_connect_timeout=VIEW_SECONDS_MAX)


def _close(client: Any, compared: Engine | None, close: Callable[[], None]) -> None:
    if client is not None:
        client.close()
    if compared is not None:
        compared.dispose()
    close()
