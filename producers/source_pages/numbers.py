"""Asks the gateway what the history knows a record by: only an edge can name a record, and pages are none."""

import re
from typing import Final

import httpx2

ANSWER_SECONDS_MAX: Final = 5.0
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


class NoNumbers:
    """Where no gateway is named: no record can be named."""

    def record(self, _source: str, _topic: str, _number: str) -> str | None:
        """Give no answer."""
        return None


def client(url: str, transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """Open the way to the gateway; without the environment's proxies, since a number goes this way."""
    return httpx2.Client(base_url=url, timeout=ANSWER_SECONDS_MAX, transport=transport, trust_env=False)
