"""Who is told of rows: the platform's own history where it is at hand, else the gateway, as the source of its key."""

import logging
from collections.abc import Callable
from typing import Final

import httpx2
from sqlalchemy.exc import DBAPIError

from producers.arrivals.store import Arrivals
from producers.arrivals.teller import TellingRefusedError
from producers.arrivals.telling import Telling
from producers.arrivals.told import Told

TIMEOUT_SECONDS: Final = 10.0
# The telling itself is at fault, or its data set is not the source's: telling it again would not help.
_NEVER: Final = frozenset({400, 403, 404, 413, 415})
_WRONG_KEY: Final = 401
_log: Final = logging.getLogger("saphan.telling")


class OwnHistory:
    """The history of rows itself, for a process of the platform that sends as a source."""

    def __init__(self, url: str, source: str, now_ms: Callable[[], int]) -> None:
        self._arrivals, self._source, self._now_ms = Arrivals(url), source, now_ms
        self._told = Told(self._arrivals)

    def tell(self, topic: str, telling: Telling) -> bool:
        """Write it down."""
        try:
            self._told.take(self._source, topic, telling, self._now_ms())
        except DBAPIError as why:
            _log.warning("what became of rows can't be written down now: %s", type(why).__name__)
            return False
        return True

    def close(self) -> None:
        """Let go of the database."""
        self._arrivals.close()


class ToldGateway:
    """The gateway's address for outcomes; whose they are, it knows by the key."""

    def __init__(self, url: str, key: str, transport: httpx2.BaseTransport | None = None) -> None:
        self._client = httpx2.Client(
            base_url=url,
            headers={"authorization": f"Bearer {key}", "content-type": "application/json"},
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,
        )
        self._said = False

    def tell(self, topic: str, telling: Telling) -> bool:
        """Tell it."""
        body = telling.model_dump_json(exclude_defaults=True)
        try:
            answer = self._client.post(f"/v1/{topic}/outcomes", content=body)
        except httpx2.HTTPError:
            return False
        if answer.status_code in _NEVER:
            raise TellingRefusedError(_code(answer))
        if answer.status_code == _WRONG_KEY and not self._said:
            _log.warning("the gateway does not know this key: it is told nothing until SAPHAN_GATEWAY_KEY is right")
            self._said = True
        return answer.is_success

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _code(answer: httpx2.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return str(answer.status_code)
