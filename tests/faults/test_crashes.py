"""Each fault under load ends with the view equal to the log and every alert told once under one id."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from tests.faults.living import Living, assert_whole

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
KILLS = 4
CUT_OFF = 0.3


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with Stack.start(tmp_path_factory.mktemp("living")) as stack, Supervisor(stack.state) as supervisor:
        platform = Living(stack, supervisor)
        platform.begin()
        yield platform


def test_a_worker_killed_in_the_middle_of_its_work_loses_nothing(living: Living) -> None:
    for kill in range(KILLS):
        living.until_more_is_accepted(40)
        name = f"worker-{1 + kill % 2}"
        before = living.supervisor.restarts(name)
        living.supervisor.signal(name, signal.SIGKILL)
        living.until(lambda: living.supervisor.restarts(name) > before, f"{name} to be started again")  # noqa: B023
    assert_whole(living.at_rest())


def test_a_worker_frozen_past_its_session_and_woken_writes_nothing_stale(living: Living) -> None:
    everything = frozenset(range(living.stack.record.partitions))
    living.supervisor.signal("worker-1", signal.SIGSTOP)
    living.until(lambda: everything in living.owners().values(), "the other worker to own every tag")
    living.until_more_is_accepted(40)
    living.supervisor.signal("worker-1", signal.SIGCONT)
    living.until(
        lambda: len(living.owners()) == 2 and everything not in living.owners().values(), "the work to be shared again"
    )
    assert_whole(living.at_rest())


def test_valkey_killed_comes_back_with_nothing_lost(living: Living) -> None:
    living.until_more_is_accepted(40)
    living.stack.valkey.kill()
    living.until_more_is_accepted(40)
    living.stack.valkey.start()
    living.until_more_is_accepted(40)
    assert_whole(living.at_rest())


def test_a_view_that_lost_its_tail_heals_itself_from_the_log(living: Living) -> None:
    newest = living.stack.valkey.aof_files()[-1]
    size, applied = newest.stat().st_size, living.applied()
    living.until(lambda: living.applied() > applied, "something to be applied, which is then lost")
    living.stack.valkey.kill()
    os.truncate(newest, min(size, int(newest.stat().st_size * (1 - CUT_OFF))))
    living.stack.valkey.start()
    living.until_more_is_accepted(40)
    assert_whole(living.at_rest())
    assert living.gaps_healed() > 0


def test_an_emptied_view_is_rebuilt_from_the_log(living: Living) -> None:
    living.until_more_is_accepted(40)
    client: Any = Redis.from_url(living.stack.valkey.url("admin"))
    client.flushall()
    client.close()
    living.until_more_is_accepted(40)
    found = living.at_rest()
    assert_whole(found)
    assert found.as_dict()["profiles"] > 0
    assert living.gaps_healed() > 0


def test_a_view_that_misses_a_record_is_found_out(living: Living, tmp_path: Path) -> None:
    assert tmp_path.exists()
    client: Any = Redis.from_url(living.stack.valkey.url("admin"))
    name = next(client.scan_iter("{*}:p:*", count=100))
    held = client.hgetall(name)
    field = next(iter(held))
    living.supervisor.signal("simulate", signal.SIGSTOP)
    try:
        client.hdel(name, field)
        assert not living.at_rest().view_equals_log
    finally:
        client.hset(name, field, held[field])
        client.close()
