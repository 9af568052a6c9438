"""Keys are kept as hashes, two at once, for their own data sets and records only; wrong passwords make a name wait."""

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from producers.schema_fields import own_number
from producers.sources import passwords
from producers.sources.holders import Holders
from producers.sources.keys import ID_DIGITS, TooManyKeysError, sha256
from producers.sources.source import Scope, ScopeKind, Source, holder, not_its_own
from producers.sources.store import USE_NOTED_MS, Sources, UnknownSourceError
from producers.sources.tables import ACCOUNT, KEY
from producers.topic_names import short, topic_named
from schemas.topics import DEMAND, INSURANCE, SKILL_TEST, STUDENT, VACANCY
from tests.producers.rows import STUDENT_ROW, TEST_ROW

COLLEGE, OTHER_COLLEGE = "1321000001", "1321000002"
BUREAU = Source("ovec", "ovec", frozenset({STUDENT, DEMAND}), None, "สำนักงาน", "OVEC")
ONE_COLLEGE = Source(
    "college-1", "ovec", frozenset({STUDENT}), Scope(ScopeKind.COLLEGE, COLLEGE), "วิทยาลัยตัวอย่าง", "A college"
)
PASSWORD = "ต้นไม้ใหญ่ริมน้ำ"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.ms = 1_795_410_000_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sources(tmp_path: Path, clock: Clock) -> Sources:
    found = Sources(f"sqlite:///{tmp_path / 'sources.db'}", clock)
    found.create(BUREAU)
    found.create(ONE_COLLEGE)
    return found


def test_a_source_is_found_as_it_was_made_and_its_name_is_its_own(sources: Sources) -> None:
    assert sources.one("college-1") == ONE_COLLEGE
    assert sources.every() == [ONE_COLLEGE, BUREAU]
    with pytest.raises(IntegrityError):
        sources.create(BUREAU)
    with pytest.raises(UnknownSourceError):
        sources.one("nobody")


@pytest.mark.parametrize(
    ("agency", "topic", "scope"),
    [
        ("nobody", STUDENT, None),
        ("doe", STUDENT, None),
        ("sso", INSURANCE, Scope(ScopeKind.COLLEGE, COLLEGE)),
        ("ovec", "ovec.invented.v1", None),
    ],
)
def test_a_source_that_would_give_what_is_not_its_agencys_is_not_made(
    agency: str, topic: str, scope: Scope | None
) -> None:
    with pytest.raises(ValueError, match=r"there is no agency|is no data set of|does not say which"):
        Source("x", agency, frozenset({topic}), scope, "", "")


def test_what_a_source_is_not_named_for_is_denied() -> None:
    assert ONE_COLLEGE.may(STUDENT)
    assert not ONE_COLLEGE.may(DEMAND)
    assert not ONE_COLLEGE.may(VACANCY)
    assert ONE_COLLEGE.scope_of(STUDENT) == ("college_code", COLLEGE)
    assert BUREAU.scope_of(STUDENT) is None


def test_a_key_is_kept_as_its_hash_alone(sources: Sources, tmp_path: Path) -> None:
    key = sources.new_key("ovec")
    assert sources.by_key(key) == BUREAU
    assert sources.by_key(key[:-1]) is None
    assert sources.by_key("") is None
    sources.close()
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert key.encode() not in held
    assert sha256(key).encode() in held


def test_two_keys_are_valid_at_once_and_a_third_asks_for_one_to_be_revoked(sources: Sources) -> None:
    first, second = sources.new_key("ovec"), sources.new_key("ovec")
    assert sources.by_key(first) == sources.by_key(second) == BUREAU
    with pytest.raises(TooManyKeysError, match="revoke one first"):
        sources.new_key("ovec")
    assert len(sources.keys("ovec")) == 2
    sources.revoke("ovec", sha256(first)[:ID_DIGITS])
    assert sources.by_key(first) is None
    assert sources.by_key(sources.new_key("ovec")) == BUREAU
    assert sources.by_key(second) == BUREAU


def test_only_a_sources_own_key_is_revoked_and_by_its_whole_id(sources: Sources) -> None:
    key = sources.new_key("ovec")
    for name, key_id in (("college-1", sha256(key)[:ID_DIGITS]), ("ovec", ""), ("ovec", "%"), ("ovec", "0" * 12)):
        with pytest.raises(UnknownSourceError):
            sources.revoke(name, key_id)
    assert sources.by_key(key) == BUREAU


def test_a_key_that_expires_ends_then_and_makes_room(sources: Sources, clock: Clock) -> None:
    key = sources.new_key("ovec", clock() + 1000)
    sources.new_key("ovec")
    clock.ms += 999
    assert sources.by_key(key) == BUREAU
    clock.ms += 1
    assert sources.by_key(key) is None
    assert sources.by_key(sources.new_key("ovec")) == BUREAU


def test_the_last_use_of_a_key_is_shown_to_the_minute(sources: Sources, clock: Clock) -> None:
    key = sources.new_key("ovec")
    assert sources.keys("ovec")[0].last_used_at is None
    began = clock()
    sources.by_key(key)
    clock.ms += USE_NOTED_MS - 1
    sources.by_key(key)
    assert sources.keys("ovec")[0].last_used_at == began
    clock.ms += 1
    sources.by_key(key)
    assert sources.keys("ovec")[0].last_used_at == began + USE_NOTED_MS


def test_a_sessions_key_counts_apart_must_expire_and_is_ended_by_itself(sources: Sources, clock: Clock) -> None:
    for _ in range(2):
        sources.new_key("ovec")
    with pytest.raises(ValueError, match="expires"):
        sources.new_key("ovec", session=True)
    visit = sources.new_key("ovec", clock() + 1000, session=True)
    assert sources.by_key(visit) == BUREAU
    assert len(sources.keys("ovec")) == 2
    sources.end_session(visit)
    assert sources.by_key(visit) is None


def test_who_signs_in_does_so_for_the_source(sources: Sources) -> None:
    sources.new_account("registrar", PASSWORD, "college-1")
    assert sources.signed_in("registrar", PASSWORD) == ONE_COLLEGE
    assert sources.signed_in("registrar", "something else") is None
    assert sources.signed_in("nobody", PASSWORD) is None
    with pytest.raises(ValueError, match="12 to 200"):
        sources.new_account("registrar", "short", "college-1")


def test_a_password_is_kept_as_a_salted_hash_and_can_be_set_anew(sources: Sources) -> None:
    sources.new_account("one", PASSWORD, "college-1")
    sources.new_account("two", PASSWORD, "college-1")
    with sources.engine.connect() as connection:
        hashes = {row.scrypt for row in connection.execute(ACCOUNT.select())}
    assert len(hashes) == 2
    sources.new_account("one", "another long password", "ovec")
    assert sources.signed_in("one", PASSWORD) is None
    assert sources.signed_in("one", "another long password") == BUREAU


def test_wrong_passwords_in_a_row_make_a_name_wait_longer_and_longer(sources: Sources, clock: Clock) -> None:
    sources.new_account("registrar", PASSWORD, "college-1")
    for _ in range(passwords.FREE_FAILURES):
        assert sources.signed_in("registrar", "guess") is None
    assert sources.signed_in("registrar", PASSWORD) is None
    clock.ms += passwords.WAIT_MS_FIRST
    assert sources.signed_in("registrar", PASSWORD) == ONE_COLLEGE
    assert [passwords.wait_ms(count) for count in (0, 4, 5, 6, 7, 99)] == [0, 0, 1000, 2000, 4000, 900_000]


def test_a_session_or_key_of_another_source_is_not_in_the_list(sources: Sources) -> None:
    sources.new_key("ovec")
    assert sources.keys("college-1") == []
    with sources.engine.connect() as connection:
        assert len(connection.execute(KEY.select()).all()) == 1


def test_a_college_may_send_its_own_records_only() -> None:
    own = {**STUDENT_ROW, "college_code": "1321-000-001"}
    assert not_its_own(ONE_COLLEGE, STUDENT, own, None) is None
    assert not_its_own(ONE_COLLEGE, STUDENT, own, COLLEGE) is None
    others = not_its_own(ONE_COLLEGE, STUDENT, {**STUDENT_ROW, "college_code": OTHER_COLLEGE}, None)
    assert others is not None
    assert (others.code, others.field) == ("NOT_YOUR_RECORD", "college_code")
    assert not_its_own(BUREAU, STUDENT, {**STUDENT_ROW, "college_code": OTHER_COLLEGE}, COLLEGE) is None


def test_a_college_can_not_take_over_or_delete_a_record_of_another_one() -> None:
    taken_over = not_its_own(ONE_COLLEGE, STUDENT, STUDENT_ROW, OTHER_COLLEGE)
    assert taken_over is not None
    assert taken_over.field == own_number(STUDENT)
    deletion = {"student_id": "66301040001", "revision": "4", "changed_at": "23/11/2569 10:00:00", "deleted": "1"}
    assert not_its_own(ONE_COLLEGE, STUDENT, deletion, COLLEGE) is None
    for held_by in (None, OTHER_COLLEGE):
        assert not_its_own(ONE_COLLEGE, STUDENT, deletion, held_by) is not None


def test_a_test_centre_is_known_by_its_code() -> None:
    centre = Source(
        "dsd-21", "dsd", frozenset({SKILL_TEST}), Scope(ScopeKind.TEST_CENTRE, TEST_ROW["test_centre"]), "", ""
    )
    assert not_its_own(centre, SKILL_TEST, TEST_ROW, None) is None
    assert not_its_own(centre, SKILL_TEST, {**TEST_ROW, "test_centre": "DSD-99"}, None) is not None
    assert holder(VACANCY, {"job_id": "1"}) is None


def test_whose_a_record_is_follows_what_was_taken_last(sources: Sources) -> None:
    holders = Holders(sources.engine)
    holders.note(STUDENT, {"a" * 16: COLLEGE, "b" * 16: COLLEGE})
    holders.note(STUDENT, {"a" * 16: OTHER_COLLEGE})
    holders.note(STUDENT, {})
    assert holders.of(STUDENT, ["a" * 16, "b" * 16, "c" * 16]) == {"a" * 16: OTHER_COLLEGE, "b" * 16: COLLEGE}
    assert holders.of(DEMAND, ["a" * 16]) == {}


def test_a_data_set_is_found_by_its_topic_or_its_short_form() -> None:
    assert topic_named("doe.vacancy") == topic_named(VACANCY) == VACANCY
    assert short(VACANCY) == "doe.vacancy"
    for unknown in ("doe", "doe.vacancy.v9", "saphan.match.v1", "", "../doe.vacancy"):
        assert topic_named(unknown) is None
