"""What staff note at the desk changes the profile and the other matches; a foreign program can publish by the files."""

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from avro.io import BinaryEncoder, DatumWriter
from avro.schema import parse
from confluent_kafka import Producer
from redis import Redis

from operations.demo.officer import DeskPages, Move
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from schemas import codec, view
from schemas.partition import partition, split_match_id
from schemas.topics import MATCH, PLACEMENT
from tests.faults.living import Living, assert_whole

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]
SCHEMAS: Final = Path(__file__).parents[2] / "schemas"
FOREIGN: Final = "00f0" + "e" * 28
_ENDED: Final = re.compile("สิ้นสุดแล้ว")


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with Stack.start(tmp_path_factory.mktemp("way")) as stack, Supervisor(stack.state) as supervisor:
        platform = Living(stack, supervisor)
        platform.begin()
        yield platform


def _records(living: Living, person: str, topic: str) -> list[dict[str, Any]]:
    """Read a person's records of a topic out of the view."""
    number = partition(person, living.stack.record.partitions)
    client: Any = Redis.from_url(living.stack.valkey.url("desk"))
    flat = client.fcall_ro("profile", 1, view.watermark_key(number), person)
    client.close()
    named = zip(flat[::2], flat[1::2], strict=True)
    values = [view.unpack(packed).value for name, packed in named if view.split_field(name)[0] == topic]
    return [data for value in values if value and (data := codec.decode(topic, value)[1])]


def _several(living: Living, desk: DeskPages) -> tuple[str, list[str]] | None:
    """Find someone with more than one match on the desk, open in the profile, too: lives go on meanwhile."""
    of: defaultdict[str, list[str]] = defaultdict(list)
    for match in desk.matches():
        of[split_match_id(match)[0]].append(match)
    several = ((person, matches) for person, matches in of.items() if len(matches) > 1)
    return next((one for one in several if len(_open(living, one[0])) > 1), None)


def _open(living: Living, person: str) -> list[str]:
    return [match["vacancy"] for match in _records(living, person, MATCH) if match["status"] == "OPEN"]


def test_someone_placed_at_the_desk_is_offered_nothing_else(living: Living) -> None:
    address = f"http://127.0.0.1:{living.stack.record.web_port}"
    desk = DeskPages(address)
    found: list[tuple[str, list[str]]] = []

    def some() -> bool:
        found.extend(filter(None, [_several(living, desk)]))
        return bool(found)

    living.until(some, "someone with two matches")
    person, matches = found[0]
    assert desk.note(Move(matches[0], "placed"))
    living.until(lambda: _records(living, person, PLACEMENT), "the outcome in the profile")
    living.until(lambda: not _open(living, person), "the other matches to be withdrawn")
    assert {placed["stage"] for placed in _records(living, person, PLACEMENT)} == {"PLACED"}
    assert "PLACED" in {match["withdrawn_because"] for match in _records(living, person, MATCH)}

    def told() -> bool:
        return all(_ENDED.search(httpx2.get(f"{address}/desk/matches/{match}").text) for match in matches[1:])

    living.until(told, "the desk to say that the other matches are over")
    desk.close()


def _foreign_event() -> bytes:
    """Encode an event as a program would that has only the schema file and the lock: by the reference library."""
    topic = "sso.insurance.v1"
    text = (SCHEMAS / "avro" / f"{topic}.avsc").read_text(encoding="utf-8")
    schema, fields = parse(text), json.loads(text)["fields"][1]["type"][1]["fields"]
    number = json.loads((SCHEMAS / "lock.json").read_text(encoding="utf-8"))[topic][-1]["id"]
    data: dict[str, Any] = dict.fromkeys(field["name"] for field in fields)
    data |= {"section": "S33", "started_on": date(2026, 6, 1), "province": "21"}
    meta = {"event_id": bytes(16), "version": 1, "operation": "UPSERT", "occurred_at": datetime(2026, 6, 2, tzinfo=UTC)}
    sink = io.BytesIO()
    DatumWriter(schema).write({"meta": meta, "data": data}, BinaryEncoder(sink))
    return b"\0" + int(number).to_bytes(4, "big") + sink.getvalue()


def test_a_foreign_program_publishes_with_the_schema_file_and_the_lock_alone(living: Living) -> None:
    producer = Producer(living.stack.kafka.settings("sso").librdkafka())
    number = int(FOREIGN[:4], 16) % living.stack.record.partitions
    producer.produce("sso.insurance.v1", key=f"{FOREIGN}/{'0' * 16}", value=_foreign_event(), partition=number)
    producer.flush()
    living.until(lambda: _records(living, FOREIGN, "sso.insurance.v1"), "the foreign event in the view")
    assert _records(living, FOREIGN, "sso.insurance.v1")[0]["province"] == "21"
    assert_whole(living.at_rest())


def test_a_stranger_is_not_let_in(living: Living) -> None:
    settings = environment(living.stack, "sso") | {"SAPHAN_KAFKA_PASSWORD": "wrong"}
    producer = Producer(
        {
            "bootstrap.servers": settings["SAPHAN_KAFKA_BOOTSTRAP"],
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": settings["SAPHAN_KAFKA_MECHANISM"],
            "sasl.username": "sso",
            "sasl.password": settings["SAPHAN_KAFKA_PASSWORD"],
            "message.timeout.ms": 2000,
            "log_level": 0,
        }
    )
    refused: list[Any] = []
    producer.produce("sso.insurance.v1", b"x", on_delivery=lambda error, _: refused.append(error))
    producer.flush(10)
    assert refused
    assert refused[0] is not None
