"""What is compared on Saphan's side is what the view holds, of the agreed population, whatever happens to either."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from bench.postgres import NoPostgresError, postgres
from producers.reconciling.answering import reached
from producers.reconciling.deriving import COMPARED, State
from producers.reconciling.fingerprints import DIGITS, EMPTY, RecordSet
from producers.reconciling.following import FOLLOWED
from producers.reconciling.parts import BadPartError, kinds, wanted
from producers.reconciling.tables import METADATA
from schemas.database import open_database
from schemas.topics import CERTIFICATE, IDENTITY, INSURANCE, MATCH, SKILL_TEST, STUDENT, VACANCY
from tests.reconciling.fakes import PARTITIONS, record, subject
from tests.reconciling.following import Following


@pytest.fixture(params=["sqlite", "postgresql"])
def following(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Following]:
    """Give a platform whose tables lie in either kind of database, empty."""
    if request.param == "sqlite":
        yield Following(open_database(f"sqlite:///{tmp_path / 'held.db'}"))
        return
    engine = open_database(request.getfixturevalue("postgresql_server"))
    METADATA.drop_all(engine)
    yield Following(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def postgresql_server() -> Iterator[str]:
    """Run a PostgreSQL for the tests of this module."""
    try:
        with postgres() as url:
            yield url
    except NoPostgresError as why:
        pytest.skip(str(why))


def test_a_record_counts_once_the_view_has_it_and_not_while_only_the_log_does(following: Following) -> None:
    following.platform.write(VACANCY, 1, 1, 3, province="21")
    assert following.follower.round() == 0
    assert following.listed(VACANCY) == {}
    following.seen()
    assert following.listed(VACANCY) == {record(1): 3}


def test_versions_deletions_and_what_comes_late_leave_what_the_view_holds(following: Following) -> None:
    for number, version in ((1, 1), (1, 4), (1, 3), (2, 2)):
        following.platform.write(VACANCY, number, number, version, province="21")
    following.platform.write(VACANCY, 2, 2, 5)
    following.seen()
    assert following.listed(VACANCY) == {record(1): 4}
    ((found,),) = following.held.of(VACANCY, [record(2)]).values()
    assert (found.version, found.state) == (5, State.DELETED)
    following.platform.write(VACANCY, 2, 2, 6, province="20")
    following.seen()
    assert following.listed(VACANCY) == {record(1): 4, record(2): 6}


def test_records_of_whoever_is_not_in_ovecs_register_count_from_the_day_they_are(following: Following) -> None:
    following.platform.write(INSURANCE, 1, 1, 2, province="21")
    following.platform.write(INSURANCE, 2, 2, 2, province="21")
    following.platform.write(STUDENT, 2, 9, 1, province="21")
    following.seen()
    assert following.listed(INSURANCE) == {record(2): 2}
    assert following.held.of(INSURANCE, [record(1)])[record(1)][0].state is State.OUTSIDE
    following.platform.write(STUDENT, 1, 8, 1, province="21")
    following.seen()
    assert following.listed(INSURANCE) == {record(1): 2, record(2): 2}
    following.platform.write(STUDENT, 2, 9, 2)
    following.seen()
    assert following.listed(INSURANCE) == {record(1): 2}
    assert following.listed(STUDENT) == {record(8): 1}


def test_whom_an_enrolment_names_by_a_further_number_counts_while_it_does_though_no_record_of_theirs_changes(
    following: Following,
) -> None:
    following.platform.write(INSURANCE, 1, 1, 2, province="21")
    following.seen()
    assert following.listed(INSURANCE) == {}
    following.platform.view.named = {subject(1)}
    following.follower.round()
    assert following.listed(INSURANCE) == {record(1): 2}
    assert following.held.whole(INSURANCE, {}) == RecordSet({record(1): 2}).fingerprint()
    following.platform.view.named = set()
    following.follower.round()
    assert following.held.whole(INSURANCE, {}) == EMPTY


def test_an_erased_persons_records_are_gone_as_soon_as_the_log_says_so(following: Following) -> None:
    following.platform.write(STUDENT, 1, 1, 1, province="21")
    following.platform.write(INSURANCE, 1, 2, 1, province="21")
    following.seen()
    assert following.listed(STUDENT) == {record(1): 1}
    # The view forgets the person first; the decision in the log, or a tombstone, tells whom to look at.
    following.platform.view.entries.clear()
    following.platform.write(IDENTITY, 1, 7, 1, value=None)
    following.platform.view.marks[IDENTITY, subject_partition(1)] = 0
    while following.follower.round():
        pass
    assert following.listed(STUDENT) == {}
    assert following.listed(INSURANCE) == {}
    assert following.held.of(STUDENT, [record(1)]) == {}


def subject_partition(person: int) -> int:
    return int(subject(person)[:4], 16) % PARTITIONS


def test_a_record_that_cannot_be_read_does_not_count_and_says_so(following: Following) -> None:
    following.platform.write(VACANCY, 1, 1, 1, province="21")
    following.platform.apply()
    (held,) = following.platform.view.entries.values()
    ((name, packed),) = held.items()
    held[name] = packed[:17]
    while following.follower.round():
        pass
    assert following.listed(VACANCY) == {}
    assert following.held.of(VACANCY, [record(1)])[record(1)][0].state is State.UNREADABLE


def test_a_record_moved_to_another_person_counts_once(following: Following) -> None:
    for person in (1, 2):
        following.platform.write(STUDENT, person, 10 + person, 1, province="21")
    following.platform.write(CERTIFICATE, 1, 1, 1, province="21")
    following.platform.write(CERTIFICATE, 1, 1, 2)
    following.platform.write(CERTIFICATE, 2, 1, 2, province="21")
    following.seen()
    assert following.held.listed(CERTIFICATE, {}, "") == [(record(1), 2)]


def test_parts_are_told_apart_by_college_centre_province_and_month(following: Following) -> None:
    following.platform.write(STUDENT, 1, 1, 1, province="21", college="1321010001")
    following.platform.write(STUDENT, 2, 2, 1, province="20", college="1320010002")
    following.platform.write(SKILL_TEST, 1, 3, 1, province="21", test_centre="DSD-21")
    following.seen()
    assert following.listed(STUDENT, {"college": "1321010001"}) == {record(1): 1}
    assert following.listed(STUDENT, {"province": "20"}) == {record(2): 1}
    assert following.listed(STUDENT, {"month": "2026-11"}) == {record(1): 1, record(2): 1}
    assert following.listed(STUDENT, {"month": "2569-11", "province": "21"}) == {record(1): 1}
    assert following.listed(STUDENT, {"month": "2026-10"}) == {}
    assert following.listed(SKILL_TEST, {"test_centre": "dsd 21"}) == {record(3): 1}
    assert kinds(VACANCY) == {"province", "month"}


@pytest.mark.parametrize("part", [{"college": "1"}, {"month": "2026-13"}, {"month": "November"}, {"name": "x"}])
def test_what_is_no_part_of_a_data_set_is_refused(part: dict[str, str]) -> None:
    with pytest.raises(BadPartError):
        wanted(VACANCY, part)
    assert wanted(VACANCY, {"province": " 21 "}) == {"province": "21"}


def test_a_view_that_lost_what_it_had_is_followed_again_and_says_nothing_until_then(following: Following) -> None:
    for number in range(4):
        following.platform.write(VACANCY, 0, number, 1, province="21")
    following.seen()
    as_of = {VACANCY: [4, 0]}
    assert reached(as_of, following.held.positions([VACANCY], PARTITIONS))
    following.platform.view.entries.clear()
    following.platform.view.marks.clear()
    following.follower.round()
    assert not reached(as_of, following.held.positions([VACANCY], PARTITIONS))
    following.seen()
    assert reached(as_of, following.held.positions([VACANCY], PARTITIONS))
    assert following.listed(VACANCY) == {record(number): 1 for number in range(4)}


def test_what_fails_on_the_way_is_looked_at_again(following: Following) -> None:
    following.platform.write(VACANCY, 1, 1, 1, province="21")
    following.platform.apply()
    following.platform.view.failing = True
    with pytest.raises(ConnectionError):
        following.follower.round()
    following.platform.view.failing = False
    assert following.follower.round() == 1
    assert following.listed(VACANCY) == {record(1): 1}


def test_a_follower_that_starts_again_goes_on_where_it_was(following: Following) -> None:
    following.platform.write(VACANCY, 1, 1, 1, province="21")
    following.seen()
    following.platform.write(VACANCY, 1, 2, 1, province="21")
    following.platform.apply()
    assert following.again().round() == 1
    assert following.listed(VACANCY) == {record(1): 1, record(2): 1}


def test_what_saphan_itself_writes_is_nobodys_to_compare() -> None:
    assert MATCH not in COMPARED
    assert IDENTITY not in COMPARED
    assert set(FOLLOWED) == {*COMPARED, IDENTITY}


CHANGES = st.lists(
    st.tuples(
        st.sampled_from([STUDENT, INSURANCE]),
        st.integers(0, 3),
        st.integers(0, 5),
        st.integers(1, 6),
        st.sampled_from(["", "20", "21"]),
    ),
    max_size=40,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(CHANGES, st.integers(1, 7))
def test_ranges_fingerprints_are_those_of_the_records_listed_after_any_changes(
    changes: list[tuple[str, int, int, int, str]], turns: int
) -> None:
    following = Following(create_engine("sqlite://"))
    for at, (topic, person, number, version, province) in enumerate(changes):
        following.platform.write(topic, person, 16 * number, version, **({"province": province} if province else {}))
        if at % turns == 0:
            following.seen()
    following.seen()
    for topic in (STUDENT, INSURANCE):
        for part in ({}, {"province": "21"}):
            records = following.held.listed(topic, part, "")
            if len(dict(records)) == len(records):
                own = RecordSet(dict(records))
                assert following.held.whole(topic, part) == own.fingerprint()
                for prefix in ("", "1", "10", "105", "105a"):
                    assert following.held.splits(topic, part, prefix) == own.splits(prefix)
    students = {name for name, _ in following.held.listed(STUDENT, {}, "")}
    assert students or not following.listed(INSURANCE)


def test_an_empty_data_set_is_empty(following: Following) -> None:
    assert following.held.whole(VACANCY, {}) == EMPTY
    assert following.held.splits(VACANCY, {"province": "21"}, "a") == [EMPTY] * len(DIGITS)


def test_an_unreadable_key_moves_on_without_a_look(following: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    following.platform.write(VACANCY, 1, 1, 1, province="21")
    poll: Callable[[], list[object]] = following.platform.poll  # type: ignore[assignment]
    monkeypatch.setattr(following.platform, "poll", lambda: [one._replace(subject=None) for one in poll()])  # type: ignore[attr-defined]
    following.seen()
    assert following.listed(VACANCY) == {}
    assert following.held.positions([VACANCY], PARTITIONS)[VACANCY][subject_partition(1)] == 1
