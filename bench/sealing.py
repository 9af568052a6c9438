"""What sealing an event's identity costs in batches, key store included: key service over HTTP, derivation, AES-SIV."""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import psutil  # type: ignore[import-untyped]

from bench.measuring import cpu_seconds
from operations.local.environment import environment
from operations.local.key_server import KeyServer
from operations.local.ports import free_port, release
from operations.local.records import KafkaAddress, Record, RedisAddress, new_kafka_users, new_keys, new_redis_users
from schemas.key_service import RemoteKeys
from schemas.sealing import seal
from schemas.topics import STUDENT

TURNS: Final = 5
EVENTS: Final = 20_000
BATCH: Final = 1_000
TARGET_US: Final = 15.0
IDENTITY: Final = {
    "identifier": "1999900010019",
    "identifier_kind": "pin",
    "name": "นางสาวตัวอย่าง ทดสอบ",
    "address": "99/9 หมู่ 9 ตำบลตัวอย่าง อำเภอตัวอย่าง จังหวัดระยอง 99999",
    "telephone": "0999999999",
}


class _Somewhere:
    """A record in a folder, as far as `environment` asks: there is no Kafka and no Redis here."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.record = Record(
            kafka=KafkaAddress(bootstrap="", version="", how=""),
            redis=RedisAddress(host="", port=0),
            users=new_kafka_users(),
            redis_users=new_redis_users(),
            keys=new_keys(),
            partitions=1,
            web_port=0,
            keys_port=free_port(),
        )


def part(tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure; microseconds of CPU per event, those of the key service included."""
    with tempfile.TemporaryDirectory() as folder:
        where = _Somewhere(Path(folder))
        server = KeyServer(where.state, where.record.keys_port, environment(where, "keys"))
        server.start()
        try:
            service = psutil.Process(server.pid)
            keys = RemoteKeys(_url(where), where.record.keys.key_tokens["ovec"])
            return _measured(keys, lambda: time.process_time() + cpu_seconds(service), tell)
        finally:
            server.stop()
            release([where.record.keys_port])


def _url(where: _Somewhere) -> str:
    return f"http://127.0.0.1:{where.record.keys_port}"


def _measured(keys: RemoteKeys, clock: Callable[[], float], tell: Callable[[str], None]) -> dict[str, Any]:
    first, known, sealing = [], [], []
    for turn in range(TURNS):
        tell(f"sealing, turn {turn + 1} of {TURNS}")
        people = [secrets.token_hex(16) for _ in range(EVENTS)]
        first.append(_per_event(clock, partial(_seal_all, keys, people)))
        known.append(_per_event(clock, partial(_seal_all, keys, people)))
        given = keys.keys_for(people, "ovec")
        sealing.append(_per_event(clock, partial(_seal, given, people)))
    keys.close()
    figures = {
        "sealing_us": round(statistics.median(known), 2),
        "sealing_first_us": round(statistics.median(first), 2),
        "sealing_alone_us": round(statistics.median(sealing), 2),
    }
    return {
        "figures": figures,
        "targets": {"sealing_us": figures["sealing_us"]},
        "ran": {"events": EVENTS, "batch": BATCH, "turns": TURNS},
    }


def _seal_all(keys: RemoteKeys, people: Sequence[str]) -> None:
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        _seal(keys.keys_for(batch, "ovec"), batch)


def _seal(given: Mapping[str, bytes], people: Sequence[str]) -> None:
    for person in people:
        seal(given[person], STUDENT, person, IDENTITY)


def _per_event(clock: Callable[[], float], work: Callable[[], object]) -> float:
    began = clock()
    work()
    return (clock() - began) / EVENTS * 1e6
