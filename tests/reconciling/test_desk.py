"""Whole reconciliations: over the gateway, at its desk and by file; who may compare what; what is set aside and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.population import Membership
from producers.reconciling import files
from producers.reconciling.answering import answer
from producers.reconciling.client import GatewayError, GatewaySide
from producers.reconciling.desk import (
    Desk,
    EndsNotKnownError,
    NotYourPartError,
    WithheldError,
    own_part,
    sources_of,
)
from producers.reconciling.explaining import Explainer
from producers.reconciling.fingerprints import RecordSet
from producers.reconciling.following import Follower, Seen
from producers.reconciling.held import HeldRecords
from producers.reconciling.keeping import Keeping
from producers.reconciling.messages import Answer, Doubt, Doubts, Exchange, Reasons
from producers.reconciling.naming import AskedNaming, EdgeNaming
from producers.reconciling.reasons import Why
from producers.reconciling.reconciling import Outcome, Report, reconcile
from producers.reconciling.register import Register, numbered
from producers.reconciling.results import Results
from producers.reconciling.routes import ReconcileApi
from producers.reconciling.showing import as_dict, lines
from producers.sources.source import Scope, ScopeKind, Source
from schemas import codec, view
from schemas.agreement import DEMONSTRATION, MEMORANDUM, Agreement
from schemas.database import open_database
from schemas.identifiers import classify
from schemas.topics import IDENTITY, INSURANCE, SKILL_TEST, STUDENT, VACANCY
from tests.gateway.at_hand import COLLEGE, OTHER_COLLEGE, SOURCES, AtHand
from tests.producers.fakes import NOON_MS, PARTITIONS, FakeErasures, FakeLog, FakePopulation, edge, publisher
from tests.producers.rows import G_CODE, OTHER_PIN, PIN, SPELL_ROW, STUDENT_ROW, VACANCY_ROW
from tests.reconciling.fakes import FakeView

DOE, SSO, OVEC, OF_COLLEGE = SOURCES[0], SOURCES[1], SOURCES[2], SOURCES[3]
PERSON = edge("ovec").pseudonym(classify(PIN))
OTHER_PERSON = edge("ovec").pseudonym(classify(OTHER_PIN))


class Saphan:
    """The log that publishers write to, the view made of it, the follower, and the desk."""

    def __init__(self, folder: Path, agreement: Agreement = DEMONSTRATION) -> None:
        self.log, self.view = FakeLog(), FakeView(PARTITIONS)
        self.population, self.erasures = FakePopulation(), FakeErasures()
        engine = open_database(f"sqlite:///{folder / 'held.db'}")
        self.tables, self.results = HeldRecords(engine), Results(engine)
        self.keeping = Keeping(engine)
        explainer = Explainer(self.tables, self.population, self.erasures)
        self.desk = Desk(
            self.tables, lambda _: self, lambda _: explainer, self.results, agreement, PARTITIONS, lambda: NOON_MS
        )

    def ends(self, topic: str, partitions: Sequence[int]) -> Mapping[int, int]:
        return {number: len(self.log.records.get((topic, number), [])) for number in partitions}

    def take(self, agency: str, topic: str, rows: Sequence[Row]) -> None:
        """Publish rows as the agency does, and let view and follower see them."""
        publisher(agency, self.log, population=self.population).publish(topic, rows)
        self.see()

    def see(self) -> None:
        for (topic, number), events in self.log.records.items():
            for event in events:
                version, operation = codec.peek(event.value)
                held = self.view.entries.setdefault(event.subject, {})
                name = view.field(topic, event.key.decode().split("/")[1])
                entry = view.Entry(version, NOON_MS, operation, event.value)
                if name not in held or view.wins(entry, view.unpack(held[name])):
                    held[name] = view.pack(entry)
            self.view.marks[topic, number] = len(events) - 1
        follower = Follower(_Tail(self.log), self.view, self.keeping, PARTITIONS)
        while follower.round():
            pass


class _Tail:
    """The fake log's tail."""

    def __init__(self, log: FakeLog) -> None:
        self._log = log
        self._next: dict[tuple[str, int], int] = {}

    def seek(self, positions: Mapping[tuple[str, int], int]) -> None:
        self._next = dict(positions)

    def poll(self) -> list[Seen]:
        found: list[Seen] = []
        for place, begin in self._next.items():
            events = self._log.records.get(place, [])
            found += [Seen(*place, at, events[at].subject) for at in range(begin, len(events))]
            self._next[place] = max(begin, len(events))
        return found


class AtDesk:
    """The desk, reached without HTTP."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self.desk, self.source = desk, source

    def exchange(self, topic: str, asked: Exchange) -> Answer:
        return self.desk.exchange(self.source, topic, asked)

    def why(self, topic: str, asked: Doubts) -> Reasons:
        return self.desk.why(self.source, topic, asked)


@pytest.fixture
def saphan(tmp_path: Path) -> Saphan:
    return Saphan(tmp_path)


def never() -> bool:
    return False


def vacancies(count: int, **changed: str) -> list[Row]:
    return [{**VACANCY_ROW, "job_id": f"DOE-21-{number:07}", **changed} for number in range(count)]


def of_register(topic: str, rows: Sequence[Row], part: Mapping[str, str] | None = None) -> Register:
    data_set = DATA_SETS[topic]
    return Register(data_set, lambda: numbered(rows), EdgeNaming(edge(data_set.agency)), part or {})


def compared(saphan: Saphan, source: Source, topic: str, rows: Sequence[Row], **part: str) -> Report:
    return reconcile(of_register(topic, rows, part), AtDesk(saphan.desk, source), never)


def test_dropped_rows_are_named_exactly_and_once_sent_again_all_is_equal(saphan: Saphan) -> None:
    rows = vacancies(60)
    dropped = {3, 17, 41}
    saphan.take("doe", VACANCY, [row for at, row in enumerate(rows) if at not in dropped])
    found = compared(saphan, DOE, VACANCY, rows)
    assert found.outcome is Outcome.DIFFERENT
    assert {one.own_id for one in found.missing} == {rows[at]["job_id"] for at in dropped}
    assert found.again == {at + 2 for at in dropped}
    assert not found.extra
    assert not found.different
    saphan.take("doe", VACANCY, [rows[line - 2] for line in sorted(found.again)])
    assert compared(saphan, DOE, VACANCY, rows).outcome is Outcome.EQUAL


def test_versions_and_what_only_saphan_holds_are_named(saphan: Saphan) -> None:
    rows = vacancies(10)
    saphan.take("doe", VACANCY, rows)
    newer = [{**rows[0], "revision": "3"}, *rows[1:9]]
    found = compared(saphan, DOE, VACANCY, newer)
    assert [(one.own_id, one.version, one.theirs) for one in found.different] == [(rows[0]["job_id"], 3, (2,))]
    assert [one.record for one in found.extra] == [edge("doe").record(VACANCY, rows[9]["job_id"])]
    assert found.again == {2}
    saphan.take("doe", VACANCY, [newer[0], {**rows[9], "revision": "3", "deleted": "1"}])
    assert compared(saphan, DOE, VACANCY, newer).outcome is Outcome.EQUAL


def test_a_deletion_counts_on_neither_side_and_one_saphan_has_and_the_register_not_is_told(saphan: Saphan) -> None:
    rows = vacancies(3)
    gone = {**rows[0], "revision": "5", "deleted": "1"}
    saphan.take("doe", VACANCY, [*rows, gone])
    assert compared(saphan, DOE, VACANCY, [*rows, gone]).outcome is Outcome.EQUAL
    assert compared(saphan, DOE, VACANCY, rows[1:]).outcome is Outcome.EQUAL
    found = compared(saphan, DOE, VACANCY, rows)
    assert [(one.why, one.theirs) for one in found.missing] == [(Why.DELETED, (5,))]
    # To send the same again would change nothing.
    assert found.again == frozenset()


def test_what_an_erased_person_had_is_set_aside_and_the_rest_is_equal(saphan: Saphan) -> None:
    rows = [STUDENT_ROW, {**STUDENT_ROW, "student_id": "66301040002", "citizen_id": OTHER_PIN}]
    saphan.take("ovec", STUDENT, rows[1:])
    saphan.erasures.answers = {PERSON: NOON_MS + 1_000_000_000}
    found = compared(saphan, OVEC, STUDENT, rows)
    assert found.outcome is Outcome.EQUAL
    assert [(one.why, one.line) for one in found.set_aside] == [(Why.ERASED, 2)]
    assert saphan.results.last("ovec")[0].set_aside == 1
    saphan.erasures.answers = {PERSON: 1}
    assert compared(saphan, OVEC, STUDENT, rows).outcome is Outcome.DIFFERENT
    saphan.erasures.answers = {PERSON: None}
    assert compared(saphan, OVEC, STUDENT, rows).outcome is Outcome.NOT_KNOWN


def test_only_the_agreed_population_is_compared(saphan: Saphan) -> None:
    spells = [
        {**SPELL_ROW, "spell_no": "1"},
        {**SPELL_ROW, "spell_no": "2", "insured_id": OTHER_PIN},
        {**SPELL_ROW, "spell_no": "3", "insured_id": G_CODE},
    ]
    saphan.population.answers = {PERSON: Membership.YES}
    saphan.take("ovec", STUDENT, [STUDENT_ROW])
    saphan.take("sso", INSURANCE, spells)
    found = compared(saphan, SSO, INSURANCE, spells)
    assert found.outcome is Outcome.EQUAL
    assert {one.why for one in found.set_aside} == {Why.OUTSIDE}
    # Left out beforehand, they cost nothing.
    register = replace(of_register(INSURANCE, spells), population=saphan.population)
    found = reconcile(register, AtDesk(saphan.desk, SSO), never)
    assert (found.outcome, found.outside, found.exchanges, found.set_aside) == (Outcome.EQUAL, 2, 1, ())
    # Whoever enrols later is missing until sent again.
    saphan.take("ovec", STUDENT, [{**STUDENT_ROW, "student_id": "9", "citizen_id": OTHER_PIN}])
    saphan.population.answers[OTHER_PERSON] = Membership.YES
    found = compared(saphan, SSO, INSURANCE, spells)
    assert [(one.own_id, one.why) for one in found.missing] == [("2", Why.MISSING)]


def test_while_it_is_not_known_who_is_in_the_population_nothing_is_said(saphan: Saphan) -> None:
    saphan.population.answers = {PERSON: Membership.NOT_KNOWN}
    register = replace(of_register(INSURANCE, [SPELL_ROW]), population=saphan.population)
    assert reconcile(register, AtDesk(saphan.desk, SSO), never).outcome is Outcome.NOT_KNOWN


def test_what_stands_in_the_log_and_not_yet_in_the_view_is_not_called_missing(saphan: Saphan) -> None:
    rows = vacancies(2)
    publisher("doe", saphan.log).publish(VACANCY, rows)
    assert compared(saphan, DOE, VACANCY, rows).outcome is Outcome.NOT_KNOWN
    saphan.see()
    assert compared(saphan, DOE, VACANCY, rows).outcome is Outcome.EQUAL


def test_a_part_is_compared_by_itself_and_what_moved_out_of_it_is_told_as_held(saphan: Saphan) -> None:
    rows = [
        {**STUDENT_ROW, "student_id": f"{number}", "college_code": COLLEGE if number < 3 else OTHER_COLLEGE}
        for number in range(6)
    ]
    saphan.take("ovec", STUDENT, rows)
    for part in ({"college": COLLEGE}, {"province": "21"}, {"month": "2569-11"}, {"month": "2026-10"}):
        assert compared(saphan, OVEC, STUDENT, rows, **part).outcome is Outcome.EQUAL
    assert compared(saphan, OVEC, STUDENT, rows, college=COLLEGE).count == 3
    moved = [{**rows[0], "college_code": OTHER_COLLEGE}, *rows[1:]]
    found = compared(saphan, OVEC, STUDENT, moved, college=OTHER_COLLEGE)
    assert [one.why for one in found.set_aside] == [Why.HELD]


def test_a_college_compares_its_own_records_and_nobody_elses(saphan: Saphan) -> None:
    rows = [
        {**STUDENT_ROW, "student_id": f"{number}", "college_code": COLLEGE if number < 3 else OTHER_COLLEGE}
        for number in range(6)
    ]
    saphan.take("ovec", STUDENT, rows)
    assert compared(saphan, OF_COLLEGE, STUDENT, rows[:3]).outcome is Outcome.EQUAL
    assert saphan.results.last("college")[0].part == f"college={COLLEGE}"
    with pytest.raises(NotYourPartError):
        compared(saphan, OF_COLLEGE, STUDENT, rows[:3], college=OTHER_COLLEGE)
    # Of people it learns nothing by pseudonym.
    saphan.erasures.answers = {PERSON: 2**50}
    asked = Doubts(doubts=[Doubt(record="0" * 16, version=1, person=PERSON, occurred_at=1)])
    assert saphan.desk.why(OF_COLLEGE, STUDENT, asked).reasons[0].why is Why.MISSING
    assert saphan.desk.why(OVEC, STUDENT, asked).reasons[0].why is Why.ERASED


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


def test_rows_that_cannot_be_read_are_named_by_their_line(saphan: Saphan) -> None:
    rows = vacancies(3)
    saphan.take("doe", VACANCY, rows)
    found = compared(saphan, DOE, VACANCY, [*rows, {"job_id": "x"}, {}])
    assert (found.outcome, found.bad) == (Outcome.EQUAL, ((5, "MISSING"), (6, "MISSING")))


def test_the_newest_of_a_records_rows_counts_wherever_it_stands(saphan: Saphan) -> None:
    (row,) = vacancies(1)
    newer = {**row, "revision": "7"}
    saphan.take("doe", VACANCY, [newer])
    assert compared(saphan, DOE, VACANCY, [newer, row]).outcome is Outcome.EQUAL


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
