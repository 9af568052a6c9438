"""Opens what the pages behind the door need, as the environment says; each part's pages open it for themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from producers.signing_in.door import Door
from producers.signing_in.sessions import Sessions
from producers.sources.settings import SourcesSettings
from producers.sources.source import Source
from producers.sources.store import Sources, UnknownSourceError


@dataclass(frozen=True)
class Opened:
    """The register of sources, the sessions kept beside it, and the door."""

    sources: Sources
    sessions: Sessions
    door: Door


def opened_from_environment(now_ms: Callable[[], int]) -> Opened | None:
    """Open the register that SAPHAN_SOURCES_DATABASE_URL names; None where it names none."""
    try:
        settings = SourcesSettings()
    except ValidationError:
        return None
    return opened(Sources(settings.sources_database_url, now_ms), now_ms)


def opened(sources: Sources, now_ms: Callable[[], int]) -> Opened:
    """Put sessions and door beside a register of sources."""
    sessions = Sessions(sources.engine)

    def named(name: str) -> Source | None:
        try:
            return sources.one(name)
        except UnknownSourceError:
            return None

    return Opened(sources, sessions, Door(sessions, named, now_ms))
