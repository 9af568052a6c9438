"""A real worker on a real stack: killed, frozen, fed poison, robbed of its view; the view equals the log each time."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.local.stack import Stack
from schemas.dead_letters import open_original, read_headers
from schemas.topics import STUDENT, dead_letter
from tests.streams.processes import Platform, WorkerProcess, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One stack for all of these, which each of them leaves whole."""
    with Stack.start(tmp_path_factory.mktemp("stack")) as stack, Platform(stack, seed=1) as started:
        yield started


@pytest.fixture
def worker(platform: Platform, tmp_path: Path) -> Iterator[WorkerProcess]:
    before = platform.tokens()
    with WorkerProcess(platform.stack, tmp_path / "worker.log") as started:
        until(lambda: all(platform.tokens()) and platform.tokens() != before, "the worker claimed no tags")
        yield started


def test_poison_reaches_the_dead_letters_within_two_seconds_and_harms_no_neighbour(
    platform: Platform, worker: WorkerProcess
) -> None:
    platform.write(100)
    assert platform.view_equals_log()
    poison = {b"not/a key": b"secret one", b"0" * 32 + b"/" + b"0" * 16: b"secret two"}
    at = time.monotonic()
    for key, value in poison.items():
        platform.put(key, value, number=0)
    platform.write(100)
    until(lambda: len(platform.records(dead_letter(STUDENT))) == 2, "no dead letters", 2.0 + at - time.monotonic())
    letters = platform.records(dead_letter(STUDENT))
    private = bytes.fromhex(platform.stack.record.keys.operators_private)
    assert {open_original(private, letter.value()).value for letter in letters} == set(poison.values())
    assert {read_headers(letter.headers()).code for letter in letters} == {"BAD_KEY", "BAD_MAGIC"}
    assert all(b"secret" not in letter.value() + letter.key() for letter in letters)
    assert platform.view_equals_log()
    worker.signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert "secret" not in worker.said()


def test_a_worker_killed_anywhere_in_a_batch_loses_nothing(platform: Platform, worker: WorkerProcess) -> None:
    for _ in range(3):
        platform.write(2000)
        worker.signal(signal.SIGKILL)
        worker.start_again()
    platform.write(500)
    assert platform.view_equals_log()


def test_a_frozen_worker_is_fenced_when_it_wakes(platform: Platform, worker: WorkerProcess, tmp_path: Path) -> None:
    platform.write(2000)
    before = platform.tokens()
    worker.signal(signal.SIGSTOP)
    platform.write(2000)
    with WorkerProcess(platform.stack, tmp_path / "second.log"):
        until(lambda: set(platform.tokens()).isdisjoint(before), "nobody took over")
        platform.write(2000)
        assert platform.view_equals_log()
        woken_ms = time.time_ns() // 1_000_000
        worker.signal(signal.SIGCONT)
        platform.write(2000)
        assert platform.view_equals_log()
        until(lambda: platform.reporting_since(woken_ms) == 2, "the woken worker did not report")
        platform.write(2000)
        assert platform.view_equals_log()
    assert worker.running()


def test_an_emptied_view_is_whole_again_without_a_hand(platform: Platform, worker: WorkerProcess) -> None:
    platform.write(3000)
    assert platform.view_equals_log()
    platform.write(1000)
    platform.redis.flushall()
    platform.write(300)
    assert platform.view_equals_log()
    until(lambda: platform.report("gaps_healed") >= platform.partitions, "quiet partitions were not healed")
    assert worker.running()


def test_a_quiet_view_that_was_emptied_is_whole_again_without_a_new_record(
    platform: Platform, worker: WorkerProcess
) -> None:
    platform.write(1000)
    assert platform.view_equals_log()
    platform.redis.flushall()
    assert platform.view_equals_log()
    assert worker.running()


def test_a_view_whose_last_writes_were_cut_off_is_whole_again(platform: Platform, worker: WorkerProcess) -> None:
    platform.write(3000)
    assert platform.view_equals_log()
    platform.write(1000)
    platform.stack.valkey.kill()
    written = platform.stack.valkey.aof_files()[-1]
    os.truncate(written, written.stat().st_size * 7 // 10)
    platform.stack.valkey.start()
    platform.write(300)
    assert platform.view_equals_log()
    until(lambda: platform.report("gaps_healed") > 0, "no gap was healed")
    assert worker.running()


def test_a_broker_that_goes_and_comes_back_is_waited_for(platform: Platform, worker: WorkerProcess) -> None:
    platform.write(1000)
    platform.stack.kafka.kill()
    platform.stack.kafka.start()
    if not worker.running():
        worker.start_again()
    platform.write(1000)
    assert platform.view_equals_log()


def repaired(platform: Platform) -> bool:
    return platform.reached() and not any(platform.redis.scard(f"{{{n}}}:repair") for n in range(platform.partitions))


def test_after_compaction_of_late_and_deleted_versions_a_rebuild_gives_the_same_view(
    platform: Platform, worker: WorkerProcess
) -> None:
    platform.write(3000)
    hurry = {"min_compaction_lag_ms": "0", "max_compaction_lag_ms": "1", "segment_ms": "1"}
    platform.configure(STUDENT, min_cleanable_dirty_ratio="0.001", **hurry)
    platform.write(600)  # the segment being written is never compacted, so a new one is begun
    until(lambda: repaired(platform), "stale arrivals were not repaired")
    before = platform.digest()
    until(lambda: len(platform.records(STUDENT)) < platform.offsets(STUDENT) // 2, "the log was not compacted")
    platform.redis.flushall()
    assert platform.view_equals_log()
    assert platform.digest() == before
    assert worker.running()
