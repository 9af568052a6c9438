"""The fold: any order and any repeats of a person's events give the same profile."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import topics, view
from schemas.profile import Profile, fold, fold_vacancy
from schemas.view import Entry, pack, unpack, wins
from tests.matching import examples
from tests.matching.examples import ANONG, MILL, MORNING, SHOP

Event = tuple[bytes, bytes]


def entry(topic: str, data: dict[str, Any] | None, version: int, record: int = 1, at: int = MORNING) -> Event:
    """Give a hash field and a packed entry."""
    _, value = examples.event(topic, ANONG, examples.record_id(record), version, data)
    operation = view.DELETE if data is None else view.UPSERT
    return view.field(topic, examples.record_id(record)), pack(Entry(version, at, operation, value))


LIFE: list[Event] = [
    entry(topics.STUDENT, examples.student(status="STUDYING"), 1),
    entry(topics.STUDENT, examples.student(status="ABOUT_TO_GRADUATE"), 2),
    entry(topics.STUDENT, examples.student(), 3, at=MORNING + 5),
    entry(topics.STUDENT, examples.student(wish="FURTHER_STUDY"), 3, at=MORNING + 6),
    entry(topics.STUDENT, examples.student(level="PVS"), 1, record=2),
    entry(topics.STUDENT, None, 2, record=2),
    entry(topics.INSURANCE, examples.spell(), 1),
    entry(topics.INSURANCE, examples.spell(), 1, at=MORNING + 9),
    entry(topics.SKILL_TEST, examples.skill_test(), 4),
    entry(topics.CERTIFICATE, examples.certificate(), 1),
    entry(topics.CERTIFICATE, examples.certificate(status="REVOKED"), 2),
    entry(topics.PLACEMENT, examples.placement(SHOP, "REFERRED"), 1),
    entry(topics.PLACEMENT, examples.placement(MILL, "NOT_PLACED"), 1, record=2),
    entry(topics.IDENTITY, examples.ruling("OBJECTION"), 1),
]


def held(events: list[Event]) -> Profile:
    """Let each record's winner stand, as the view does, and fold what stands."""
    standing: dict[bytes, Entry] = {}
    for name, packed in events:
        challenger = unpack(packed)
        if name not in standing or wins(challenger, standing[name]):
            standing[name] = challenger
    return fold(ANONG, standing.items())


@given(st.permutations(LIFE), st.lists(st.sampled_from(LIFE), max_size=10))
@settings(max_examples=200, deadline=None)
def test_any_order_and_any_repeats_give_the_same_profile(order: list[Event], repeats: list[Event]) -> None:
    assert held(order + repeats) == held(LIFE)


def test_letting_the_last_arrival_win_would_be_caught() -> None:
    late = [*LIFE[1:], LIFE[0]]
    assert fold(ANONG, {name: unpack(packed) for name, packed in late}.items()) != held(LIFE)


def test_a_record_that_does_not_decode_is_a_failure_and_harms_no_other() -> None:
    name, packed = entry(topics.INSURANCE, examples.spell(), 7)
    broken = [(name, unpack(packed + b"\x00")), *((one, unpack(raw)) for one, raw in LIFE[:1])]
    profile = fold(ANONG, broken)
    assert [(one.topic, one.version, one.code) for one in profile.failures] == [(topics.INSURANCE, 7, "TRAILING_BYTES")]
    assert len(profile.enrolments) == 1
    assert profile.spells == ()


def test_a_quarantined_record_is_unreadable_and_no_failure_again() -> None:
    name, packed = entry(topics.INSURANCE, examples.spell(), 7)
    profile = fold(ANONG, [(name, unpack(packed)._replace(value=b""))])
    assert (len(profile.unreadable), profile.failures) == (1, ())


def test_an_entry_whose_version_is_not_that_of_its_event_is_a_failure() -> None:
    name, packed = entry(topics.INSURANCE, examples.spell(), 7)
    profile = fold(ANONG, [(name, unpack(packed)._replace(version=8))])
    assert [one.code for one in profile.failures] == ["VERSION_DIFFERS"]


def test_a_vacancy_is_what_was_accepted_last_and_nothing_once_deleted() -> None:
    _, value = examples.event(topics.VACANCY, SHOP, examples.record_id(), 1, examples.vacancy())
    name = view.field(topics.VACANCY, examples.record_id())
    assert fold_vacancy(SHOP, [(name, Entry(1, MORNING, view.UPSERT, value))]).vacancy is not None
    _, gone = examples.event(topics.VACANCY, SHOP, examples.record_id(), 2, None)
    deleted = fold_vacancy(SHOP, [(name, Entry(2, MORNING, view.DELETE, gone))])
    assert (deleted.vacancy, deleted.failures) == (None, ())
    assert deleted.deleted is not None
    broken = fold_vacancy(SHOP, [(name, Entry(2, MORNING, view.DELETE, gone + b"x"))])
    assert (broken.vacancy, [one.code for one in broken.failures]) == (None, ["TRAILING_BYTES"])
