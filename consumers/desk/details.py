"""Asks the detail API what the matches named by webhooks are about."""

from collections.abc import Sequence
from typing import Any, Protocol

import httpx2

TIMEOUT_SECONDS = 15.0


class DetailsUnavailableError(Exception):
    """The detail API did not answer as it should; asking again later may help."""


class NoIdentityError(LookupError):
    """There is no identity to show."""


class Details(Protocol):
    """What the desk can ask."""

    async def of(self, matches: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Give the facts by match, without those nothing may be told of; DetailsUnavailableError if no answer."""

    async def identity(self, match: str, officer: str, reason: str) -> dict[str, str]:
        """Give a person's identity; NoIdentityError when there is none, DetailsUnavailableError if no answer."""

    async def close(self) -> None:
        """Let go of what is held open."""


class HttpDetails:
    """The detail API over HTTP, on connections kept alive."""

    def __init__(self, url: str, token: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={"authorization": f"Bearer {token}"},
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,
        )

    async def of(self, matches: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Ask for several matches in one request, for one by its own address."""
        if len(matches) == 1:
            response = await self._ask("GET", f"/v1/matches/{matches[0]}")
            return {} if response.status_code == httpx2.codes.NOT_FOUND else {matches[0]: response.json()}
        response = await self._ask("GET", "/v1/matches", params=[("match", match) for match in matches])
        return {facts["match"]: facts for facts in response.json()["matches"]}

    async def identity(self, match: str, officer: str, reason: str) -> dict[str, str]:
        """Ask for an identity, saying who asks and why."""
        asked = {"officer": officer, "reason": reason}
        response = await self._ask("POST", f"/v1/matches/{match}/identity", json=asked)
        if response.status_code in (httpx2.codes.NOT_FOUND, httpx2.codes.GONE):
            raise NoIdentityError(match)
        identity: dict[str, str] = response.json()
        return identity

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, method: str, path: str, **what: Any) -> httpx2.Response:
        try:
            response = await self._client.request(method, path, **what)
        except httpx2.HTTPError as why:
            raise DetailsUnavailableError(type(why).__name__) from why
        if response.is_success or response.status_code in (httpx2.codes.NOT_FOUND, httpx2.codes.GONE):
            return response
        raise DetailsUnavailableError(f"answered {response.status_code}")
