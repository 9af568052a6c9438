"""A file is read, checked, mended, sent and given back; what the log holds is what the page told."""

from pathlib import Path

import pytest

from producers.files.state import State
from producers.receipts import Accepted, Refused
from producers.uploads.gateway import GatewayError
from producers.uploads.lines import Standing
from producers.uploads.mending import counts
from producers.uploads.working import undecided, whole_now
from schemas.topics import SKILL_TEST, STUDENT
from tests.producers.rows import TEST_ROW
from tests.uploads.at_hand import CHANGES, CLERK, AtHand, mistakes_of, taken
from tests.uploads.workbooks import COLLEGE, HEADINGS, MISTAKES, mended_to, student, with_mistakes, workbook

COMPLETE = CHANGES.__class__(STUDENT, "ทะเบียน ปวส.2.xlsx", None, complete=True)


@pytest.fixture
def at_hand(tmp_path: Path) -> AtHand:
    return AtHand(tmp_path)


def test_twelve_different_mistakes_are_told_each_at_its_cell(at_hand: AtHand) -> None:
    _, _, upload = taken(at_hand, with_mistakes())
    assert sorted(mistakes_of(upload).values()) == sorted((column, code) for column, _, code, _ in MISTAKES)
    assert counts(upload)[Standing.READY] == 6
    assert at_hand.log.sent == 0, "checking publishes nothing"


def test_the_file_mended_on_the_page_arrives_whole(at_hand: AtHand) -> None:
    working, number, upload = taken(at_hand, with_mistakes())
    reader = at_hand.reader()
    told = sorted(mistakes_of(upload).items())
    by_code = {code: index for index, (_, _, code, _) in enumerate(MISTAKES)}
    changes = {at: {field: mended_to(upload.lines[at].cells, by_code[code])} for at, (field, code) in told}
    working.mend(reader, number, changes, {})
    working.check(reader, number)
    working.send(reader, number)
    upload = working.uploads.get(reader, number)
    assert counts(upload)[Standing.ARRIVED] == 18
    assert len(at_hand.log.standing(STUDENT)) == 18
    assert {data["college"] for _, data in at_hand.log.standing(STUDENT).values()} == {COLLEGE}


def test_good_rows_go_first_and_the_mended_ones_later(at_hand: AtHand) -> None:
    rows = [student(1), student(2) | {"status": "ไม่รู้"}]
    working, number, _ = taken(at_hand, rows)
    reader = at_hand.reader()
    working.send(reader, number)
    assert len(at_hand.log.standing(STUDENT)) == 1
    working.mend(reader, number, {1: {"status": "กำลังศึกษา"}, 0: {"status": "พ้นสภาพ"}}, {})
    working.check(reader, number)
    working.send(reader, number)
    upload = working.uploads.get(reader, number)
    assert all(isinstance(line.verdict, Accepted) for line in upload.lines)
    assert upload.lines[0].cells["status"] == rows[0]["status"], "what arrived stays as it arrived"
    assert len(at_hand.log.standing(STUDENT)) == 2


def test_sending_the_same_file_again_changes_nothing(at_hand: AtHand) -> None:
    for _ in range(2):
        working, number, _ = taken(at_hand, [student(1), student(2)])
        working.send(at_hand.reader(), number)
        assert counts(working.uploads.get(at_hand.reader(), number))[Standing.ARRIVED] == 2
        assert at_hand.log.sent == 2
        at_hand.gateway.clock.ms += 60_000


def test_there_and_back_again_is_three_versions_by_file_and_by_form(at_hand: AtHand) -> None:
    reader = at_hand.reader()
    for status in ("กำลังศึกษา", "พ้นสภาพ"):
        working, number, _ = taken(at_hand, [student(1) | {"status": status}])
        working.send(reader, number)
        at_hand.gateway.clock.ms += 60_000
    back = working.one(reader, STUDENT, student(1) | {"status": "กำลังศึกษา"})
    assert isinstance(back, Accepted)
    assert len(at_hand.log.events(STUDENT)) == 3
    ((_, data),) = at_hand.log.standing(STUDENT).values()
    assert data is not None
    assert data["status"] == "STUDYING"


def test_a_row_of_another_college_is_refused_at_its_cell(at_hand: AtHand) -> None:
    headings = {**HEADINGS, "รหัสสถานศึกษา": "college_code"}
    working, reader = at_hand.working(), at_hand.reader()
    rows = [student(1) | {"college_code": "1321000002"}, student(2) | {"college_code": ""}]
    number = working.take(reader, CHANGES, workbook(rows, headings))
    working.check(reader, number)
    upload = working.uploads.get(reader, number)
    assert mistakes_of(upload) == {0: ("college_code", "NOT_YOUR_RECORD")}
    assert upload.lines[1].standing is Standing.READY


def test_an_unknown_heading_is_asked_about_once_and_remembered(at_hand: AtHand) -> None:
    headings = {**HEADINGS, "หมู่โลหิต": "blood", "ซ.น.ศ. ที่ออก": "telephone"}
    working, reader = at_hand.working(), at_hand.reader()
    content = workbook([student(1) | {"blood": "O", "telephone": "0001234567"}], headings)
    number = working.take(reader, CHANGES, content)
    working.check(reader, number)
    upload = working.uploads.get(reader, number)
    assert undecided(upload) == 2
    assert counts(upload)[Standing.UNCHECKED] == 1, "nothing is asked of anybody before it is known what it is"
    working.choose(reader, number, {"หมู่โลหิต": "", "ซ.น.ศ. ที่ออก": "telephone"})
    working.check(reader, number)
    upload = working.uploads.get(reader, number)
    assert (undecided(upload), counts(upload)[Standing.READY]) == (0, 1)
    assert upload.lines[0].cells["telephone"] == "0001234567"
    again = working.uploads.get(reader, working.take(reader, CHANGES, content))
    assert undecided(again) == 0


def test_a_mend_is_read_as_a_file_is_so_that_a_formula_is_none(at_hand: AtHand) -> None:
    working, number, _ = taken(at_hand, [student(1) | {"status": "ไม่รู้"}, student(2) | {"wanted_wage": "มาก"}])
    reader = at_hand.reader()
    working.mend(reader, number, {0: {"status": "=1+1"}, 1: {"wanted_wage": "๑๓,๕๐๐"}}, {})
    working.check(reader, number)
    upload = working.uploads.get(reader, number)
    assert mistakes_of(upload) == {0: ("status", "FORMULA")}
    assert upload.lines[1].standing is Standing.READY


def test_a_line_left_out_is_not_sent_and_can_be_taken_in_again(at_hand: AtHand) -> None:
    working, number, _ = taken(at_hand, [student(1), student(2)])
    reader = at_hand.reader()
    working.mend(reader, number, {}, {0: True})
    working.send(reader, number)
    assert counts(working.uploads.get(reader, number))[Standing.LEFT_OUT] == 1
    assert len(at_hand.log.standing(STUDENT)) == 1
    working.mend(reader, number, {}, {0: False})
    working.send(reader, number)
    assert len(at_hand.log.standing(STUDENT)) == 2


def test_what_a_complete_file_no_longer_holds_waits_for_a_persons_word(at_hand: AtHand) -> None:
    reader = at_hand.reader()
    working, number, _ = taken(at_hand, [student(n) for n in range(1, 41)], COMPLETE)
    working.send(reader, number)
    at_hand.gateway.clock.ms += 60_000
    working, number, _ = taken(at_hand, [student(n) for n in range(1, 11)], COMPLETE)
    working.send(reader, number)
    ended = working.uploads.get(reader, number).ended
    assert ended is not None
    assert (ended.gone, ended.known) == (30, 40)
    assert ended.held is not None
    assert len(at_hand.log.standing(STUDENT)) == 40, "nothing is deleted before somebody says so"
    working.decide(reader, number, delete=True)
    assert len(at_hand.log.standing(STUDENT)) == 10


def test_while_a_line_is_still_wrong_a_complete_file_takes_nothing_away(at_hand: AtHand) -> None:
    reader = at_hand.reader()
    working, number, _ = taken(at_hand, [student(1), student(2)], COMPLETE)
    working.send(reader, number)
    at_hand.gateway.clock.ms += 60_000
    working, number, upload = taken(at_hand, [student(1), student(2) | {"status": "?"}], COMPLETE)
    assert not whole_now(upload)
    working.send(reader, number)
    assert len(at_hand.log.standing(STUDENT)) == 2


def test_a_gateway_that_does_not_answer_loses_nothing(at_hand: AtHand) -> None:
    class Silent:
        def check(self, *_: object) -> list[object]:
            raise GatewayError(("ยังไม่ตอบ", "no answer"))

        send = check

    asked = at_hand.asked
    at_hand.asked = Silent()  # type: ignore[assignment]
    working, reader = at_hand.working(), at_hand.reader()
    number = working.take(reader, CHANGES, workbook([student(1)]))
    with pytest.raises(GatewayError):
        working.check(reader, number)
    at_hand.asked = asked
    working = at_hand.working()
    working.check(reader, number)
    at_hand.asked = Silent()  # type: ignore[assignment]
    at_hand.working().send(reader, number)
    assert counts(working.uploads.get(reader, number))[Standing.READY] == 1
    working.send(reader, number)
    assert counts(working.uploads.get(reader, number))[Standing.ARRIVED] == 1


def test_a_test_centres_clerk_sends_a_result_of_their_own_centre(at_hand: AtHand) -> None:
    reader = at_hand.reader("dsd-21", CLERK)
    row = {name: text for name, text in TEST_ROW.items() if name not in {"revision", "changed_at", "deleted"}}
    own = {name: text for name, text in row.items() if name != "test_centre"}
    assert isinstance(at_hand.working().one(reader, SKILL_TEST, own), Accepted)
    elsewhere = at_hand.working().one(reader, SKILL_TEST, row | {"test_no": "T-2", "test_centre": "DSD-20"})
    assert isinstance(elsewhere, Refused)
    assert (elsewhere.code, elsewhere.field) == ("NOT_YOUR_RECORD", "test_centre")


def test_the_state_of_files_is_the_memory_of_headings(at_hand: AtHand) -> None:
    assert isinstance(at_hand.working().headings, State)
