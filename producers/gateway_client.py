"""The gateway as a source calls it: rows out as JSON Lines, a receipt for each back, and patience while it is busy."""

import json
import time
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Final, Self

import httpx2
from pydantic_core import PydanticSerializationError, to_json

from producers import receipt_lines
from producers.draft import Row
from producers.receipts import Receipt, TryAgain

TIMEOUT_SECONDS: Final = 60.0
CONNECT_TRIES: Final = 3
PATIENCE_SECONDS: Final = 120.0
PAUSE_SECONDS: Final = 1.0
NOT_REACHED: Final = TryAgain("GATEWAY_NOT_REACHED")
_LINES: Final = "application/x-ndjson"
_LATER: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.BAD_GATEWAY})


class GatewayRefusedError(Exception):
    """The gateway refuses a whole request; `code` says why, and sending it again would not help."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code


class GatewayClient:
    """One source's way to the gateway, by its key. Any thread may send."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._patience_seconds = patience_seconds
        self._client = httpx2.Client(
            base_url=url,
            headers={"authorization": f"Bearer {key}", "content-type": _LINES, "accept": _LINES},
            timeout=TIMEOUT_SECONDS,
            transport=transport or httpx2.HTTPTransport(retries=CONNECT_TRIES),
            trust_env=False,
        )

    def send(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Give a receipt for each row, in their order; GatewayRefusedError where the whole request can't be taken.

        A busy gateway is waited for, and a connection that broke is taken up where its receipts ended: a row that was
        taken already gets the receipt it got. What stays unanswered is to be sent again.
        """
        return self._ask(f"/v1/{topic}/records", rows)

    def check(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Give the receipt each row would get, publishing none."""
        return self._ask(f"/v1/{topic}/check", rows)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, path: str, rows: Sequence[Row]) -> list[Receipt]:
        receipts: list[Receipt] = []
        until = time.monotonic() + self._patience_seconds
        while len(receipts) < len(rows):
            before = len(receipts)
            pause = self._once(path, rows[before:], receipts)
            if len(receipts) > before:
                until = time.monotonic() + self._patience_seconds
            if len(receipts) < len(rows) and (pause is not None or len(receipts) == before):
                pause = PAUSE_SECONDS if pause is None else pause
                if time.monotonic() + pause > until:
                    break
                time.sleep(pause)
        return receipts + [NOT_REACHED] * (len(rows) - len(receipts))

    def _once(self, path: str, rows: Sequence[Row], receipts: list[Receipt]) -> float | None:
        """Send rows and add the receipts that come; gives how long to wait before the rest, where that was told."""
        try:
            with self._client.stream("POST", path, content=_lines(rows)) as answer:
                if answer.status_code in _LATER:
                    return _seconds(answer.headers.get("retry-after", ""))
                if not answer.is_success:
                    answer.read()
                    raise _problem(answer)
                # One by one, so that those that came before a connection broke stand.
                receipts.extend(receipt_lines.read(line)[1] for line in answer.iter_lines())
        except (httpx2.HTTPError, ValueError):
            # What was answered stands; the rest is sent again.
            return None
        return None


def _lines(rows: Sequence[Row]) -> Iterator[bytes]:
    for row in rows:
        try:
            yield to_json(row) + b"\n"
        except PydanticSerializationError:  # half a surrogate pair: the gateway says so
            yield json.dumps(row).encode() + b"\n"


def _seconds(told: str) -> float:
    return float(told) if told.isascii() and told.isdigit() else PAUSE_SECONDS


def _problem(answer: httpx2.Response) -> GatewayRefusedError:
    try:
        found = answer.json()
        return GatewayRefusedError(str(found["code"]), str(found["detail"]))
    except (ValueError, KeyError, TypeError):
        return GatewayRefusedError(str(answer.status_code), "the gateway gives no reason")
