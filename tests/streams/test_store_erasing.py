"""Erasure in the view, on the fake and a real Valkey: what goes, what never comes back, and what the log must say."""

import itertools

import pytest

from schemas import view
from schemas.topics import IDENTITY, INSURANCE, MATCH, STUDENT
from streams.store.protocol import Burial, FencedError, Store
from tests.streams.examples import GROUP, NOW, TAG, TOKEN, Logged, batch, key, one, subject

DECISION = view.field(IDENTITY, f"{1:016x}")
ENROLMENT = view.field(STUDENT, f"{1:016x}")
LATER = NOW + 1
OPEN, WITHDRAWN, OPEN_AGAIN = 2, 3, 4


@pytest.fixture
async def owned(store: Store) -> Store:
    await store.claim(TAG, GROUP, TOKEN, 0)
    return store


async def held(store: Store) -> list[bytes]:
    return sorted(await store.profile(TAG, subject(1)))


async def buried(store: Store) -> list[Burial]:
    return sorted(await store.burials(TAG, GROUP, TOKEN, 10))


async def repaired(store: Store) -> list[str]:
    return [repair.topic for repair in await store.repairs(TAG, GROUP, TOKEN, 10)]


async def erase(store: Store, data_set: str = "", *, told: bool = True, moment: int = NOW) -> int:
    return await store.erase(TAG, GROUP, TOKEN, subject(1), moment, data_set, told=told)


async def put(store: Store, version: int = 1, **how: object) -> None:
    await store.apply(TAG, GROUP, TOKEN, one(version, previous=-1, **how))  # type: ignore[arg-type]


async def tombstone(store: Store, topic: str = STUDENT) -> None:
    await store.apply(TAG, GROUP, TOKEN, batch([Logged(9, key(), None, NOW)], topic, previous=-1))


async def test_everything_accepted_until_then_goes_but_the_decision_itself(owned: Store) -> None:
    await put(owned)
    await put(owned, topic=INSURANCE)
    await put(owned, topic=IDENTITY)
    assert await erase(owned) == 2
    assert await held(owned) == [DECISION]
    assert await buried(owned) == [Burial(STUDENT, key(), NOW), Burial(INSURANCE, key(), NOW)]


async def test_nobody_else_loses_anything(owned: Store) -> None:
    await put(owned, person=2)
    assert await erase(owned) == 0
    assert len(await owned.profile(TAG, subject(2))) == 1


async def test_what_comes_late_is_left_out_and_its_key_must_end_in_a_null_value(owned: Store) -> None:
    await erase(owned)
    await put(owned, 6)
    assert await held(owned) == []
    assert await buried(owned) == [Burial(STUDENT, key(), NOW)]


async def test_what_is_accepted_afterwards_starts_the_person_anew(owned: Store) -> None:
    await put(owned, 5)
    await erase(owned)
    await put(owned, 6, accepted_at=LATER)
    assert await held(owned) == [ENROLMENT]
    assert await buried(owned) == []


@pytest.mark.parametrize("order", [*itertools.permutations((5, 6, 7))])
async def test_old_and_new_in_any_order_leave_the_new_one_and_the_log_ends_with_it(
    owned: Store, order: tuple[int, ...]
) -> None:
    await erase(owned)
    for version in order:
        await put(owned, version, accepted_at=LATER if version == 6 else NOW)
    assert [view.unpack(packed).version for packed in (await owned.profile(TAG, subject(1))).values()] == [6]
    assert await buried(owned) == []
    assert await repaired(owned) == ([] if order[-1] == 6 else [STUDENT])


async def test_a_null_value_removes_what_was_erased_and_strikes_its_key_off(owned: Store) -> None:
    await put(owned)
    await erase(owned)
    await tombstone(owned)
    assert (await held(owned), await buried(owned)) == ([], [])


async def test_a_null_value_for_somebody_not_erased_or_started_anew_is_no_end_but_is_repaired(owned: Store) -> None:
    await put(owned, 5)
    await tombstone(owned)
    assert (await held(owned), await repaired(owned)) == ([ENROLMENT], [STUDENT])
    await erase(owned)
    assert await repaired(owned) == []
    await put(owned, 6, accepted_at=LATER)
    await tombstone(owned)
    assert (await held(owned), await repaired(owned)) == ([ENROLMENT], [STUDENT])


async def test_a_decision_about_who_is_who_is_never_ended_by_a_null_value(owned: Store) -> None:
    await put(owned, topic=IDENTITY)
    await erase(owned)
    await tombstone(owned, IDENTITY)
    assert (await held(owned), await repaired(owned)) == ([DECISION], [IDENTITY])


async def test_one_data_set_is_erased_and_the_others_stay(owned: Store) -> None:
    await put(owned)
    await put(owned, topic=INSURANCE)
    assert await erase(owned, INSURANCE) == 1
    assert await held(owned) == [ENROLMENT]
    await put(owned, 2, topic=INSURANCE)
    await put(owned, 2)
    assert await held(owned) == [ENROLMENT]
    assert await buried(owned) == [Burial(INSURANCE, key(), NOW)]


async def test_an_earlier_erasure_read_again_takes_nothing_back_of_a_later_one(owned: Store) -> None:
    await erase(owned, moment=LATER)
    await erase(owned, moment=NOW)
    await put(owned, accepted_at=LATER)
    assert await held(owned) == []


async def test_an_open_match_stays_until_its_vacancy_was_told(owned: Store) -> None:
    await put(owned, OPEN, topic=MATCH)
    assert await erase(owned, told=False) == 0
    assert len(await held(owned)) == 1
    await tombstone(owned, MATCH)
    assert len(await held(owned)) == 1
    assert await erase(owned) == 1
    assert await buried(owned) == [Burial(MATCH, key(), NOW)]


async def test_an_open_match_read_again_wakes_its_person_so_that_the_vacancy_is_told_again(owned: Store) -> None:
    await erase(owned, told=False)
    await put(owned, OPEN, topic=MATCH)
    assert [taken.subject for taken in await owned.take(TAG, GROUP, TOKEN, "d", 10)] == [subject(1)]
    assert await erase(owned) == 1


async def test_a_withdrawal_dated_at_the_erasure_is_left_out_and_ended(owned: Store) -> None:
    await put(owned, OPEN, topic=MATCH)
    await erase(owned)
    await tombstone(owned, MATCH)
    await put(owned, WITHDRAWN, topic=MATCH)
    assert (await held(owned), await buried(owned)) == ([], [Burial(MATCH, key(), NOW)])


async def test_a_match_opened_after_a_new_beginning_is_like_any_other(owned: Store) -> None:
    await erase(owned)
    await put(owned, OPEN_AGAIN, topic=MATCH, accepted_at=LATER)
    assert len(await held(owned)) == 1
    assert await owned.take(TAG, GROUP, TOKEN, "d", 10) == []


async def test_whoever_is_erased_is_in_no_population_until_they_enrol_again(owned: Store) -> None:
    await put(owned)
    assert (await owned.population(TAG, STUDENT, [subject(1)]))[1] == [True]
    await erase(owned)
    assert (await owned.population(TAG, STUDENT, [subject(1)]))[1] == [False]
    await put(owned, 2, accepted_at=LATER)
    assert (await owned.population(TAG, STUDENT, [subject(1)]))[1] == [True]


async def test_only_the_owner_erases_and_buries(owned: Store) -> None:
    with pytest.raises(FencedError):
        await owned.erase(TAG, GROUP, b"another", subject(1), NOW, told=True)
    with pytest.raises(FencedError):
        await owned.burials(TAG, GROUP, b"another", 1)
