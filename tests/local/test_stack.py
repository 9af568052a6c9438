"""A stack is started, broken, found again and ended, with real servers."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from redis import Redis

from operations.local.environment import environment
from operations.local.errors import StackError
from operations.local.folder import end, running, take_folder
from operations.local.identity import runs
from operations.local.ports import FIRST, LAST, free_port, hold, is_free, release
from operations.local.records import Record, read
from operations.local.stack import Stack
from operations.local.waiting import wait_until
from operations.provisioning.probe import admin_client, answers
from schemas.topics import STUDENT, every_topic
from tests.conftest import FreshStack

pytestmark = pytest.mark.faults
SECONDS_MAX = 60.0
SAPHAN = [sys.executable, "-m", "operations.command_line"]


def owned_by_another_process(state: Path) -> subprocess.Popen[bytes]:
    """Start `saphan local up` as a user would and wait until it stands."""
    process = subprocess.Popen([*SAPHAN, "local", "up", "--state", str(state), "--partitions", "1"])
    assert wait_until(lambda: process.poll() is not None or stands(state), SECONDS_MAX)
    assert process.poll() is None
    return process


def stands(state: Path) -> bool:
    found = running(state) if (state / "stack.json").exists() else None
    return found is not None and {"kafka", "valkey"} <= {one.name for one in found.processes}


def recorded(state: Path) -> Record:
    found = read(state)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack on this machine for the tests that leave it standing."""
    with Stack.start(tmp_path_factory.mktemp("standing") / "stack", partitions=1) as stack:
        yield stack


def test_two_stacks_stand_side_by_side_and_know_nothing_of_each_other(standing: Stack, fresh_stack: FreshStack) -> None:
    other = fresh_stack(partitions=1)

    admins = [admin_client(one.kafka.settings("admin")) for one in (standing, other)]
    topics = [set(admin.list_topics(timeout=20).topics) for admin in admins]

    assert set(every_topic()) <= topics[0] & topics[1]
    assert not answers(other.kafka.settings("ovec").model_copy(update={"bootstrap": standing.record.kafka.bootstrap}))
    ports = {(one.record.kafka.bootstrap, one.record.redis.port) for one in (standing, other)}
    assert len(ports) == 2


def test_the_folder_is_for_one_stack_and_for_its_owners_eyes(standing: Stack) -> None:
    assert standing.state.stat().st_mode & 0o077 == 0
    with pytest.raises(StackError, match=r"runs in .* already"):
        Stack.start(standing.state)
    assert running(standing.state) is not None


def test_kafka_and_valkey_killed_and_started_again_have_lost_nothing(standing: Stack) -> None:
    write(standing)

    standing.kafka.kill()
    standing.valkey.kill()
    assert is_free(standing.record.redis.port)
    standing.valkey.start()
    standing.kafka.start()

    assert read_back(standing) == (1, b"kept")
    assert [path.suffix for path in standing.valkey.aof_files()] == [".rdb", ".aof"]


def test_a_stack_started_again_has_its_ports_users_log_and_view_unless_it_is_to_be_fresh(tmp_path: Path) -> None:
    with Stack.start(tmp_path / "stack", partitions=1) as first:
        write(first)
    with Stack.start(tmp_path / "stack") as again:
        assert again.record.kafka == first.record.kafka
        assert (again.record.users, again.record.keys) == (first.record.users, first.record.keys)
        assert again.provisioned is not None
        assert list(again.provisioned.changed) == []
        assert read_back(again) == (1, b"kept")
    with Stack.start(tmp_path / "stack", partitions=1, fresh=True) as fresh:
        assert fresh.record.users != first.record.users
        assert read_back(fresh) == (0, None)


def test_a_fresh_start_never_throws_away_a_strangers_files(tmp_path: Path) -> None:
    (tmp_path / "dear.txt").touch()

    with pytest.raises(StackError, match="no stack's"):
        Stack.start(tmp_path, fresh=True)

    assert (tmp_path / "dear.txt").exists()


def test_told_to_end_a_stack_leaves_no_process(tmp_path: Path) -> None:
    owner = owned_by_another_process(tmp_path / "stack")
    processes = recorded(tmp_path / "stack").processes

    owner.send_signal(signal.SIGINT)

    assert owner.wait(SECONDS_MAX) == 0
    assert not any(map(runs, processes))


def test_a_stack_whose_owner_was_killed_is_ended_at_the_next_start(tmp_path: Path) -> None:
    state = tmp_path / "stack"
    started = subprocess.run(
        [*SAPHAN, "local", "up", "--detach", "--state", str(state), "--partitions", "1"],
        check=False,
        capture_output=True,
    )
    assert started.returncode == 0, started.stderr
    # Not tied to its parent, as on a kernel that can't tie; its owner is said to have been a process that is gone.
    record = recorded(state)
    ghost = record.processes[0].model_copy(update={"started": "gone", "name": "owner"})
    (state / "stack.json").write_text(record.model_copy(update={"owner": ghost}).model_dump_json(), encoding="utf-8")
    assert all(map(runs, record.processes))
    told: list[str] = []

    take_folder(state, fresh=False, report=told.append).close()

    assert not any(map(runs, record.processes))
    assert sum("left by a stack that was killed" in line for line in told) == len(record.processes)


@pytest.mark.skipif(sys.platform != "linux", reason="only this kernel ends a child with its parent")
def test_a_killed_owner_takes_its_servers_with_it(tmp_path: Path) -> None:
    owner = owned_by_another_process(tmp_path / "stack")
    processes = recorded(tmp_path / "stack").processes

    owner.kill()
    owner.wait()

    assert wait_until(lambda: not any(map(runs, processes)), SECONDS_MAX)
    take_folder(tmp_path / "stack", fresh=False, report=lambda _: None).close()


def test_local_down_ends_a_stack_that_another_terminal_started(tmp_path: Path) -> None:
    owner = owned_by_another_process(tmp_path / "stack")
    processes = recorded(tmp_path / "stack").processes

    assert end(tmp_path / "stack", lambda _: None)

    assert owner.wait(SECONDS_MAX) == 0
    assert not any(map(runs, processes))
    assert not end(tmp_path / "stack", lambda _: None)


def test_a_port_that_is_taken_is_not_given_and_none_is_in_the_kernels_own_range() -> None:
    with socket.socket() as taken:
        port = free_port()
        taken.bind(("127.0.0.1", port))
        taken.listen()

        assert FIRST <= port < LAST
        assert not is_free(port)
        assert free_port(port) != port


def test_a_port_that_one_stack_has_chosen_is_not_given_to_another_before_its_server_listens() -> None:
    port = free_port()

    assert is_free(port)
    assert not hold(port)
    release([port])
    assert hold(port)


def write(stack: Stack) -> None:
    """Leave a record in the log and a field in the view."""
    producer = Producer(stack.kafka.settings("ovec").librdkafka() | {"acks": "all"})
    producer.produce(STUDENT, b"kept", b"key", partition=0)
    assert producer.flush(20) == 0
    client: Any = Redis.from_url(environment(stack, "worker")["SAPHAN_REDIS_URL"])
    client.hset("{0}:p:test", "field", "kept")
    client.close()


def read_back(stack: Stack) -> tuple[int, bytes | None]:
    """Count the records in the log, and read the field in the view."""
    consumer = Consumer(stack.kafka.settings("operator").librdkafka() | {"group.id": "operator.test"})
    _, last = consumer.get_watermark_offsets(TopicPartition(STUDENT, 0), timeout=20)
    consumer.close()
    client: Any = Redis.from_url(stack.valkey.url("operator"))
    found: bytes | None = client.hget("{0}:p:test", "field")
    client.close()
    return last, found
