"""The ways out beside the view: dead letters, repairs, owning, the watchdog and the report."""

import asyncio
import json
from collections.abc import Mapping

import pytest

from schemas import codec, view
from schemas.dead_letters import Origin, Original, open_original, read_headers
from schemas.sealing import new_box
from schemas.topics import APPLIED, STUDENT
from streams.crash import EXIT_CODE
from streams.dead_letters import ORIGINAL_BYTES, VALUE_BYTES_MAX, DeadLetters, bounded
from streams.owning import Owning, TornApartError, tags_of
from streams.packing import Refused
from streams.repairing import again, repair
from streams.reporting import as_text, report
from streams.store.fake import FakeStore
from streams.store.protocol import Repair
from streams.tally import Tally
from streams.transport.chunk import Place
from streams.watchdog import SPARE_SECONDS_MAX, Sight, is_spare_too_long, is_stuck, since, spare_since
from tests.contract.examples import EXAMPLES
from tests.streams.examples import GROUP, NOW, TAG, TOKEN, Logged, entry, key, one, value
from tests.streams.fakes import Bench, FakePublisher

PLACE = Place(STUDENT, TAG)


async def put(record: Logged, code: str = "BAD_MAGIC") -> tuple[FakePublisher, bytes]:
    private, public = new_box()
    publisher = FakePublisher()
    await DeadLetters(publisher, public, Tally()).put(PLACE, Refused(record, code))
    return publisher, private


async def test_a_dead_letter_says_where_it_came_from_and_why_and_seals_the_rest() -> None:
    record = Logged(7, b"a key", b"\x00\x00\x00\x00\x07secret", NOW, [("name", b"secret"), ("none", None)])
    publisher, private = await put(record)
    (letter,) = publisher.published
    assert read_headers(letter.headers) == Origin(STUDENT, TAG, 7, NOW, "BAD_MAGIC", 7)
    assert letter.key == f"{STUDENT}/{TAG}/7".encode()
    assert b"secret" not in (letter.value or b"") + letter.key + b"".join(raw for _, raw in letter.headers)
    original = Original(b"a key", b"\x00\x00\x00\x00\x07secret", (("name", b"secret"), ("none", None)))
    assert open_original(private, letter.value or b"") == original


async def test_what_unfolds_into_more_than_the_broker_takes_is_cut_and_says_so() -> None:
    publisher, private = await put(Logged(7, bytes(9999), bytes(VALUE_BYTES_MAX + 1), NOW, [("h", bytes(70000))]))
    (letter,) = publisher.published
    kept = open_original(private, letter.value or b"")
    assert (len(kept.key or b""), len(kept.value or b""), kept.headers) == (4096, VALUE_BYTES_MAX, ())
    assert dict(letter.headers)[ORIGINAL_BYTES] == b"%d" % (VALUE_BYTES_MAX + 1)


def test_what_an_honest_edge_sends_is_never_cut() -> None:
    original = Original(key(), bytes(codec.VALUE_BYTES_MAX), (("ce_id", b"x"),))
    assert bounded(original) == original


def event() -> bytes:
    meta = codec.Meta(bytes(16), 5, "UPSERT", NOW)
    return codec.encode(STUDENT, meta, EXAMPLES[STUDENT].model_dump())


def test_a_repair_is_the_winner_as_its_edge_published_it() -> None:
    packed = view.pack(view.Entry(5, NOW, view.UPSERT, event()))
    outgoing = again(TAG, Repair(STUDENT, key(), packed))
    assert (outgoing.topic, outgoing.key, outgoing.value) == (STUDENT, key(), event())
    assert (outgoing.partition, outgoing.timestamp) == (TAG, NOW)
    assert dict(outgoing.headers)["ce_source"] == b"/saphan/ovec"


def test_a_winner_that_does_not_decode_is_repaired_without_headers() -> None:
    assert again(TAG, Repair(STUDENT, key(), entry())).headers == ()


async def test_repairs_are_published_then_forgotten() -> None:
    store, publisher, tally = FakeStore(), FakePublisher(), Tally()
    await store.claim(TAG, GROUP, TOKEN, 0)
    await store.apply(TAG, GROUP, TOKEN, one(5, offset=0))
    await store.apply(TAG, GROUP, TOKEN, one(4, offset=1))
    assert [await repair(TAG, GROUP, TOKEN, store, publisher, tally) for _ in range(2)] == [1, 0]
    assert ([sent.value for sent in publisher.published], tally.repaired) == ([value(5)], 1)


def test_a_tag_is_owned_when_all_of_its_topics_are() -> None:
    assert tags_of([Place(topic, tag) for topic in APPLIED for tag in (1, 4)], APPLIED) == {1, 4}
    with pytest.raises(TornApartError):
        tags_of([Place(topic, 1) for topic in APPLIED[1:]], APPLIED)


async def test_matching_is_told_its_tags_once_all_are_claimed_and_that_none_is_left() -> None:
    told: list[tuple[frozenset[int], Mapping[int, bytes]]] = []
    claimed = asyncio.Event()

    async def owned(tags: frozenset[int], tokens: Mapping[int, bytes]) -> None:
        told.append((tags, tokens))
        if tags:
            claimed.set()

    owning = Owning(Bench().worker, APPLIED, owned, lambda why: pytest.fail(str(why)))
    await owning.assigned(Place(topic, TAG) for topic in APPLIED)
    async with asyncio.timeout(5):
        await claimed.wait()
    await owning.revoked()
    assert [tags for tags, _ in told] == [frozenset(), {TAG}, frozenset()]
    assert told[1][1] == {TAG: b"token 0"}


async def test_a_chunk_of_a_tag_that_is_not_ours_is_left_to_its_owner() -> None:
    bench = Bench()
    owning = Owning(bench.worker, APPLIED, _told, lambda why: pytest.fail(str(why)))
    owning.submit(bench.log.add(Logged(0, key(), value())), bench.done.append)
    assert (bench.done, bench.store.calls) == ([], [])


async def _told(_: frozenset[int], __: Mapping[int, bytes]) -> None:
    return


def test_a_worker_with_work_that_does_none_is_stuck() -> None:
    still = since(None, Sight(0.0, 5, 10, 1, waiting=False))
    later = Sight(61.0, 5, 10, 1, waiting=False)
    assert since(still, later) == still
    assert is_stuck(still, later, 60.0)


@pytest.mark.parametrize(
    "later",
    [
        Sight(61.0, 6, 10, 1, waiting=False),  # something was applied
        Sight(61.0, 5, 0, 1, waiting=False),  # nothing is left to do
        Sight(61.0, 5, 10, 1, waiting=True),  # Redis is away
    ],
)
def test_a_worker_that_works_rests_or_waits_is_not_stuck(later: Sight) -> None:
    still = since(Sight(0.0, 5, 10, 1, waiting=False), later)
    assert not is_stuck(still, later, 60.0)


def test_a_worker_without_a_partition_starts_anew_before_it_can_not_join_any_more() -> None:
    spare = spare_since(None, Sight(1.0, 0, 0, 0, waiting=False))
    for at, tags, is_over in ((SPARE_SECONDS_MAX, 0, False), (SPARE_SECONDS_MAX + 2, 0, True)):
        now = Sight(at, 0, 0, tags, waiting=False)
        assert is_spare_too_long(spare_since(spare, now), now) is is_over
    owning = Sight(SPARE_SECONDS_MAX + 2, 0, 0, 1, waiting=False)
    assert not is_spare_too_long(spare_since(spare, owning), owning)


def test_a_report_says_what_the_operators_page_reads() -> None:
    tally = Tally(records=9)
    tally.dead_letters["BAD_KEY"] += 1
    content = json.loads(as_text(report("w", {3, 1}, 1, 2, tally, {PLACE: 4, Place(STUDENT, 3): 1})))
    assert (content["tags"], content["at_ms"], content["started_ms"]) == ([1, 3], 2, 1)
    assert (content["applied"], content["dead_letters"], content["lag"]) == (9, {"BAD_KEY": 1}, {STUDENT: 5})
    assert content["memory_bytes"] > 0


def test_the_crash_rule_ends_a_process_at_once_with_its_own_code() -> None:
    import subprocess  # noqa: PLC0415 -- a process that dies
    import sys  # noqa: PLC0415

    program = (
        "import atexit\nfrom streams.crash import or_die\natexit.register(lambda: print('cleaned up'))\n"
        "with or_die():\n    raise ValueError('1103700000001')\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == EXIT_CODE
    assert "cleaned up" not in ended.stdout
    assert "1103700000001" not in ended.stdout + ended.stderr
    assert "ValueError" in ended.stdout + ended.stderr
