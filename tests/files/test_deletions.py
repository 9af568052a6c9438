"""What a complete file no longer holds is deleted, or waits for a person, until it is decided on and was taken."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from producers.files.sending import Terms
from producers.population import Membership
from schemas.topics import SKILL_TEST
from tests.files.making import row
from tests.files.places import MONDAY, TUESDAY, Edge, Place, student
from tests.producers.fakes import FakePopulation


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, Edge())
    yield made
    made.state.close()


def test_many_deletions_wait_for_a_persons_word(place: Place) -> None:
    place.send([student(number) for number in range(10)], MONDAY, complete=True)
    found = place.send([student(0)], TUESDAY, complete=True, terms=Terms("ovec"))
    assert (found.held, found.sent.gone, found.sent.known) == (True, 9, 10)
    assert len(place.standing()) == 10
    (waiting,) = place.state.waiting("ovec")
    assert place.sending.confirm("ovec", waiting.id) == 9
    assert len(place.standing()) == 1
    assert place.state.waiting("ovec") == []
    with pytest.raises(KeyError):
        place.sending.confirm("ovec", waiting.id)


def test_deletions_that_could_not_be_taken_go_on_waiting(place: Place) -> None:
    place.send([student(number) for number in range(10)], MONDAY, complete=True)
    found = place.send([student(0)], TUESDAY, complete=True, terms=Terms("ovec"))
    place.edge.behind = 1
    assert place.sending.confirm("ovec", found.sent.id) == 0
    (waiting,) = place.state.waiting("ovec")
    assert (waiting.gone, waiting.known) == (9, 10)
    assert place.sending.confirm("ovec", found.sent.id) == 9
    assert place.state.waiting("ovec") == []


class Everybody(FakePopulation):
    """Knows everyone as a student."""

    def ask(self, pseudonyms: Sequence[str]) -> dict[str, Membership]:
        return dict.fromkeys(pseudonyms, Membership.YES)


def test_what_a_complete_file_about_students_no_longer_holds_is_deleted_though_a_deletion_names_nobody(
    tmp_path: Path,
) -> None:
    centre = Place(tmp_path, Edge("dsd", Everybody()))
    tests = [row(SKILL_TEST) | {"test_no": f"T-{number}"} for number in range(3)]
    centre.send(tests, MONDAY, complete=True)
    found = centre.send(tests[:1], TUESDAY, complete=True)
    assert (found.sent.gone, found.sent.state, len(centre.standing(SKILL_TEST))) == (2, "DONE", 1)
    centre.state.close()


def test_deletions_that_are_rejected_are_not_carried_out(place: Place) -> None:
    place.send([student(number) for number in range(10)], MONDAY, complete=True)
    found = place.send([student(0)], TUESDAY, complete=True, terms=Terms("ovec"))
    place.sending.reject("ovec", found.sent.id)
    assert len(place.standing()) == 10


def test_a_line_whose_own_number_is_not_readable_holds_all_deletions(place: Place) -> None:
    place.send([student(number) for number in range(100)], MONDAY, complete=True)
    rows = [student(number) for number in range(99)]
    found = place.send([*rows, student(99) | {"student_id": "6.63E+10"}], TUESDAY, complete=True)
    assert found.held
