"""A file sent is answered line by line; again, corrected, older or stopped half-way, nothing is doubled or lost."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from producers.files.declaring import Declared
from producers.files.outcomes import read
from producers.files.patience import Patient
from producers.files.reading import open_file
from producers.files.refusing import FileRefusedError
from producers.files.sending import BATCH, Terms
from producers.files.sheets import Profile
from producers.receipts import TryAgain
from schemas.codec import decode
from schemas.topics import SKILL_TEST, STUDENT
from tests.files.making import csv_bytes, headed, row
from tests.files.places import DAY_MS, MANY, MONDAY, STUDY, TUESDAY, WORK, CrashError, Edge, Place, student
from tests.producers.fakes import FakePopulation
from tests.producers.rows import PIN


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, Edge())
    yield made
    made.state.close()


def test_each_line_gets_its_answer_in_order_and_good_ones_go_though_others_are_refused(place: Place) -> None:
    found = place.send([student(1), student(2, citizen_id="1"), student(3, first_name="=1"), student(4)], MONDAY)
    assert [(one.line, one.outcome, one.code) for one in read(found.outcomes)] == [
        (2, "ACCEPTED", ""),
        (3, "REFUSED", "IDENTIFIER_SHAPE"),
        (4, "REFUSED", "FORMULA"),
        (5, "ACCEPTED", ""),
    ]
    assert place.edge.log.sent == 2


def test_versions_derive_from_the_as_of(place: Place) -> None:
    place.send([student(1)], MONDAY)
    assert place.standing() == [(MONDAY, "WORK")]
    assert decode(STUDENT, place.edge.log.events(STUDENT)[0].value)[0].occurred_at == MONDAY


def test_the_same_file_again_changes_nothing_and_gets_the_same_receipts(place: Place) -> None:
    first = list(read(place.send([student(1), student(2)], MONDAY).outcomes))
    assert list(read(place.send([student(1), student(2)], MONDAY).outcomes)) == first
    assert place.edge.log.sent == 2


def test_what_a_later_file_says_again_is_not_published_again(place: Place) -> None:
    first = place.send([student(1), student(2)], MONDAY)
    later = place.send([student(1), student(2, wish=STUDY)], TUESDAY)
    assert place.edge.log.sent == 3
    receipts = [[one.receipt for one in read(summary.outcomes)] for summary in (first, later)]
    assert receipts[0][0] == receipts[1][0]
    assert receipts[0][1] != receipts[1][1]


def test_there_and_back_again_is_three_versions(place: Place) -> None:
    for day, wish in enumerate((WORK, STUDY, WORK)):
        place.send([student(1, wish=wish)], MONDAY + day * DAY_MS)
    versions = [decode(STUDENT, event.value)[0].version for event in place.edge.log.events(STUDENT)]
    assert versions == [MONDAY, TUESDAY, TUESDAY + DAY_MS]


def test_a_file_corrected_under_the_same_as_of_is_taken_and_its_forerunner_does_not_come_back(place: Place) -> None:
    wrong = [student(1, wish=STUDY), student(2, citizen_id="1")]
    place.send(wrong, MONDAY)
    place.send([student(1), student(2)], MONDAY)
    assert place.standing() == [(MONDAY, "WORK"), (MONDAY + 1, "WORK")]
    again = place.send(wrong, MONDAY)
    assert [one.code for one in read(again.outcomes)] == ["VERSION_NOT_RISING"] * 2
    assert place.standing() == [(MONDAY, "WORK"), (MONDAY + 1, "WORK")]


def test_an_older_file_never_overwrites_a_newer_one(place: Place) -> None:
    place.send([student(1)], TUESDAY)
    older = place.send([student(1, wish=STUDY), student(2)], MONDAY)
    assert [one.code for one in read(older.outcomes)] == ["VERSION_NOT_RISING", ""]
    assert place.standing() == [(MONDAY, "WORK"), (TUESDAY, "WORK")]


def test_a_file_older_than_a_complete_one_is_refused_whole(place: Place) -> None:
    place.send([student(1)], TUESDAY, complete=True)
    with pytest.raises(FileRefusedError, match="OUTDATED"):
        place.send([student(2)], MONDAY)


def test_an_older_file_does_no_harm_though_the_senders_state_was_lost(place: Place, tmp_path: Path) -> None:
    place.send([student(1)], TUESDAY)
    (tmp_path / "other").mkdir()
    other = Place(tmp_path / "other", place.edge)
    other.send([student(1, wish=STUDY)], MONDAY)
    assert place.standing() == [(TUESDAY, "WORK")]
    other.state.close()


def test_one_record_with_two_contents_in_one_file_is_told(place: Place) -> None:
    found = place.send([student(1), student(1), student(1, wish=STUDY)], MONDAY)
    assert [one.code for one in read(found.outcomes)] == ["", "", "TWO_CONTENTS_ONE_VERSION"]
    rows = [student(number) for number in range(2, BATCH + 10)]
    apart = place.send([*rows, student(2, wish=STUDY)], TUESDAY)
    assert [one.code for one in read(apart.outcomes)][-1] == "TWO_CONTENTS_ONE_VERSION"


def test_what_a_complete_file_no_longer_holds_is_deleted_and_comes_back_with_a_later_one(place: Place) -> None:
    place.send([student(1), student(2), student(3)], MONDAY, complete=True)
    found = place.send([student(1), student(3)], TUESDAY, complete=True)
    assert (found.sent.gone, found.sent.known, found.sent.state) == (1, 3, "DONE")
    assert len(place.standing()) == 2
    place.send([student(1), student(2), student(3)], TUESDAY + DAY_MS, complete=True)
    assert len(place.standing()) == 3


def test_a_file_of_changes_deletes_nothing(place: Place) -> None:
    place.send([student(1), student(2)], MONDAY, complete=True)
    place.send([student(1)], TUESDAY)
    assert len(place.standing()) == 2


def test_a_refused_line_is_still_in_the_file_and_not_deleted(place: Place) -> None:
    place.send([student(1), student(2)], MONDAY, complete=True)
    found = place.send([student(1), student(2, citizen_id="1")], TUESDAY, complete=True)
    assert found.sent.gone == 0
    assert len(place.standing()) == 2


def test_a_complete_file_of_one_part_leaves_the_others_alone(place: Place) -> None:
    place.send([student(1), student(2)], MONDAY, complete=True, terms=Terms("ovec", "1321000001", 99, 1.0))
    place.send([student(3)], TUESDAY, complete=True, terms=Terms("ovec", "1310000001", 99, 1.0))
    assert len(place.standing()) == 3


@pytest.mark.parametrize("crash_after", range(4))
def test_a_file_stopped_anywhere_goes_on_without_a_gap_or_a_double(place: Place, crash_after: int) -> None:
    rows = [student(number) for number in range(3 * BATCH + 7)]
    place.edge.crash_after = crash_after
    with pytest.raises(CrashError):
        place.send(rows, MONDAY, complete=True)
    place.edge.crash_after = None
    before = place.edge.batches
    found = place.send(rows, MONDAY, complete=True)
    assert place.edge.batches - before == 4 - crash_after
    assert [one.line for one in read(found.outcomes)] == list(range(2, len(rows) + 2))
    assert found.lines == {"ACCEPTED": len(rows)}
    # What was sent before the crash is known at the edge: no event twice.
    assert place.edge.log.sent == len(rows) == len(place.standing())


def test_answers_written_but_not_known_to_be_are_written_again(place: Place, tmp_path: Path) -> None:
    rows = [student(number) for number in range(BATCH + 1)]
    place.edge.crash_after = 1
    with pytest.raises(CrashError):
        place.send(rows, MONDAY)
    with next(tmp_path.glob("answers-*")).open("ab") as answers:
        answers.write(b"0,9999,ACCEPTED,half a li")
    place.edge.crash_after = None
    assert [one.line for one in read(place.send(rows, MONDAY).outcomes)] == list(range(2, len(rows) + 2))


def test_what_could_not_be_taken_just_now_is_taken_when_the_same_file_is_sent_again(place: Place) -> None:
    place.edge.behind = 1
    first = place.send([student(1)], MONDAY, complete=True)
    assert (first.lines, first.sent.state) == ({"TRY_AGAIN": 1}, "PARTLY")
    again = place.send([student(1)], MONDAY, complete=True)
    assert (again.lines, again.sent.state) == ({"ACCEPTED": 1}, "DONE")


def test_a_patient_sender_waits_for_the_view_to_catch_up() -> None:
    edge, waited = Edge(), list[float]()
    edge.behind = 2
    (receipt,) = Patient(edge, waited.append).send(STUDENT, [student(1) | {"revision": "1", "changed_at": AT}])
    assert (type(receipt).__name__, waited) == ("Accepted", [0.5, 1.0])
    edge.behind = 99
    assert isinstance(Patient(edge, waited.append).send(STUDENT, [student(1)])[0], TryAgain)


AT = "23/11/2569 09:00:00"


def test_someone_outside_the_population_is_dropped_and_leaves_nothing_behind(tmp_path: Path) -> None:
    stranger = Place(tmp_path, Edge("dsd", FakePopulation()))
    test = row(SKILL_TEST)
    found = stranger.send([test], MONDAY, complete=True)
    assert found.lines == {"DROPPED": 1}
    again = stranger.send([{**test, "result": "ไม่ผ่าน"}], TUESDAY, complete=True)
    assert (again.sent.gone, again.sent.known) == (0, 0)
    stranger.state.close()


def test_columns_that_nobody_knows_stop_the_file_until_they_are_named(place: Place) -> None:
    content = csv_bytes(headed(STUDENT, [student(1) | {"เกรดเฉลี่ย": "3.5"}]))
    for remembered, known in (({}, False), ({"เกรดเฉลี่ย": ""}, True)):
        with open_file(io.BytesIO(content), Profile(STUDENT, remembered=remembered)) as file:
            if known:
                assert place.sending.send(file, Declared(MONDAY, complete=False), MANY).lines == {"ACCEPTED": 1}
            else:
                with pytest.raises(FileRefusedError, match="UNKNOWN_COLUMNS"):
                    place.sending.send(file, Declared(MONDAY, complete=False), MANY)


def test_nothing_readable_about_a_person_is_kept_beside_the_file(place: Place, tmp_path: Path) -> None:
    place.send([student(1), student(2, citizen_id="1")], MONDAY)
    place.state.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (PIN, "66301040001", "ฟ้าใส", "ทองลมภู", "0001234567"):
        assert secret.encode() not in kept


def test_registers_that_count_revisions_themselves_keep_them(place: Place) -> None:
    place.send([student(1) | {"revision": "7", "changed_at": AT}], MONDAY)
    assert place.standing() == [(7, "WORK")]


def test_what_was_sent_before_a_file_could_not_be_read_any_further_can_be_corrected(place: Place) -> None:
    rows = [student(number) for number in range(BATCH + 1)]
    broken = csv_bytes(headed(STUDENT, rows)) + b'"never closed'
    with (
        open_file(io.BytesIO(broken), Profile(STUDENT)) as file,
        pytest.raises(FileRefusedError, match="QUOTES"),
    ):
        place.sending.send(file, Declared(MONDAY, complete=False), MANY)
    found = place.send([student(0, wish=STUDY), *rows[1:]], MONDAY)
    assert found.lines == {"ACCEPTED": BATCH + 1}
    assert [version for version, _ in place.standing()].count(MONDAY + 1) == 1


def test_one_sources_complete_file_says_nothing_of_anothers_records(place: Place) -> None:
    place.send([student(1), student(2)], MONDAY, complete=True)
    found = place.send([student(1)], TUESDAY, complete=True, terms=Terms("another", deletions_max=9))
    assert (found.sent.gone, found.sent.known) == (0, 1)
    assert len(place.standing()) == 2
