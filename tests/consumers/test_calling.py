"""A call is signed, follows no redirect, goes to no inner address unless named, and reads the business answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest

from consumers.alerts.caller import Caller, open_transport, read_answer
from consumers.alerts.pinned import PinnedTransport
from schemas.webhooks import check, private_key
from tests.consumers.pretend import NOW_MS, SEED

Reply = Callable[[dict[str, str], bytes], bytes]


@asynccontextmanager
async def listening(reply: Reply) -> AsyncIterator[tuple[int, list[str]]]:
    """Serve replies over real connections; gives the port and the request lines received."""
    lines: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readline():
            lines.append(head.decode().strip())
            headers = {}
            while line := (await reader.readline()).decode().strip():
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            writer.write(reply(headers, await reader.readexactly(int(headers.get("content-length", 0)))))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], lines
    finally:
        server.close()


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def caller(client: httpx2.AsyncBaseTransport, url: str) -> Caller:
    return Caller(client, url, [private_key(SEED)], lambda: NOW_MS)


async def test_a_call_is_signed_and_its_business_answer_is_read() -> None:
    def reply(headers: dict[str, str], body: bytes) -> bytes:
        check([private_key(SEED).public_key()], headers, body, NOW_MS // 1000)
        return http("200 OK", b'{"answer":"accepted"}')

    async with listening(reply) as (port, lines), open_transport(("127.0.0.1",), 2) as client:
        endpoint = caller(client, f"http://127.0.0.1:{port}/hooks")
        answers = [await endpoint.call("msg_1", "{}") for _ in range(3)]
    assert {(answer.status, answer.answer) for answer in answers} == {(200, "accepted")}
    assert lines == ["POST /hooks HTTP/1.1"] * 3


async def test_a_redirect_is_not_followed() -> None:
    redirect = http("302 Found", b"", "location: /elsewhere")
    async with listening(lambda *_: redirect) as (port, lines), open_transport(("127.0.0.1",), 2) as client:
        answer = await caller(client, f"http://127.0.0.1:{port}/hooks").call("msg_1", "{}")
    assert answer.status == 302
    assert lines == ["POST /hooks HTTP/1.1"]


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"])
async def test_an_inner_address_is_not_called_unless_its_host_is_named(host: str) -> None:
    async with listening(lambda *_: http("200 OK")) as (port, lines):
        async with open_transport((), 2) as client:
            assert (await caller(client, f"http://{host}:{port}/hooks").call("msg_1", "{}")).status is None
        assert not lines
        async with open_transport((host.strip("[]"),), 2) as client:
            assert (await caller(client, f"http://{host}:{port}/hooks").call("msg_1", "{}")).status == 200


async def test_how_long_an_endpoint_asks_to_wait_is_read() -> None:
    later = http("429 Too Many Requests", b"", "retry-after: 7")
    async with listening(lambda *_: later) as (port, _), open_transport(("127.0.0.1",), 2) as client:
        answer = await caller(client, f"http://127.0.0.1:{port}/hooks").call("msg_1", "{}")
    assert (answer.status, answer.retry_after_seconds) == (429, 7.0)


async def test_an_endpoint_that_is_not_there_is_an_answer_without_status() -> None:
    async with listening(lambda *_: b"") as (port, _):
        pass
    async with open_transport(("127.0.0.1",), 2) as client:
        assert (await caller(client, f"http://127.0.0.1:{port}/hooks").call("msg_1", "{}")).status is None


async def test_a_name_is_resolved_once_and_what_it_means_later_is_not_asked() -> None:
    asked: list[str] = []

    def remember(request: httpx2.Request) -> httpx2.Response:
        asked.append(f"{request.url.host} as {request.extensions['sni_hostname']}, {request.headers['host']}")
        return httpx2.Response(200)

    transport = PinnedTransport(httpx2.MockTransport(remember), ("localhost",))
    transport._pinned["localhost", 443] = "127.0.0.9"
    async with httpx2.AsyncClient(transport=transport) as client:
        await client.post("https://localhost/hooks")
    assert asked == ["127.0.0.9 as localhost, localhost"]


def test_an_answer_that_is_not_understood_is_none() -> None:
    assert read_answer(b'{"answer":"duplicate"}') == "duplicate"
    for unreadable in (b"", b"ok", b"[]", b'{"answer":1}', b"\xff"):
        assert read_answer(unreadable) is None
