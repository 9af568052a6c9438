"""A stream is answered while it comes in, in constant memory, and whatever its client does it ends in bounded time."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from producers.draft import Row
from producers.gateway.intake import AgencyWay
from producers.gateway.settings import GatewaySettings
from producers.gateway.streaming import BATCH_ROWS, STILL_MAX
from producers.receipts import Accepted, Receipt
from schemas.topics import VACANCY
from tests.gateway.at_hand import AtHand
from tests.gateway.client import Client, ask, lines
from tests.gateway.sending import LINES
from tests.producers.fakes import edge


class Taker:
    """Takes every row and keeps none."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def publish(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        first = sum(self.batches)
        self.batches.append(len(rows))
        return [Accepted(topic, 0, first + at) for at in range(len(rows))]


class Broken:
    """Fails as nothing should."""

    def publish(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        raise ZeroDivisionError(f"{topic} {len(rows)}")


class Forgetful:
    """A history that keeps nothing, so that only the gateway's own memory is measured."""

    def note(self, arrivals: Sequence[object]) -> None:
        assert len(arrivals) <= BATCH_ROWS


async def each(chunks: Sequence[bytes | None]) -> AsyncIterator[bytes | None]:
    for chunk in chunks:
        yield chunk


@pytest.fixture
def hand(tmp_path: Path) -> AtHand:
    return AtHand(tmp_path)


@pytest.fixture
def taker(hand: AtHand) -> Taker:
    found = Taker()
    way = AgencyWay(found, found, edge("doe"))
    object.__setattr__(hand.gateway.intake, "way", lambda _: way)
    return found


async def test_receipts_come_while_rows_are_still_to_come(hand: AtHand) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield lines(3)
        await client.answered.wait()
        yield lines(2, first=3)

    client = Client(chunks())
    await ask(hand, client)
    assert client.rows() == [1, 2, 3, 4, 5]
    assert len(hand.log.events(VACANCY)) == 5


async def test_a_client_that_sends_all_before_it_reads_any_is_answered_too(hand: AtHand, taker: Taker) -> None:
    body = lines(5_000)
    client = Client(each([body[at : at + 10_000] for at in range(0, len(body), 10_000)]))
    client.reads_late = True
    await ask(hand, client)
    assert client.rows() == list(range(1, 5_001))
    assert max(taker.batches) <= BATCH_ROWS


async def test_a_client_that_reads_late_is_waited_for_while_it_sends(tmp_path: Path) -> None:
    hand = AtHand(tmp_path, GatewaySettings(idle_seconds_max=0.02))
    late = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(2 * STILL_MAX):
            yield lines(1, first=number)
            await asyncio.wait([asyncio.create_task(late.wait())], timeout=0.01)
        late.set()

    client = Client(chunks())
    taken = client.send

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            await late.wait()
        await taken(message)

    client.send = send  # type: ignore[method-assign]
    await ask(hand, client)
    assert client.rows() == list(range(1, 2 * STILL_MAX + 1))


async def test_a_client_that_never_reads_is_given_up(tmp_path: Path) -> None:
    async def never(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    client = Client(each([lines(3)]))
    client.send = never  # type: ignore[method-assign]
    with pytest.raises(ClientDisconnect):
        await ask(AtHand(tmp_path, GatewaySettings(idle_seconds_max=0.02)), client)


async def test_a_client_that_leaves_has_sent_what_it_sent_and_no_more(hand: AtHand) -> None:
    client = Client(each([lines(2), lines(1, first=2)[:-5], None]))
    await ask(hand, client)
    assert len(hand.log.events(VACANCY)) == 2
    assert client.rows()[:2] == [1, 2]


async def test_a_stream_that_stands_still_ends_with_a_problem_after_its_receipts(tmp_path: Path) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield lines(2)
        await asyncio.Event().wait()

    hand = AtHand(tmp_path, GatewaySettings(idle_seconds_max=0.3))
    client = Client(chunks())
    await ask(hand, client)
    assert (client.status, client.rows(), client.problem()) == (200, [1, 2], "TOO_SLOW")


async def test_a_body_that_never_begins_is_a_problem_of_the_whole_request(tmp_path: Path) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        await asyncio.Event().wait()
        yield b""

    client = Client(chunks())
    await ask(AtHand(tmp_path, GatewaySettings(idle_seconds_max=0.01)), client)
    assert (client.status, client.problem()) == (408, "TOO_SLOW")


def gigabytes(piece: bytes) -> Iterator[bytes]:
    for _ in range(10 * 1024**3 // len(piece)):
        yield piece


@pytest.mark.parametrize("media_type", [LINES, "text/csv"])
@pytest.mark.parametrize("piece", [b"x" * 65_536, b"\xff\x00" * 32_768, b'"' + b"," * 65_535])
async def test_ten_gigabytes_in_one_line_are_given_up_after_a_megabyte(
    hand: AtHand, taker: Taker, media_type: str, piece: bytes
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in gigabytes(piece):
            yield chunk

    client = Client(chunks())
    await ask(hand, client, media_type)
    assert client.problem() in {"LINE_TOO_LONG", "NOT_A_HEADER"}
    assert client.given < 4 * 1024**2
    assert taker.batches == []


async def test_rows_before_a_line_without_end_have_their_receipts(hand: AtHand, taker: Taker) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield lines(3)
        await client.answered.wait()
        for chunk in gigabytes(b"x" * 65_536):
            yield chunk

    client = Client(chunks())
    await ask(hand, client)
    assert (client.rows()[:3], client.problem()) == ([1, 2, 3], "LINE_TOO_LONG")
    assert taker.batches == [3]


async def test_what_fails_in_the_middle_of_a_stream_is_told_in_its_last_line(hand: AtHand, taker: Taker) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield lines(1)
        await client.answered.wait()
        hand.gateway.intake.way("doe").publisher = Broken()
        yield lines(1, first=1)

    client = Client(chunks())
    with pytest.raises(ZeroDivisionError):
        await ask(hand, client)
    assert (client.rows(), client.problem(), taker.batches) == ([1], "INTERNAL", [1])


async def test_memory_is_flat_however_long_the_stream_is(hand: AtHand, taker: Taker) -> None:
    chunk = lines(500)

    async def peak(count: int) -> int:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(count // 500):
                yield chunk

        client = Client(chunks())

        async def counted(message: MutableMapping[str, Any]) -> None:
            client.status = message.get("status", client.status)

        client.send = counted  # type: ignore[method-assign]  # what it got is not kept here
        tracemalloc.start()
        await ask(hand, client)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    object.__setattr__(hand.gateway.intake, "history", Forgetful())
    await peak(2_000)
    short, long = await peak(4_000), await peak(40_000)
    assert sum(taker.batches) == 46_000
    assert long < short * 1.5 + 2 * 1024**2
