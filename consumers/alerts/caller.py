"""Makes one signed call to an endpoint and reads its answer."""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from typing import Final

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consumers.alerts.pinned import PinnedTransport
from consumers.alerts.retrying import Answer, retry_after_seconds
from schemas.webhooks import signature_header

TIMEOUT_SECONDS: Final = 15.0
_TIMEOUTS: Final = {"timeout": httpx2.Timeout(TIMEOUT_SECONDS).as_dict()}
_ANSWER_BYTES_MAX: Final = 4096
_ANSWER_LETTERS_MAX: Final = 40


def open_transport(allowed_hosts: Collection[str], connections_max: int) -> httpx2.AsyncBaseTransport:
    """Open connections that are kept alive and lead to no inner address.

    A transport and no client: there is nothing to redirect, remember or authenticate, and each alert costs less.
    """
    limits = httpx2.Limits(max_connections=connections_max, max_keepalive_connections=connections_max)
    return PinnedTransport(httpx2.AsyncHTTPTransport(limits=limits, trust_env=False), allowed_hosts)


class Caller:
    """Calls one endpoint; whatever goes wrong on the way is an answer without status."""

    def __init__(
        self,
        transport: httpx2.AsyncBaseTransport,
        url: str,
        keys: Sequence[Ed25519PrivateKey],
        now_ms: Callable[[], int],
    ) -> None:
        self._transport = transport
        self._url = httpx2.URL(url)
        self._keys = keys
        self._now_ms = now_ms

    async def call(self, webhook_id: str, body: str) -> Answer:
        """Send an alert, signed now; 15 s from first to last."""
        now_ms, content = self._now_ms(), body.encode()
        headers = {
            "content-type": "application/json",
            "user-agent": "saphan",
            "webhook-id": webhook_id,
            "webhook-timestamp": str(now_ms // 1000),
            "webhook-signature": signature_header(self._keys, webhook_id, now_ms // 1000, content),
        }
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await self._answer(headers, content)
        except (httpx2.HTTPError, TimeoutError):
            return Answer(None)

    async def _answer(self, headers: dict[str, str], content: bytes) -> Answer:
        request = httpx2.Request("POST", self._url, headers=headers, content=content, extensions=_TIMEOUTS)
        response = await self._transport.handle_async_request(request)
        try:
            text = b""
            async for part in response.aiter_raw():
                text += part
                if len(text) > _ANSWER_BYTES_MAX:
                    break
        finally:
            await response.aclose()
        asked = retry_after_seconds(response.headers.get("retry-after"), self._now_ms())
        return Answer(response.status_code, read_answer(text), asked)


def read_answer(content: bytes) -> str | None:
    """Read the business answer out of a body: `{"answer": …}`; None when it says nothing we understand."""
    try:
        answer = json.loads(content)["answer"]
    except (ValueError, KeyError, TypeError):
        return None
    return answer[:_ANSWER_LETTERS_MAX] if isinstance(answer, str) else None
