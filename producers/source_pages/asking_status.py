"""Finds out how sources stand: from the histories themselves where they are at hand, else from the gateway."""

from typing import Any, Final

import httpx2
from pydantic import ValidationError

from producers.source_pages import numbers
from producers.source_pages.naming import whose
from producers.source_pages.opening import from_settings
from producers.source_pages.reporting import told_of
from producers.source_pages.settings import RemoteSettings, SourcePageSettings
from producers.sources.settings import SourcesSettings
from producers.sources.store import Sources, UnknownSourceError
from producers.wiring import now_ms
from schemas.dates import Language

PATH: Final = "/v1/status"
_WRONG_KEY: Final = frozenset({httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN})


class NotToldError(RuntimeError):
    """It can't be told how a source stands; says why."""


def told(name: str | None, days: int, language: Language) -> list[dict[str, Any]]:
    """Give how one source or all of them stand, each with the `lines` a person reads; NotToldError says why not."""
    try:
        here = SourcePageSettings()
    except ValidationError:
        access = RemoteSettings()
        with numbers.client(access.gateway_url) as client:
            return [remote(client, access.gateway_key.get_secret_value(), days, language)]
    return _local(here, name, days, language)


def remote(client: httpx2.Client, key: str, days: int, language: Language) -> dict[str, Any]:
    """Ask the gateway about the source of a key."""
    asked = {"days": days, "lines": language}
    try:
        answer = client.get(PATH, params=asked, headers={"authorization": f"Bearer {key}"})
    except httpx2.HTTPError as why:
        raise NotToldError(f"the gateway did not answer: {type(why).__name__}") from why
    if answer.status_code in _WRONG_KEY:
        raise NotToldError("the gateway does not know this key: is SAPHAN_GATEWAY_KEY right?")
    if not answer.is_success:
        raise NotToldError(f"the gateway answered {answer.status_code}")
    found: dict[str, Any] = answer.json()
    return found


def _local(here: SourcePageSettings, name: str | None, days: int, language: Language) -> list[dict[str, Any]]:
    sources = Sources(SourcesSettings().sources_database_url, now_ms)
    asked = from_settings(here)
    try:
        wanted = sources.every() if name is None else [sources.one(name)]
        return [told_of(asked.sources.overview(whose(one), now_ms(), days), language) for one in wanted]
    except UnknownSourceError as why:
        raise NotToldError(str(why)) from why
    finally:
        sources.close()
        asked.close()
