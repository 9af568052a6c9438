"""What became of a file's lines is noted for its source's page: every line, once, and what waits for a person."""

from pathlib import Path

import pytest

from producers.arrivals.arrival import Outcome
from producers.arrivals.telling import HeldDeletions
from producers.arrivals.told import ToldReader
from producers.files.noting import FileNoting, Naming
from producers.files.sending import BATCH, Sending, Terms
from schemas.topics import STUDENT
from tests.arrivals.telling import SOURCE, Platform, Sender
from tests.files.places import MONDAY, TUESDAY, CrashError, Edge, Place, student
from tests.producers.fakes import NOON_MS, edge


class NotedPlace(Place):
    """A source's folder whose lines are noted."""

    def __init__(self, folder: Path, sender: Edge, naming: Naming) -> None:
        super().__init__(folder, sender)
        self.sender, self.platform, self.naming = Sender(folder, "file"), Platform(), naming

    @property
    def sending(self) -> Sending:
        noting = FileNoting(self.sender.notes, self.naming)
        return Sending(self.state, self.edge, self.folder, lambda: NOON_MS, noting)

    def told(self) -> dict[str, int]:
        assert self.sender.tells(self.platform)
        return {outcome: rows for (_, outcome), rows in self.platform.days().items()}


@pytest.fixture
def place(tmp_path: Path) -> NotedPlace:
    return NotedPlace(tmp_path, Edge(), edge("ovec").record)


def test_every_line_is_told_those_too_that_were_refused_before_anything_was_sent(place: NotedPlace) -> None:
    wrong = [student(2, citizen_id="1"), student(3, first_name="=1"), student(4) | {"student_id": "6.63E+10"}]
    place.send([student(1), *wrong], MONDAY)
    assert place.told() == {"ACCEPTED": 1, "REFUSED": 3}
    rows = {row.line: row for row in place.platform.arrivals.rows(SOURCE, STUDENT)}
    assert [rows[line].code for line in (2, 3, 4, 5)] == [None, "IDENTIFIER_SHAPE", "FORMULA", "NUMBER_SHORTENED"]
    assert rows[3].record == edge("ovec").record(STUDENT, student(2)["student_id"])
    assert {row.outcome for row in place.platform.arrivals.of_record(SOURCE, STUDENT, rows[3].record or "")} == {
        Outcome.REFUSED
    }


@pytest.mark.parametrize("crash_after", range(3))
def test_a_file_stopped_anywhere_is_told_without_a_gap_or_a_double(place: NotedPlace, crash_after: int) -> None:
    rows = [student(number) for number in range(2 * BATCH + 7)]
    place.edge.crash_after = crash_after
    with pytest.raises(CrashError):
        place.send(rows, MONDAY)
    place.sender.tells(place.platform)
    place.edge.crash_after = None
    place.send(rows, MONDAY)
    assert place.told() == {"ACCEPTED": len(rows)}


def test_a_batch_that_was_noted_and_not_written_down_is_noted_again_and_counts_once(
    place: NotedPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(place.state, "advance", crash)
        with pytest.raises(CrashError):
            place.send([student(1), student(2, citizen_id="1")], MONDAY)
    assert place.told() == {"ACCEPTED": 1, "REFUSED": 1}
    place.send([student(1), student(2, citizen_id="1")], MONDAY)
    assert place.told() == {"ACCEPTED": 1, "REFUSED": 1}


def test_a_line_that_could_not_be_taken_and_is_taken_by_the_same_file_again_is_told_as_both(place: NotedPlace) -> None:
    place.edge.behind = 1
    place.send([student(1)], MONDAY)
    place.send([student(1)], MONDAY)
    assert place.told() == {"TRY_AGAIN": 1, "ACCEPTED": 1}


def test_deletions_are_told_and_those_that_wait_for_a_person_with_their_number(place: NotedPlace) -> None:
    place.send([student(number) for number in range(10)], MONDAY, complete=True)
    found = place.send([student(0)], TUESDAY, complete=True, terms=Terms("ovec"))
    assert place.told() == {"ACCEPTED": 11}
    reader = ToldReader(place.platform.arrivals.engine)
    (home,) = reader.home(SOURCE)
    assert home.held == (HeldDeletions(number=found.sent.id, as_of=TUESDAY, gone=9, known=10),)
    place.sending.confirm("ovec", found.sent.id)
    assert place.told() == {"ACCEPTED": 20}
    assert reader.home(SOURCE) == []


def test_over_the_gateway_only_those_lines_are_told_that_never_reached_it(tmp_path: Path) -> None:
    place = NotedPlace(tmp_path, Edge(), None)
    place.send([student(1), student(2, citizen_id="1"), student(3, first_name="=1")], MONDAY)
    assert place.told() == {"REFUSED": 1}
    (row,) = place.platform.arrivals.rows(SOURCE, STUDENT)
    assert (row.line, row.code, row.record) == (4, "FORMULA", None)
