"""Asks the gateway over HTTP, with the key of who is signed in: to look at rows, and to take them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import httpx2

from producers.arrivals.arrival import Way
from producers.receipt_lines import NOT_PUBLISHED, receipt_of
from producers.receipts import Accepted, Receipt
from producers.uploads.lines import READY, Verdict

# Small enough that a page is not kept waiting for long by any one request.
ROWS_MAX: Final = 1_000
TIMEOUT_SECONDS: Final = 60.0
CONNECT_TRIES: Final = 3
_WAY: Final = "saphan-way"
_NO_ANSWER: Final = (
    "ระบบรับข้อมูลยังไม่ตอบ ไม่มีอะไรหาย โปรดลองอีกครั้งในหนึ่งนาที",
    "The gateway does not answer now. Nothing is lost; please try again in a minute.",
)

Rows = Sequence[Mapping[str, str]]


class GatewayError(Exception):
    """The gateway did not take a whole request; `words` say why, in Thai and English, and what to do."""

    def __init__(self, words: tuple[str, str]) -> None:
        super().__init__(words[1])
        self.words = words


class Gateway(Protocol):
    """What the pages ask of the gateway."""

    def check(self, key: str, topic: str, rows: Rows) -> list[Verdict]:
        """Say of each row whether it would be taken; GatewayError when it can't be asked now."""
        ...

    def send(self, key: str, topic: str, rows: Rows) -> list[Receipt]:
        """Send rows and give each one's receipt; GatewayError when none of them was answered."""
        ...


class HttpGateway:
    """The gateway at an address."""

    def __init__(self, url: str, transport: httpx2.BaseTransport | None = None) -> None:
        self._client = httpx2.Client(
            base_url=url,
            timeout=TIMEOUT_SECONDS,
            transport=transport or httpx2.HTTPTransport(retries=CONNECT_TRIES),
            trust_env=False,
        )

    def check(self, key: str, topic: str, rows: Rows) -> list[Verdict]:
        return [_looked_at(receipt) for receipt in self._asked("check", key, topic, rows)]

    def send(self, key: str, topic: str, rows: Rows) -> list[Receipt]:
        return self._asked("records", key, topic, rows)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _asked(self, what: str, key: str, topic: str, rows: Rows) -> list[Receipt]:
        body = json.dumps({"rows": list(rows)}, ensure_ascii=False).encode(errors="replace")
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json", _WAY: Way.UPLOAD}
        try:
            answer = self._client.post(f"/v1/{topic}/{what}", content=body, headers=headers)
            told: Any = answer.json()
            if answer.status_code != 200:
                raise GatewayError(_words(told))
            receipts = dict(map(receipt_of, told["receipts"]))
            return [receipts[number] for number in range(1, len(rows) + 1)]
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            raise GatewayError(_NO_ANSWER) from None


def _looked_at(receipt: Receipt) -> Verdict:
    return READY if isinstance(receipt, Accepted) and receipt.offset == NOT_PUBLISHED else receipt


def _words(problem: Any) -> tuple[str, str]:
    """Give a problem's sentence (RFC 9457) in both languages."""
    if isinstance(problem, dict) and "detail_th" in problem:
        return (str(problem["detail_th"]), str(problem.get("detail", "")))
    return _NO_ANSWER
