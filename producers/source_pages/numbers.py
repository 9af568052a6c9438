"""Asks the gateway what only an edge can tell: what a record is known by, and whose dropped records to send again."""

import re
from typing import Any, Final

import httpx2

from producers.source_pages.facts import SendAgain

ANSWER_SECONDS_MAX: Final = 5.0
AGAIN_PATH: Final = "/v1/population/again"
# How many dropped records are asked about for one page.
AGAIN_LIMIT: Final = 500
_RECORD: Final = re.compile(r"[0-9a-f]{16}")


class GatewayNumbers:
    """The gateway as a signed-in person's page asks it, with the key of their session."""

    def __init__(self, client: httpx2.Client, key: str) -> None:
        self._client, self._key = client, key

    def record(self, _source: str, topic: str, number: str) -> str | None:
        """Give the record's keyed hash; None when it can't be told now."""
        headers = {"authorization": f"Bearer {self._key}"}
        try:
            answer = self._client.post(f"/v1/{topic}/found", json={"number": number}, headers=headers)
            told = answer.json().get("record") if answer.is_success else None
        except (httpx2.HTTPError, ValueError, AttributeError):
            return None
        return told if isinstance(told, str) and _RECORD.fullmatch(told) else None

    def again(self, after: str) -> SendAgain | None:
        """Give a page of records that were dropped there and are to be sent again; None when it can't be told now."""
        headers = {"authorization": f"Bearer {self._key}"}
        asked: dict[str, str | int] = {"after": after, "limit": AGAIN_LIMIT}
        try:
            answer = self._client.get(AGAIN_PATH, params=asked, headers=headers)
            return _listed(answer.json()) if answer.is_success else None
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            return None


def _listed(told: Any) -> SendAgain:
    listed = [(str(one["data_set"]), str(one["pseudonym"]), int(one["dropped_at"])) for one in told["again"]]
    return SendAgain(tuple(listed), int(told["not_known"]), str(told["after"] or ""))


class NoNumbers:
    """Where no gateway is named: no record can be named, and nothing was dropped there."""

    def record(self, _source: str, _topic: str, _number: str) -> str | None:
        """Give no answer."""
        return None

    def again(self, _after: str) -> SendAgain | None:
        """Give no answer."""
        return None


def client(url: str, transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """Open the way to the gateway; without the environment's proxies, since a number goes this way."""
    return httpx2.Client(base_url=url, timeout=ANSWER_SECONDS_MAX, transport=transport, trust_env=False)
