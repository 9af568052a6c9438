"""People whom registers write down differently: second enrolments, G-codes, marriages, moves, mistyped numbers."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random

import pytest

from producers.data_sets import DATA_SETS
from producers.draft import Person, Row
from producers.edge import Edge
from producers.simulation import careers, enrolling, lives
from producers.simulation.dsd_rows import training_row
from producers.simulation.learner import Learner
from producers.simulation.ovec_rows import student_row
from producers.simulation.sso_rows import spell_row
from producers.simulation.world import World
from schemas.dates import BANGKOK
from schemas.topics import INSURANCE, STUDENT, TRAINING
from tests.producers.fakes import edge

AT = datetime(2026, 11, 23, tzinfo=BANGKOK)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def learners() -> list[Learner]:
    return World(Random(21), 4_000, 50, TODAY).people.learners


def one(learners: list[Learner], wanted: Callable[[Learner], bool]) -> Learner:
    return next(learner for learner in learners if wanted(learner))


def person(topic: str, row: Row) -> Person:
    found = DATA_SETS[topic].read(row).person
    assert found is not None
    return found


def pseudonym(topic: str, row: Row, at_edge: Edge) -> str:
    return at_edge.pseudonym(person(topic, row).identifier)


def has_g_code(learner: Learner) -> bool:
    """Whether a learner waits for a PIN."""
    return learner.identifier.startswith("G") and learner.papers is None


def test_some_are_enrolled_twice_under_two_numbers_with_one_name_and_address(learners: list[Learner]) -> None:
    by_name: dict[tuple[str, str, str], list[Learner]] = {}
    for learner in learners:
        known = learner.known
        by_name.setdefault((known.first_name, known.last_name, known.address), []).append(learner)
    twice = [same for same in by_name.values() if len(same) > 1]
    assert len(twice) >= 5
    for first, second in twice:
        assert first.identifier != second.identifier
        assert first.student_number != second.student_number


def test_some_numbers_are_claimed_by_two_people(learners: list[Learner]) -> None:
    claims = [learner.former_identifier for learner in learners if learner.former_identifier]
    assert len(claims) > len(set(claims))


def test_dsd_knows_a_learner_without_a_pin_by_the_g_code_and_may_go_on_so_once_there_is_one(
    learners: list[Learner],
) -> None:
    before = one(learners, lambda learner: has_g_code(learner) and bool(learner.trainings))
    assert {training.known.identifier for training in before.trainings} == {before.identifier}
    later = [lives.gets_national_id(Random(seed), before) for seed in range(20)]
    assert all(after is not None and not has_g_code(after) for after in later)
    found = [after for after in later if after is not None]
    assert {has_g_code_at_dsd(after) for after in found} == {True, False}
    assert found[0].former_identifier == before.identifier
    assert lives.gets_national_id(Random(1), found[0]) is None


def has_g_code_at_dsd(learner: Learner) -> bool:
    return learner.elsewhere.identifier.startswith("G")


def test_the_college_names_the_old_number_beside_the_new_so_that_the_two_can_be_joined(
    learners: list[Learner],
) -> None:
    before = one(learners, lambda learner: has_g_code(learner) and bool(learner.trainings))
    after = lives.gets_national_id(Random(1), before)
    assert after is not None
    at_edge = edge("ovec")
    under_g_code = pseudonym(TRAINING, training_row(before.trainings[0], AT), at_edge)
    now = person(STUDENT, student_row(after, AT))
    assert at_edge.pseudonym(now.identifier) != under_g_code
    assert [at_edge.pseudonym(other) for other in now.others] == [under_g_code]


def test_a_course_begun_under_a_g_code_ends_under_it(learners: list[Learner]) -> None:
    before = one(
        learners,
        lambda learner: has_g_code(learner) and lives.starts_course(Random(1), learner, 0, TODAY) is not None,
    )
    begun = lives.starts_course(Random(1), before, 999_999, TODAY)
    assert begun is not None
    registered = lives.gets_national_id(Random(1), begun)
    assert registered is not None
    ended = lives.finishes_course(Random(1), registered, TODAY)
    assert ended is not None
    assert ended.trainings[-1].finished_on is not None
    assert ended.trainings[-1].known.identifier == before.identifier


def test_a_foreigner_is_known_to_sso_by_the_card_that_the_college_names_too(learners: list[Learner]) -> None:
    foreigner = one(learners, lambda learner: learner.papers is not None and bool(learner.spells))
    at_edge = edge("ovec")
    others = [at_edge.pseudonym(other) for other in person(STUDENT, student_row(foreigner, AT)).others]
    assert pseudonym(INSURANCE, spell_row(foreigner.spells[0], AT), at_edge) in others
    assert lives.gets_national_id(Random(1), foreigner) is None


def test_a_marriage_is_reported_to_sso_and_not_to_the_college(learners: list[Learner]) -> None:
    before = one(learners, lambda learner: learner.working is not None and learner.known == learner.elsewhere)
    after = next(found for seed in range(20) if (found := lives.marries(Random(seed), before)) is not None)
    assert after.working is not None
    assert after.working.known.last_name != after.known.last_name == before.known.last_name
    assert student_row(after, AT) == student_row(before, AT)
    reported = person(INSURANCE, spell_row(after.working, AT))
    assert before.known.last_name not in reported.name
    heard = lives.tells_college(after)
    assert heard is not None
    assert heard.known.last_name == after.elsewhere.last_name


def test_titles_are_abbreviated_at_sso_but_names_compare_equal(learners: list[Learner]) -> None:
    woman = one(
        learners,
        lambda learner: (
            learner.known.prefix == "นางสาว" and learner.working is not None and learner.working.known == learner.known
        ),
    )
    assert woman.working is not None
    row = spell_row(woman.working, AT)
    assert row["prefix"] == "น.ส."
    at_sso = hashed("sso", INSURANCE, row)
    at_college = hashed("ovec", STUDENT, student_row(woman, AT))
    assert at_sso == at_college
    assert at_sso != hashed("sso", INSURANCE, {**row, "last_name": "ทะเลฟ้า"})


def hashed(agency: str, topic: str, row: Row) -> object:
    at_edge, draft = edge(agency), DATA_SETS[topic].read(row)
    (data,) = at_edge.with_identities(topic, [(pseudonym(topic, row, at_edge), draft)])
    assert data is not None
    return data["name_hash"]


def test_a_move_shows_in_the_next_course_and_not_at_the_college(learners: list[Learner]) -> None:
    before = one(learners, lambda learner: learner.known == learner.elsewhere and learner.status != enrolling.LEFT)
    moved = lives.moves_house(Random(1), before)
    taught = careers.enrolled_in_course(Random(1), moved, 999_998, TODAY)
    row = training_row(taught.trainings[-1], AT)
    assert row["district_code"] != before.known.district == student_row(taught, AT)["district_code"]


def test_a_mistyped_number_is_well_formed_and_corrected_to_the_one_others_have(learners: list[Learner]) -> None:
    wrong = one(
        learners,
        lambda learner: not learner.former_identifier and learner.identifier != learner.elsewhere.identifier,
    )
    person(STUDENT, student_row(wrong, AT))
    right = lives.is_corrected(wrong)
    assert right is not None
    assert right.identifier == wrong.elsewhere.identifier
    assert lives.is_corrected(right) is None


def test_some_names_and_districts_differ_between_registers_from_the_beginning(learners: list[Learner]) -> None:
    names = [one for one in learners for spell in one.spells if spell.known.last_name != one.known.last_name]
    districts = [one for one in learners for skill in one.skills if skill.known.district != one.known.district]
    assert names
    assert districts
    assert len(names) + len(districts) < len(learners) / 20
