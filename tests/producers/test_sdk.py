"""Typed records become the register's rows; receipts come back over an own edge and over the gateway alike."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any, get_args, get_type_hints

import httpx2
import pytest

from producers import receipt_lines, sdk
from producers.column_dates import ENVELOPE
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.gateway_client import GatewayClient, GatewayRefusedError
from producers.own_edge import OwnEdge
from producers.population import Membership
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain
from producers.schema_fields import fields_of, own_number
from producers.sdk import Insurance, Record, Saphan, Vacancy
from producers.typed.record import written
from schemas.codec import decode
from schemas.dates import BANGKOK
from schemas.identifiers import classify
from schemas.topics import VACANCY
from tests.producers.fakes import FakeLog, FakePopulation, edge, publisher
from tests.producers.rows import PIN, VACANCY_ROW

TYPES = {kind.TOPIC: kind for kind in Record.__subclasses__()}
AT = datetime(2026, 11, 23, 9, 15, tzinfo=BANGKOK)
SECONDS = iter(range(1, 60))


def clock() -> datetime:
    """Give a later moment each time."""
    return AT.replace(second=next(SECONDS))


def vacancy(**changed: Any) -> Vacancy:
    told: dict[str, Any] = {
        "job_id": "DOE-21-0000001",
        "revision": 2,
        "changed_at": AT,
        "position": "ช่างไฟฟ้าภายในอาคาร",
        "occupation_scheme": "ISCO-08",
        "occupation_code": "7411",
        "province_name": "ระยอง",
        "positions": 2,
        "employment_type": "เต็มเวลา",
        "announce_date": date(2026, 11, 20),
        "status": "เปิดรับ",
        "source": "ประกาศ",
    }
    return Vacancy(**(told | changed))


@pytest.mark.parametrize("topic", DATA_SETS)
def test_every_register_has_a_type_with_its_columns_and_demands_what_it_demands(topic: str) -> None:
    kind = TYPES[topic]
    own = {field.name: field for field in fields(kind)}
    assert own.keys() | {"deleted"} == DATA_SETS[topic].columns.keys()
    assert own_number(topic) == kind.NUMBER
    assert getattr(sdk, kind.__name__) is kind
    optional = {name for name, field in own.items() if field.default is not MISSING}
    assert not optional & {*ENVELOPE, kind.NUMBER}
    for field in fields_of(topic):
        if field.blank is None and field.column in own and field.name == field.column:
            assert field.column in optional


@pytest.mark.parametrize("topic", DATA_SETS)
def test_every_words_column_takes_the_words_of_its_schema_and_no_others(topic: str) -> None:
    hints = get_type_hints(TYPES[topic])
    for field in fields_of(topic):
        # What an employer is, is read apart from the schema.
        if (
            field.kind == "word"
            and field.column in hints.keys() - {"employer_kind"}
            and True not in field.words.values()
        ):
            assert _words(hints[field.column]) == set(field.words)


def _words(hint: Any) -> set[str]:
    return {found for part in get_args(hint) for found in ([part] if isinstance(part, str) else _words(part))}


def test_values_are_written_as_a_register_writes_them() -> None:
    row = vacancy(
        skills=("อ่านแบบ", "ซ่อม"),
        certificate=True,
        wage_min=13_500,
        changed_at=datetime(2026, 11, 23, 2, 15, tzinfo=UTC),
    ).row()
    assert row["changed_at"] == "23/11/2569 09:15:00"
    assert (row["announce_date"], row["skills"], row["certificate"]) == ("20/11/2569", "อ่านแบบ|ซ่อม", "ใช่")
    assert (row["wage_min"], row["wage_max"], row["deleted"]) == ("13500", "", "0")
    data = DATA_SETS[VACANCY].read(row).data
    assert data is not None
    assert (data["certificate_required"], data["skills"]) == (True, ("อ่านแบบ", "ซ่อม"))
    spell = Insurance(
        spell_no="1", revision=1, changed_at=AT, insured_id=PIN, section="33", start_date=date(2026, 7, 1),
        confirmed_month=date(2026, 10, 31),
    )  # fmt: skip
    assert spell.row()["confirmed_month"] == "10/2569"
    assert written(12.5) == "12.5"


@pytest.mark.parametrize("changed", [{"changed_at": datetime(2026, 11, 23)}, {"skills": ("a|b",)}])  # noqa: DTZ001
def test_a_value_that_can_not_be_written_is_told_at_once(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"time zone|several values"):
        vacancy(**changed).row()


def test_a_record_shows_nothing_of_what_it_holds() -> None:
    assert repr(vacancy()) == "Vacancy(revision=2)"


def test_a_vacancy_is_published_at_an_own_edge_and_taken_back() -> None:
    log = FakeLog()
    saphan = Saphan("", "", way=OwnEdge(publisher("doe", log)))
    first = saphan.publish(vacancy())
    assert isinstance(first, Accepted)
    assert saphan.publish(vacancy()) == first
    gone = saphan.delete(Vacancy, "DOE-21-0000001", revision=3, changed_at=AT)
    assert isinstance(gone, Accepted)
    assert [decode(VACANCY, event.value)[0].operation for event in log.events(VACANCY)] == ["UPSERT", "DELETE"]


def test_any_number_of_records_come_back_each_with_its_receipt_in_order() -> None:
    with Saphan("", "", way=OwnEdge(publisher("doe", FakeLog()))) as saphan:
        many = (vacancy(job_id=f"DOE-{number}", positions=number % 7) for number in range(2_500))
        found = list(saphan.publish_all(many))
    assert [one.job_id for one, _ in found] == [f"DOE-{number}" for number in range(2_500)]
    assert {type(receipt) for one, receipt in found if one.positions} == {Accepted}
    assert {type(receipt) for one, receipt in found if not one.positions} == {Refused}


class Gateway:
    """A gateway of a few lines: it answers by an edge of its own, and can be busy, break off, or refuse."""

    def __init__(self, answers: Sequence[int | str] = ()) -> None:
        self.answers, self.seen = list(answers), list[int]()
        self.own = publisher("doe", FakeLog())

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        assert request.headers["authorization"] == "Bearer key"
        assert request.headers["content-type"] == "application/x-ndjson"
        rows: list[Row] = [json.loads(line) for line in request.read().splitlines()]
        self.seen.append(len(rows))
        said = self.answers.pop(0) if self.answers else "all"
        if isinstance(said, int):
            problem = {"code": "NO_KEY", "detail": "A key is needed."}
            return httpx2.Response(said, headers={"retry-after": "0"}, json=problem)
        receipts = self.own.publish(VACANCY, rows)
        lines = [receipt_lines.line(number, receipt) for number, receipt in enumerate(receipts, 1)]
        return httpx2.Response(200, text="\n".join(lines if said == "all" else lines[: len(lines) // 2]))


def over(gateway: Gateway, patience_seconds: float = 5) -> GatewayClient:
    transport = httpx2.MockTransport(gateway)
    return GatewayClient("http://saphan.test", "key", patience_seconds=patience_seconds, transport=transport)


ROWS: list[Mapping[str, str]] = [{**VACANCY_ROW, "job_id": f"DOE-{number}"} for number in range(8)]


def test_over_the_gateway_receipts_are_those_of_an_edge() -> None:
    gateway = Gateway()
    bad = {**VACANCY_ROW, "positions": "none"}
    direct = publisher("doe", FakeLog()).publish(VACANCY, [*ROWS, bad])
    assert over(gateway).send(VACANCY, [*ROWS, bad]) == direct
    assert isinstance(direct[-1], Refused)
    assert isinstance(Saphan("", "", way=over(gateway)).publish(vacancy()), Accepted)


def test_a_busy_gateway_is_waited_for() -> None:
    gateway = Gateway([429, 503])
    assert {type(one) for one in over(gateway).send(VACANCY, ROWS)} == {Accepted}
    assert gateway.seen == [8, 8, 8]


def test_a_connection_that_breaks_is_taken_up_where_its_receipts_ended() -> None:
    gateway = Gateway(["half"])
    receipts = over(gateway).send(VACANCY, ROWS)
    assert gateway.seen == [8, 4]
    assert len({one.offset for one in receipts if isinstance(one, Accepted)}) > 0
    assert [type(one) for one in receipts] == [Accepted] * 8


def test_what_no_gateway_answers_is_to_be_sent_again() -> None:
    receipts = over(Gateway([503] * 99), patience_seconds=-1).send(VACANCY, ROWS)
    assert receipts == [TryAgain("GATEWAY_NOT_REACHED")] * 8


def test_a_wrong_key_is_an_error_and_no_receipt() -> None:
    with pytest.raises(GatewayRefusedError, match="NO_KEY") as caught:
        over(Gateway([401])).send(VACANCY, ROWS)
    assert caught.value.code == "NO_KEY"


EXPECTED: dict[str, list[type[Receipt]]] = {
    "doe": [Accepted, Accepted, Accepted],
    "ovec": [Accepted, Refused, Accepted, Accepted],
    "sso": [Accepted, Accepted, NotVocational],
    "dsd": [Accepted, Accepted, Accepted],
}


@pytest.mark.parametrize("agency", EXPECTED)
def test_each_agencys_example_runs(agency: str) -> None:
    people = FakePopulation({edge(agency).pseudonym(classify(PIN)): Membership.YES})
    way = OwnEdge(publisher(agency, FakeLog(), population=people))
    example = import_module(f"producers.examples.{agency}")
    receipts = example.run(Saphan("", "", way=way), clock)
    assert [type(one) for one in receipts] == EXPECTED[agency]
