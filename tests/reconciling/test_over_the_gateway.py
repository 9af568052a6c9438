"""Comparisons over the gateway and by file; who may compare what, and what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from producers.reconciling import files
from producers.reconciling.answering import answer
from producers.reconciling.client import GatewayError, GatewaySide
from producers.reconciling.desk import (
    EndsNotKnownError,
    NotYourPartError,
    WithheldError,
    own_part,
    sources_of,
)
from producers.reconciling.fingerprints import RecordSet
from producers.reconciling.messages import Exchange
from producers.reconciling.naming import AskedNaming, EdgeNaming
from producers.reconciling.reconciling import reconcile
from producers.reconciling.routes import ReconcileApi
from producers.reconciling.showing import as_dict, lines
from producers.sources.source import Scope, ScopeKind, Source
from schemas.agreement import MEMORANDUM
from schemas.identifiers import classify
from schemas.topics import IDENTITY, INSURANCE, SKILL_TEST, STUDENT, VACANCY
from tests.gateway.at_hand import SOURCES, AtHand
from tests.producers.fakes import edge
from tests.producers.rows import OTHER_PIN, PIN, STUDENT_ROW
from tests.reconciling.saphan import Saphan, compared, never, of_register, vacancies

DOE, SSO, OVEC, OF_COLLEGE = SOURCES[0], SOURCES[1], SOURCES[2], SOURCES[3]
PERSON = edge("ovec").pseudonym(classify(PIN))
OTHER_PERSON = edge("ovec").pseudonym(classify(OTHER_PIN))


def test_without_an_agreement_nothing_is_compared(tmp_path: Path) -> None:
    over = Saphan(tmp_path, MEMORANDUM)
    with pytest.raises(WithheldError):
        compared(over, DOE, VACANCY, [])


def test_a_log_that_does_not_say_where_it_ends_is_asked_again(saphan: Saphan) -> None:
    desk = replace(saphan.desk, ends=lambda _: _Silent())
    with pytest.raises(EndsNotKnownError):
        desk.exchange(DOE, VACANCY, Exchange(count=0, digest="0" * 32))


class _Silent:
    def ends(self, topic: str, partitions: Sequence[int]) -> Mapping[int, int]:
        assert topic
        return dict.fromkeys(list(partitions)[1:], 0)


def test_a_comparison_about_people_waits_for_decisions_and_one_about_the_population_for_enrolments() -> None:
    assert sources_of(VACANCY) == (VACANCY,)
    assert sources_of(STUDENT) == (STUDENT, IDENTITY)
    assert sources_of(INSURANCE) == (INSURANCE, IDENTITY, STUDENT)


def test_a_question_and_an_answer_by_file_name_the_same(saphan: Saphan, tmp_path: Path) -> None:
    rows = vacancies(40)
    saphan.take("doe", VACANCY, rows[2:])
    own = of_register(VACANCY, rows).own()
    records = RecordSet(own.versions)
    asked, told = tmp_path / "question.json", tmp_path / "answer.json"
    files.write(asked, files.question(records, VACANCY, {}))
    question = files.read(asked, files.Question)
    told_now = saphan.desk.exchange(DOE, question.topic, question.exchange)
    files.write(told, files.Answered(topic=VACANCY, answer=told_now))
    found = files.differences(records, VACANCY, files.read(told, files.Answered))
    assert found is not None
    assert set(found.missing) == {edge("doe").record(VACANCY, row["job_id"]) for row in rows[:2]}
    with pytest.raises(files.BadFileError):
        files.read(asked, files.Answered)
    assert answer(saphan.tables, VACANCY, question.exchange, {}).records.keys() == told_now.records.keys()


def test_reports_say_in_both_languages_what_to_do_and_name_nobody_in_their_repr(saphan: Saphan) -> None:
    rows = vacancies(3)
    saphan.take("doe", VACANCY, rows[1:])
    found = compared(saphan, DOE, VACANCY, rows)
    text = "\n".join(lines(found))
    assert "ไม่ตรงกัน · different" in text
    assert f"missing: {rows[0]['job_id']} (line 2)" in text
    assert "send it again" in text
    shown = as_dict(found)
    assert (shown["outcome"], shown["missing"][0]["line"]) == ("different", 2)
    row = of_register(VACANCY, rows).rows_of(of_register(VACANCY, rows[:1]).own().versions)
    assert rows[0]["job_id"] not in repr(list(row.values()))


@pytest.fixture
def at_hand(tmp_path: Path, saphan: Saphan) -> AtHand:
    return AtHand(tmp_path, parts=(lambda gateway: ReconcileApi(gateway, saphan.desk, edge).router(),), log=saphan.log)


def test_over_http_a_source_with_and_one_without_the_key_find_the_same(saphan: Saphan, at_hand: AtHand) -> None:
    rows = vacancies(30)
    saphan.take("doe", VACANCY, rows[4:])
    with TestClient(at_hand.app()) as client:
        side = GatewaySide("http://testserver", at_hand.keys["doe"], transport=client._transport)
        register = of_register(VACANCY, rows)
        keyless = replace(register, naming=AskedNaming(side.names))
        for one in (register, keyless):
            found = reconcile(one, side, never)
            assert {finding.own_id for finding in found.missing} == {row["job_id"] for row in rows[:4]}
        assert side.exchanges > 0
        assert side.bytes > 0
        with pytest.raises(GatewayError, match="403"):
            side.exchange(STUDENT, Exchange(count=0, digest="0" * 32))


def test_a_whole_register_is_compared_for_who_has_no_program_at_all(saphan: Saphan, at_hand: AtHand) -> None:
    rows = [{**STUDENT_ROW, "student_id": f"{number}"} for number in range(5)]
    saphan.take("ovec", STUDENT, rows[1:])
    columns = ("student_id", "revision", "changed_at", "citizen_id")
    text = ",".join(columns) + "\n" + "".join(",".join(row[name] for name in columns) + "\n" for row in rows)
    with TestClient(at_hand.app()) as client:
        headers = at_hand.headers("college", "text/csv")
        found = client.post("/v1/ovec.student/reconcile/register", content=text.encode(), headers=headers).json()
        assert (found["outcome"], [one["line"] for one in found["missing"]]) == ("different", [1])
        saphan.take("ovec", STUDENT, rows[:1])
        found = client.post("/v1/ovec.student/reconcile/register", content=text.encode(), headers=headers).json()
        assert (found["outcome"], found["count"]) == ("equal", 5)
        body = "/v1/ovec.student/reconcile/register?college=1321000002"
        assert client.post(body, content=text.encode(), headers=headers).json()["code"] == "NOT_YOUR_PART"


@pytest.mark.parametrize(
    ("path", "body", "media", "status"),
    [
        ("", b"{}", "application/json", 400),
        ("", b"\x00\xff", "application/json", 400),
        ("", b"{}", "text/plain", 415),
        ("/why", b'{"doubts": [{}]}', "application/json", 400),
        ("/names", b'{"numbers": []}', "application/json", 400),
        ("/register", b"\xff\xfe", "text/csv", 400),
        ("/register", b"", "text/csv", 400),
        ("/register", b"a,a\n1,2\n", "text/csv", 400),
        ("/register", b'{"rows": 1}', "application/json", 400),
        ("/register?college=1", b"[]", "application/json", 400),
        ("", b" " * (9 * 1024 * 1024), "application/json", 413),
    ],
)
def test_what_is_no_exchange_is_a_problem_of_the_whole_request(
    at_hand: AtHand, path: str, body: bytes, media: str, status: int
) -> None:
    with TestClient(at_hand.app()) as client:
        answered = client.post(f"/v1/doe.vacancy/reconcile{path}", content=body, headers=at_hand.headers("doe", media))
        assert answered.status_code == status
        assert answered.headers["content-type"].startswith("application/problem+json")
        told = client.post("/v1/doe.vacancy/reconcile", content=b"{}", headers={"authorization": "Bearer x"})
        assert told.status_code == 401


def test_names_are_those_the_edge_gives_and_each_is_asked_once() -> None:
    asked: list[Sequence[str]] = []

    def ask(topic: str, numbers: Sequence[str]) -> list[str]:
        asked.append(numbers)
        return [edge("doe").record(topic, number) for number in numbers]

    naming = AskedNaming(ask)
    assert naming.records(VACANCY, ["a", "b", "a"]) == EdgeNaming(edge("doe")).records(VACANCY, ["a", "b", "a"])
    naming.records(VACANCY, ["b"])
    assert asked == [["a", "b"]]
    assert naming.person(classify(PIN)) is None


def test_a_test_centre_is_a_part_of_its_own() -> None:
    centre = Source("c", "dsd", frozenset({SKILL_TEST}), Scope(ScopeKind.TEST_CENTRE, "DSD-21"), "", "")
    assert own_part(centre, {"month": "2026-11"}) == {"month": "2026-11", "test_centre": "DSD-21"}
    assert own_part(centre, {"test_centre": "dsd-21"}) == {"test_centre": "DSD-21"}
    with pytest.raises(NotYourPartError):
        own_part(centre, {"test_centre": "DSD-20"})
