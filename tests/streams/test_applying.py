"""A lane: order, retries, fencing and gap healing, and what counts as applied when."""

import pytest

from schemas import view
from schemas.topics import INSURANCE, STUDENT
from streams.log_access import LogWentBackError
from streams.transport.chunk import Chunk, Place
from tests.streams.examples import GROUP, TAG, Logged, entry, key, subject, value
from tests.streams.fakes import Bench, FailingStore, FakeLog

PLACE = Place(STUDENT, TAG)
FIELD = view.field(STUDENT, f"{1:016x}")


def record(offset: int, version: int | None = None, person: int = 1) -> Logged:
    return Logged(offset, key(person), value(offset + 1 if version is None else version))


async def profile(bench: Bench, person: int = 1) -> dict[bytes, bytes]:
    return await bench.store.profile(TAG, subject(person))


async def test_a_chunk_is_in_the_view_before_it_counts_as_applied() -> None:
    bench = Bench()
    await bench.run(bench.log.add(record(0), record(1)))
    assert await profile(bench) == {FIELD: entry(2)}
    assert bench.applied == {PLACE: 1}


async def test_chunks_are_applied_in_the_logs_order() -> None:
    bench = Bench()
    await bench.run(*(bench.log.add(record(offset)) for offset in range(5)))
    assert [call.last for call in bench.store.calls] == list(range(5))


async def test_while_redis_is_away_nothing_counts_and_nothing_is_lost() -> None:
    bench = Bench()
    bench.store.before = 20
    bench.submit(bench.log.add(record(0)))
    await bench.run_until(lambda: bench.store.before == 5)
    assert bench.applied == {}
    assert bench.tally.troubles == {"apply": "RedisError: away"}


async def test_when_redis_is_back_the_same_chunk_is_applied_and_the_trouble_is_over() -> None:
    bench = Bench()
    bench.store.before = 3
    await bench.run(bench.log.add(record(0)))
    assert (bench.applied, bench.tally.troubles, bench.tally.retries) == ({PLACE: 0}, {}, 3)


async def test_a_lost_answer_repeats_the_batch_without_harm() -> None:
    bench = Bench()
    bench.store.after = 1
    await bench.run(bench.log.add(record(0)))
    assert (bench.tally.repeated, await profile(bench)) == (1, {FIELD: entry(1)})


async def test_an_emptied_view_is_filled_again_from_the_log() -> None:
    bench = Bench()
    await bench.run(bench.log.add(record(0), record(1, person=2)))
    bench.store.tags.clear()
    await bench.run(bench.log.add(record(2, person=3)))
    assert [await profile(bench, person) for person in (1, 2, 3)] == [
        {FIELD: entry(1)},
        {FIELD: entry(2)},
        {FIELD: entry(3)},
    ]
    assert bench.tally.gaps_healed == 1


async def test_a_loss_of_the_latest_writes_reads_only_these_again() -> None:
    bench = Bench()
    await bench.run(bench.log.add(record(0)), bench.log.add(record(1)))
    bench.store.tags[TAG].marks[STUDENT] = 0
    await bench.run(bench.log.add(record(2)))
    assert bench.log.rereads == [(PLACE, 1, 1)]


async def test_a_quiet_partition_is_healed_by_a_probe() -> None:
    bench = Bench()
    await bench.run(bench.log.add(record(0)))
    bench.store.tags.clear()
    bench.lane.probe()
    await bench.run_until(lambda: bench.tally.gaps_healed == 1)
    assert await profile(bench) == {FIELD: entry(1)}


async def test_a_whole_view_is_left_alone_by_a_probe() -> None:
    bench = Bench()
    await bench.run(bench.log.add(record(0)))
    bench.lane.probe()
    bench.lane.probe()
    await bench.run(bench.log.add(record(1)))
    assert (bench.log.rereads, bench.tally.gaps_healed) == ([], 0)


async def test_a_view_behind_what_the_group_committed_is_healed_at_the_start() -> None:
    log = FakeLog(offsets={STUDENT: 1})
    log.add(record(0), record(1))
    bench = Bench(log)
    await bench.run_until(lambda: bool(bench.claims))
    assert (log.rereads, await profile(bench)) == ([(PLACE, 0, 1)], {FIELD: entry(2)})


async def test_a_chunk_lost_on_the_way_is_noticed_by_the_next_and_read_again() -> None:
    bench = Bench()
    lost = bench.log.add(record(0))
    await bench.run(bench.log.add(record(1, person=2)))
    assert lost.last == 0
    assert (bench.log.rereads, await profile(bench)) == ([(PLACE, 0, 0)], {FIELD: entry(1)})


async def test_holes_left_by_compaction_are_no_gap() -> None:
    bench = Bench()
    await bench.run(Chunk(PLACE, 0, 7, [record(3)]), Chunk(PLACE, 8, 20, []), Chunk(PLACE, 21, 30, [record(30)]))
    assert (bench.applied, bench.log.rereads) == ({PLACE: 30}, [])


async def test_a_fenced_worker_claims_again_only_once_it_is_known_to_be_a_member() -> None:
    bench = Bench()
    await bench.run(bench.log.add(record(0)))
    await bench.store.claim(TAG, GROUP, b"another's", 0)
    bench.log.memberships = [False, False, True]
    await bench.run(bench.log.add(record(1)))
    assert (bench.log.memberships, bench.applied) == ([], {PLACE: 1})


async def test_a_fenced_worker_that_is_no_member_writes_nothing() -> None:
    bench = Bench()
    await bench.run(bench.log.add(record(0)))
    await bench.store.claim(TAG, GROUP, b"another's", 0)
    bench.log.memberships = [False] * 50
    bench.submit(bench.log.add(record(1)))
    await bench.run_until(lambda: len(bench.log.memberships) < 49)
    assert (await profile(bench), bench.applied) == ({FIELD: entry(1)}, {PLACE: 0})
    assert bench.store.tags[TAG].owners[GROUP] == b"another's"


async def test_all_topics_of_a_tag_are_healed_at_once() -> None:
    bench = Bench()
    await bench.run(
        bench.log.add(record(0)),
        bench.log.add(Logged(0, key(1), value(9, topic=INSURANCE)), topic=INSURANCE),
    )
    bench.store.tags.clear()
    await bench.run(bench.log.add(record(1)))
    assert {place.topic for place, _, _ in bench.log.rereads} == {STUDENT, INSURANCE}


async def test_redis_lost_again_in_the_middle_of_healing_is_healed_from_the_beginning() -> None:
    class Forgetful(FailingStore):
        """A view that is emptied once more while it is being filled."""

        forgets = 1

        async def gap_healed(self, tag: int, group: str, token: bytes) -> int:
            if self.forgets:
                self.forgets -= 1
                self.tags.clear()
            return await super().gap_healed(tag, group, token)

    bench = Bench(store=Forgetful())
    await bench.run(bench.log.add(record(0), record(1, person=2)))
    bench.store.tags.clear()
    await bench.run(bench.log.add(record(2, person=3)))
    assert [await profile(bench, person) for person in (1, 2, 3)] == [
        {FIELD: entry(1)},
        {FIELD: entry(2)},
        {FIELD: entry(3)},
    ]


async def test_poison_is_acknowledged_as_a_dead_letter_before_its_chunk_counts() -> None:
    bench = Bench()
    poison = Logged(1, key(2), b"not an event")
    await bench.run(bench.log.add(record(0), poison, record(2)))
    (letter,) = bench.publisher.published
    assert (letter.topic, letter.key) == (f"saphan.dead-letter.{STUDENT}", f"{STUDENT}/{TAG}/1".encode())
    assert (bench.applied, bench.tally.dead_letters) == ({PLACE: 2}, {"BAD_MAGIC": 1})
    assert await profile(bench) == {FIELD: entry(3)}


async def test_healing_sends_no_dead_letter_twice() -> None:
    bench = Bench()
    await bench.run(bench.log.add(Logged(0, key(), b"not an event")))
    bench.store.tags.clear()
    await bench.run(bench.log.add(record(1)))
    assert len(bench.publisher.published) == 1


async def test_a_log_that_ends_before_what_was_applied_halts_and_says_so() -> None:
    bench = Bench()
    await bench.run(bench.log.add(record(0), record(1)))
    bench.log.records[PLACE].pop()
    again = Bench(bench.log, bench.store)
    with pytest.raises(LogWentBackError, match="ends at 1, but 1 was applied"):
        await again.run_until(lambda: bool(again.claims))


async def test_an_exception_that_is_no_known_way_out_leaves_the_lane() -> None:
    class Broken(FailingStore):
        """A view with a fault in it."""

        async def claim(self, *_: object) -> dict[str, int]:
            raise ZeroDivisionError

    bench = Bench(store=Broken())
    with pytest.raises(ZeroDivisionError):
        await bench.run_until(lambda: False)
