"""What the contenders do to each event, and what they are told."""

import json
from pathlib import Path

from pydantic import SecretStr

from bench.apply import contenders
from bench.contenders import document
from bench.events import events
from bench.measuring import Contender
from bench.place import Place
from bench.table import NAMES
from schemas import codec
from schemas.connection import KafkaSettings
from schemas.topics import INSURANCE

KAFKA = KafkaSettings(bootstrap="127.0.0.1:9092", username="admin", password=SecretStr("of a test"))
PLACE = Place(KAFKA, "redis://127.0.0.1:6379/0", {"SAPHAN_PARTITIONS": "6"}, 6, {})


def test_the_others_decode_every_field_that_we_would_decode() -> None:
    event = next(events(1, 6))
    decoded = document.decode(document.schema(INSURANCE), event.value)
    meta, data = codec.decode(INSURANCE, event.value)
    assert decoded["data"] == data
    assert decoded["meta"]["version"] == meta.version


def test_what_they_store_is_json_with_every_field() -> None:
    event = next(events(1, 6))
    decoded = document.decode(document.schema(INSURANCE), event.value)
    stored = json.loads(document.to_json(decoded))
    assert stored["data"].keys() == decoded["data"].keys()
    assert stored["data"]["started_on"] == decoded["data"]["started_on"].isoformat()


def test_each_turn_has_a_consumer_group_of_its_own() -> None:
    told = [one.told(turn) for one in contenders(PLACE, None, 10, Path()) for turn in (0, 1)]
    groups = [each.get("BENCH_GROUP") or each["SAPHAN_WORKER_GROUP"] for each in told]
    assert len(set(groups)) == len(groups) == 2 * len(NAMES)


def test_ours_is_the_worker_as_it_is_run_in_earnest_without_matching() -> None:
    ours: Contender = contenders(PLACE, None, 10, Path())[0]
    assert list(ours.command[1:]) == ["worker", "run"]
    assert ours.environment["SAPHAN_MATCHING"] == "off"


def test_only_stock_faust_gets_less_than_all_events() -> None:
    some = {one.name: one.events for one in contenders(PLACE, None, 10**9, Path())}
    assert [name for name, count in some.items() if count < 10**9] == ["faust"]
