"""The gateway as a process of its own on a real Kafka and a real view: receipts name where events stand."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from confluent_kafka import Consumer, TopicPartition

from operations.local.environment import environment
from operations.local.ports import free_port
from operations.local.waiting import wait_until
from producers import receipt_lines
from producers.receipts import Accepted, Refused
from producers.sources.source import Source
from producers.sources.store import Sources
from producers.wiring import now_ms
from schemas.codec import decode
from schemas.topics import VACANCY
from tests.conftest import AnyStack, FreshStack
from tests.producers.rows import VACANCY_ROW

pytestmark = pytest.mark.timeout(240)
COMMAND = [sys.executable, "-m", "operations.command_line", "gateway", "run"]
ROWS = 50


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def lives(port: int) -> bool:
    try:
        return httpx2.get(f"{url(port)}/healthz", trust_env=False, timeout=2).is_success
    except httpx2.HTTPError:
        return False


def new_key(told: Mapping[str, str]) -> str:
    """Add a source to the register the process is told of, and draw its key."""
    sources = Sources(told["SAPHAN_SOURCES_DATABASE_URL"], now_ms)
    sources.create(Source("doe", "doe", frozenset({VACANCY}), None, "กรมการจัดหางาน", "DOE"))
    key = sources.new_key("doe")
    sources.close()
    return key


@contextmanager
def running(told: Mapping[str, str], port: int, folder: Path) -> Iterator[Path]:
    """Run a gateway process, which must end in order; gives its log."""
    path = folder / "gateway.log"
    with path.open("wb") as log:
        process = subprocess.Popen([*COMMAND, "--port", str(port)], env=told, stdout=log, stderr=log)
        try:
            assert wait_until(lambda: process.poll() is not None or lives(port), 60)
            assert process.poll() is None, path.read_text()
            yield path
        finally:
            process.terminate()
            assert process.wait(30) == 0


@pytest.fixture(scope="module")
def served(stack: AnyStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Give the address of a gateway process on the shared stack, and a source's key."""
    folder: Path = tmp_path_factory.mktemp("gateway")
    port = free_port()
    told = os.environ | environment(stack, "gateway") | {"SAPHAN_STATE_DIR": str(folder)}
    told |= {f"SAPHAN_{name}_DATABASE_URL": f"sqlite:///{folder}/{name.lower()}.db" for name in ("SOURCES", "ARRIVALS")}
    key = new_key(told)
    with running(told, port, folder) as log:
        yield url(port), key
    assert key not in log.read_text()


def send(served: tuple[str, str], rows: list[dict[str, str]], what: str = "records") -> list[Any]:
    address, key = served
    body = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/x-ndjson"}
    address = f"{address}/v1/doe.vacancy/{what}"
    answer = httpx2.post(address, content=body, headers=headers, trust_env=False, timeout=150)
    assert answer.status_code == 200, answer.text
    return [receipt_lines.read(line)[1] for line in answer.text.splitlines()]


def test_each_receipt_names_where_its_event_stands_and_a_repeat_names_the_same_place(
    served: tuple[str, str], stack: AnyStack, tmp_path: Path
) -> None:
    rows = [{**VACANCY_ROW, "job_id": f"{tmp_path.name}-{number}"} for number in range(ROWS)]
    rows[7]["position"] = ""
    assert all(isinstance(one, Accepted | Refused) for one in send(served, rows, "check"))
    receipts = send(served, rows)
    assert isinstance(receipts[7], Refused)
    assert sum(isinstance(one, Accepted) for one in receipts) == ROWS - 1
    assert send(served, rows) == receipts
    consumer = Consumer(stack.kafka.settings("worker").librdkafka() | {"group.id": "saphan.test"})
    try:
        consumer.assign([TopicPartition(VACANCY, receipts[3].partition, receipts[3].offset)])
        message = consumer.poll(20)
        assert message is not None
        meta, data = decode(VACANCY, message.value() or b"")
    finally:
        consumer.close()
    assert meta.version == 2
    assert data is not None
    assert data["vacancy_number"] == rows[3]["job_id"]


def test_while_the_broker_is_away_a_request_waits_and_no_row_is_lost(fresh_stack: FreshStack, tmp_path: Path) -> None:
    stack = fresh_stack()
    told = os.environ | environment(stack, "gateway") | {"SAPHAN_GATEWAY_PATIENCE_SECONDS": "90"}
    served = url(stack.record.gateway_port), new_key(told)
    rows = [{**VACANCY_ROW, "job_id": f"away-{number}"} for number in range(ROWS)]
    with running(told, stack.record.gateway_port, tmp_path), ThreadPoolExecutor() as asking:
        assert isinstance(send(served, rows[:1])[0], Accepted)
        stack.kafka.kill()
        asked = asking.submit(send, served, rows)
        stack.kafka.start()
        receipts = asked.result(150)
    assert all(isinstance(one, Accepted) for one in receipts)
    assert len({(one.partition, one.offset) for one in receipts}) == ROWS
