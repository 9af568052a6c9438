"""A lane and erasures: they count before anything else, also when the view is built again from the log."""

from typing import Any

import pytest

from schemas import codec, view
from schemas.topics import IDENTITY, MATCH, STUDENT
from streams.burying import bury
from streams.packing import pack
from streams.store.fake import FakeStore
from streams.tally import Tally
from streams.transport.chunk import Place
from tests.streams.examples import GROUP, NOW, PARTITIONS, TAG, TOKEN, Logged, chunk, key, one, subject, value
from tests.streams.fakes import Bench, FailingStore, FakeLog, FakePublisher

DECISION = view.field(IDENTITY, f"{1:016x}")
LATER = NOW + 60_000


def erasure(offset: int = 0, at: int = NOW, data_set: str | None = None) -> Logged:
    data: dict[str, Any] = {
        "decision": "ERASURE",
        "canonical": None,
        "alias": None,
        "decided_by": "steward",
        "reason": "REQUEST",
    }
    data |= {"decided_at": at, "data_set": data_set}
    return Logged(offset, key(), codec.encode(IDENTITY, codec.Meta(bytes(16), at, "UPSERT", at), data), at)


def enrolled(offset: int, at: int = NOW) -> Logged:
    return Logged(offset, key(), value(offset + 1), at)


async def held(bench: Bench) -> list[bytes]:
    return sorted(await bench.store.profile(TAG, subject(1)))


async def test_a_decision_to_erase_removes_what_was_accepted_and_keeps_it_out() -> None:
    bench = Bench()
    await bench.run(bench.log.add(enrolled(0)), bench.log.add(erasure(), topic=IDENTITY), bench.log.add(enrolled(1)))
    assert await held(bench) == [DECISION]
    await bench.run(bench.log.add(enrolled(2, LATER)))
    assert await held(bench) == [view.field(STUDENT, f"{1:016x}"), DECISION]


async def test_when_the_view_is_built_again_decisions_are_read_first_whatever_came_first_in_the_log() -> None:
    bench = Bench()
    chunks = bench.log.add(enrolled(0), enrolled(1)), bench.log.add(erasure(), topic=IDENTITY)
    await bench.run(*chunks)
    bench.store.tags.clear()
    bench.lane.probe()
    await bench.run_until(lambda: bench.tally.gaps_healed == 1)
    assert [place.topic for place, _, _ in bench.log.rereads][-2:] == [IDENTITY, STUDENT]
    assert await held(bench) == [DECISION]


async def test_a_new_group_on_an_old_log_reads_the_decisions_before_its_first_chunk() -> None:
    log, store = FakeLog(), FailingStore()
    log.add(erasure(), topic=IDENTITY)
    bench = Bench(log, store)
    await bench.run(log.add(enrolled(0)))
    assert log.rereads == [(Place(IDENTITY, TAG), 0, 0)]
    assert await held(bench) == [DECISION]
    assert bench.tally.gaps_healed == 0


async def test_without_the_decisions_first_an_erased_person_would_be_back() -> None:
    store = FakeStore()
    await store.claim(TAG, GROUP, TOKEN, 0)
    for logged, topic in ((enrolled(0), STUDENT), (erasure(), IDENTITY)):
        await store.apply(TAG, GROUP, TOKEN, pack(chunk([logged], topic), PARTITIONS).batch)
    assert len(await store.profile(TAG, subject(1))) == 2


async def test_a_tag_has_replayed_once_what_stood_in_the_log_at_the_claim_is_in_the_view() -> None:
    log = FakeLog()
    first, second = log.add(enrolled(0)), log.add(enrolled(1))
    bench = Bench(log)
    assert not bench.lane.has_replayed()
    await bench.run(first)
    assert not bench.lane.has_replayed()
    await bench.run(second)
    assert bench.lane.has_replayed()


@pytest.mark.parametrize("topic", [STUDENT, MATCH])
async def test_an_erased_record_gets_a_null_value_dated_at_the_erasure_until_that_is_seen(topic: str) -> None:
    store, publisher, tally = FakeStore(), FakePublisher(), Tally()
    await store.claim(TAG, GROUP, TOKEN, 0)
    await store.apply(TAG, GROUP, TOKEN, one(4, topic=topic))
    await store.erase(TAG, GROUP, TOKEN, subject(1), NOW, told=True)
    assert [await bury(TAG, GROUP, TOKEN, store, publisher, tally) for _ in range(2)] == [1, 1]
    sent = publisher.published[0]
    assert (sent.topic, sent.key, sent.value, sent.partition, sent.timestamp) == (topic, key(), None, TAG, NOW)
    seen = pack(chunk([Logged(1, sent.key, sent.value, NOW)], topic), PARTITIONS).batch
    await store.apply(TAG, GROUP, TOKEN, seen)
    assert (await bury(TAG, GROUP, TOKEN, store, publisher, tally), tally.buried) == (0, 2)
