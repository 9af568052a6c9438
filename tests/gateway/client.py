"""A client of the gateway at the other end of ASGI, which gives and takes as it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

from producers import receipt_lines
from tests.gateway.at_hand import AtHand
from tests.gateway.sending import LINES
from tests.producers.rows import VACANCY_ROW


class Client:
    """A client at the other end: gives what it is told to, keeps what it gets."""

    def __init__(self, chunks: AsyncIterator[bytes | None]) -> None:
        self._chunks = chunks
        self.got = b""
        self.status = 0
        self.given = 0
        self.given_all = asyncio.Event()
        self.answered = asyncio.Event()
        # Whether it reads nothing until it has sent all, as most HTTP libraries do.
        self.reads_late = False

    async def receive(self) -> dict[str, Any]:
        chunk = await anext(self._chunks, b"")
        if chunk is None:
            return {"type": "http.disconnect"}
        self.given += len(chunk)
        if not chunk:
            self.given_all.set()
        return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if self.reads_late:
            await self.given_all.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.got += message.get("body", b"")
        self.answered.set()

    def rows(self) -> list[int]:
        return [receipt_lines.read(line)[0] for line in self.got.splitlines() if b'"problem"' not in line]

    def problem(self) -> str | None:
        last = json.loads(self.got.splitlines()[-1]) if self.got else {}
        found: str | None = last.get("problem", last).get("code")
        return found if "problem" in last or "status" in last else None


async def ask(hand: AtHand, client: Client, media_type: str = LINES) -> None:
    headers = {**hand.headers("doe", media_type), "host": "gateway"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/v1/doe.vacancy/records",
        "raw_path": b"/v1/doe.vacancy/records",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "scheme": "http",
        "server": ("gateway", 80),
        "client": ("client", 1),
    }
    await hand.app()(scope, client.receive, client.send)


def lines(count: int, first: int = 0) -> bytes:
    rows = ({**VACANCY_ROW, "job_id": f"DOE-{number}"} for number in range(first, first + count))
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
