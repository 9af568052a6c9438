"""Each row gets its own receipt, in order, whatever it came as."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from producers import receipt_lines
from producers.arrivals.arrival import Outcome, Way
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain
from schemas.codec import decode
from schemas.topics import STUDENT, VACANCY
from tests.gateway.at_hand import COLLEGE, OTHER_COLLEGE, AtHand
from tests.gateway.sending import LINES, Row, as_csv, as_lines, receipts, vacancy
from tests.producers.fakes import edge
from tests.producers.rows import SPELL_ROW, STUDENT_ROW, VACANCY_ROW


def test_good_rows_flow_though_bad_ones_are_refused_each_with_its_receipt_in_order(
    hand: AtHand, client: TestClient
) -> None:
    rows = [vacancy(1), vacancy(2, position=""), vacancy(3)]
    answer = client.post("/v1/doe.vacancy/records", json=rows, headers=hand.headers("doe"))
    told = answer.json()
    assert (told["accepted"], told["refused"], told["try_again"], told["dropped"]) == (2, 1, 0, 0)
    assert [one["outcome"] for one in told["receipts"]] == ["ACCEPTED", "REFUSED", "ACCEPTED"]
    assert told["receipts"][0]["topic"] == VACANCY
    assert {"partition", "offset"} <= told["receipts"][0].keys()
    assert told["receipts"][1] == {
        "row": 2,
        "outcome": "REFUSED",
        "code": "MISSING",
        "field": "position",
        "rule": {"th": "ไม่ได้กรอกช่อง position", "en": "position is missing"},
        "example": "ช่างไฟฟ้าภายในอาคาร",
    }
    assert len(hand.log.events(VACANCY)) == 2


def test_json_json_lines_and_csv_give_the_same_receipts_for_the_same_rows(hand: AtHand, client: TestClient) -> None:
    rows = [vacancy(1), vacancy(2, position=""), vacancy(3, employer_name='บริษัท "สมมุติ", จำกัด\nสาขา 2')]
    address = f"/v1/{VACANCY}/records"
    as_json = client.post(address, json={"rows": rows}, headers=hand.headers("doe")).json()["receipts"]
    lined = receipts(client.post(address, content=as_lines(rows), headers=hand.headers("doe", LINES)))
    from_csv = receipts(client.post(address, content=as_csv(rows), headers=hand.headers("doe", "text/csv")))
    assert [receipt_lines.receipt_of(one)[1] for one in as_json] == lined == from_csv
    assert len(hand.log.events(VACANCY)) == 2


def test_csv_may_be_in_the_old_thai_code_page_if_it_says_so(hand: AtHand, client: TestClient) -> None:
    text = as_csv([vacancy(1)]).encode("cp874")
    said = client.post(
        "/v1/doe.vacancy/records", content=text, headers=hand.headers("doe", "text/csv; charset=TIS-620")
    )
    assert isinstance(receipts(said)[0], Accepted)
    unsaid = client.post("/v1/doe.vacancy/records", content=text, headers=hand.headers("doe", "text/csv"))
    refused = receipts(unsaid)[0]
    assert isinstance(refused, Refused)
    assert refused.code == "NOT_A_ROW"


def test_the_same_record_and_version_again_is_the_same_answer_and_nothing_is_doubled(
    hand: AtHand, client: TestClient
) -> None:
    rows = [vacancy(number) for number in range(5)]
    asked: Row = {"content": as_lines(rows), "headers": hand.headers("doe", LINES)}
    first, second = (client.post("/v1/doe.vacancy/records", **asked).text for _ in range(2))
    assert first == second
    assert len(hand.log.events(VACANCY)) == 5


def test_there_and_back_again_is_three_versions_never_seen_before(hand: AtHand, client: TestClient) -> None:
    for revision, positions in ((2, "2"), (4, "3"), (6, "2")):
        rows = [vacancy(1, revision=revision, positions=positions)]
        found = receipts(
            client.post("/v1/doe.vacancy/records", content=as_lines(rows), headers=hand.headers("doe", LINES))
        )
        assert isinstance(found[0], Accepted)
    assert [decode(VACANCY, event.value)[0].version for event in hand.log.events(VACANCY)] == [2, 4, 6]


def test_a_check_does_all_but_publish(hand: AtHand, client: TestClient) -> None:
    rows = [vacancy(1), vacancy(2, position="")]
    asked: Row = {"json": rows, "headers": hand.headers("doe")}
    told = client.post("/v1/doe.vacancy/check", **asked).json()
    assert [one["outcome"] for one in told["receipts"]] == ["VALID", "REFUSED"]
    assert hand.log.sent == 0
    assert hand.arrivals.days("doe", 0) == []
    client.post("/v1/doe.vacancy/records", **asked)
    assert client.post("/v1/doe.vacancy/check", **asked).json()["receipts"][0]["outcome"] == "ACCEPTED"
    changed = [vacancy(1, positions="9")]
    (again,) = client.post("/v1/doe.vacancy/check", json=changed, headers=hand.headers("doe")).json()["receipts"]
    assert again["code"] == "TWO_CONTENTS_ONE_VERSION"


def test_someone_outside_the_population_is_told_so_and_nothing_of_them_is_read(
    hand: AtHand, client: TestClient
) -> None:
    asked: Row = {"json": [{**SPELL_ROW, "section": "no such"}], "headers": hand.headers("sso")}
    assert client.post("/v1/sso.insurance/records", **asked).json()["receipts"] == [{"row": 1, "outcome": "DROPPED"}]
    (kept,) = hand.arrivals.rows("sso", "sso.insurance.v1")
    assert (kept.outcome, kept.code, kept.field) == (Outcome.DROPPED, None, None)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"{", "NOT_A_ROW"),
        (b'"a text"', "NOT_A_ROW"),
        (b"[1]", "NOT_A_ROW"),
        (b'{"job_id": 1.5}', "NOT_ENCODABLE"),
        (b'{"job_id": {"a": 1}}', "NOT_ENCODABLE"),
        (b'{"job_id": true}', "NOT_ENCODABLE"),
        (b'{"job_id": "\\ud800"}', "NOT_A_ROW"),
        (b'{"wage_paid": "1"}', "NOT_IN_CLAUSE"),
        (b"\xff\xfe\x00\x01", "NOT_A_ROW"),
        (b'{"job_id": ' + b"9" * 5000 + b"}", "NOT_A_ROW"),
        (b"[" * 10_000, "NOT_A_ROW"),
        (b'{"a": "' + b"x" * 70_000 + b'"}', "TOO_LARGE"),
        (json.dumps(dict.fromkeys(map(str, range(600)), "1")).encode(), "TOO_LARGE"),
    ],
)
def test_what_is_no_row_is_refused_and_the_next_one_is_taken(
    hand: AtHand, client: TestClient, sent: bytes, code: str
) -> None:
    body = sent + b"\n" + as_lines([vacancy(1)])
    first, second = receipts(client.post("/v1/doe.vacancy/records", content=body, headers=hand.headers("doe", LINES)))
    assert isinstance(first, Refused)
    assert first.code == code or (code == "NOT_A_ROW" and first.code == "NOT_ENCODABLE")
    assert isinstance(second, Accepted)


def test_whole_numbers_are_taken_as_text_and_null_as_blank(hand: AtHand, client: TestClient) -> None:
    row = vacancy(1, positions=2, revision=2, tsic=None)
    (receipt,) = client.post("/v1/doe.vacancy/records", json=[row], headers=hand.headers("doe")).json()["receipts"]
    assert receipt["outcome"] == "ACCEPTED"


def test_a_college_sends_and_deletes_its_own_records_and_no_others(hand: AtHand, client: TestClient) -> None:
    def send(source: str, row: Row) -> Row:
        answer = client.post("/v1/ovec.student/records", json=[row], headers=hand.headers(source))
        found: Row = answer.json()["receipts"][0]
        return found

    own = {**STUDENT_ROW, "college_code": COLLEGE}
    assert send("college", own)["outcome"] == "ACCEPTED"
    foreign = send("college", {**STUDENT_ROW, "student_id": "2", "college_code": OTHER_COLLEGE})
    assert (foreign["code"], foreign["field"]) == ("NOT_YOUR_RECORD", "college_code")
    taken_over = send("other", {**STUDENT_ROW, "revision": "9", "college_code": OTHER_COLLEGE})
    assert (taken_over["code"], taken_over["field"]) == ("NOT_YOUR_RECORD", "student_id")
    deletion = {"student_id": own["student_id"], "revision": "4", "changed_at": "23/11/2569 10:00:00", "deleted": "1"}
    assert send("other", deletion)["code"] == "NOT_YOUR_RECORD"
    assert send("college", deletion)["outcome"] == "ACCEPTED"
    assert send("ovec", {**STUDENT_ROW, "revision": "6", "college_code": OTHER_COLLEGE})["outcome"] == "ACCEPTED"
    assert send("college", {**own, "revision": "8"})["code"] == "NOT_YOUR_RECORD"


@pytest.mark.parametrize("way", ["edge", "file", "outbox", "no such way"])
def test_what_came_over_the_gateway_is_never_taken_for_what_a_source_told(
    hand: AtHand, client: TestClient, way: str
) -> None:
    headers = hand.headers("doe") | {"saphan-way": way}
    batch = client.post("/v1/doe.vacancy/records", json=[VACANCY_ROW], headers=headers).json()["batch"]
    assert [row.way for row in hand.arrivals.batch("doe", VACANCY, batch)] == [Way.GATEWAY]


def test_what_became_of_each_row_is_kept_by_a_keyed_hash_of_its_own_number(
    hand: AtHand, client: TestClient, tmp_path: Path
) -> None:
    rows = [{**STUDENT_ROW}, {**STUDENT_ROW, "student_id": "2", "citizen_id": "1"}]
    headers = hand.headers("ovec") | {"saphan-way": "upload"}
    batch = client.post("/v1/ovec.student/records", json=rows, headers=headers).json()["batch"]
    accepted, refused = hand.arrivals.batch("ovec", STUDENT, batch)
    assert (accepted.line, accepted.outcome, accepted.way) == (1, Outcome.ACCEPTED, Way.UPLOAD)
    assert (refused.line, refused.outcome, refused.field) == (2, Outcome.REFUSED, "citizen_id")
    record = edge("ovec").record(STUDENT, STUDENT_ROW["student_id"])
    assert hand.arrivals.of_record("ovec", STUDENT, record) == [accepted]
    hand.arrivals.close()
    held = b"".join(file.read_bytes() for file in tmp_path.glob("arrivals.db*"))
    for secret in ("student_id", "citizen_id", "first_name", "last_name"):
        assert STUDENT_ROW[secret].encode() not in held


def test_every_kind_of_receipt_is_read_back_as_it_was_written() -> None:
    kinds: list[Receipt] = [
        Accepted(VACANCY, 3, 14),
        Refused("MISSING", "position", "ไม่ได้กรอก", "missing", "ช่าง"),
        TryAgain("KEYS_NOT_AVAILABLE"),
        NotVocational(),
    ]
    for number, receipt in enumerate(kinds, 7):
        assert receipt_lines.read(receipt_lines.line(number, receipt)) == (number, receipt)
    for no_receipt in ("{}", "[]", '{"row": 1, "outcome": "LOST"}', '{"row": 1, "outcome": "REFUSED"}', "{"):
        with pytest.raises(ValueError, match=r"receipt|outcome|Expecting"):
            receipt_lines.read(no_receipt)
