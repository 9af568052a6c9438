"""Under which further numbers people are known: kept with the person, and only as long as an enrolment says so."""

import pytest

from streams.store.protocol import Cleaning, Store
from tests.streams.examples import GROUP, TAG, TOKEN, one, subject

PERSON, OTHER = subject(1), subject(2)
CARD, G_CODE, STRANGERS = (subject(number, tag=5) for number in (7, 8, 9))


@pytest.fixture
async def owned(store: Store) -> Store:
    await store.claim(TAG, GROUP, TOKEN, 0)
    return store


async def look_at(store: Store, person: int, version: int, *numbers: str) -> None:
    """Let a record of a person be applied, and the person be cleaned with the numbers it names."""
    await store.apply(TAG, GROUP, TOKEN, one(version, person=person, offset=version, previous=-1))
    (taken,) = await store.take(TAG, GROUP, TOKEN, "d", 9)
    assert await store.clean(TAG, GROUP, TOKEN, "d", taken.subject, taken.revision, b"", None, numbers)


async def test_a_number_is_known_by_while_somebody_is_named_by_it(owned: Store) -> None:
    assert await owned.named(TAG, [CARD, STRANGERS]) == [False, False]
    await look_at(owned, 1, 1, CARD, G_CODE)
    assert await owned.named(TAG, [CARD, STRANGERS, G_CODE]) == [True, False, True]
    await look_at(owned, 1, 2, G_CODE)
    assert await owned.named(TAG, [CARD, G_CODE]) == [False, True]
    await look_at(owned, 1, 3)
    assert await owned.named(TAG, [CARD, G_CODE]) == [False, False]
    assert await owned.named(TAG, []) == []


async def test_of_two_who_are_named_by_one_number_the_other_remains(owned: Store) -> None:
    await look_at(owned, 1, 1, CARD)
    await look_at(owned, 2, 2, CARD)
    await look_at(owned, 1, 3, CARD)
    await look_at(owned, 1, 4)
    assert await owned.named(TAG, [CARD]) == [True]
    await look_at(owned, 2, 5)
    assert await owned.named(TAG, [CARD]) == [False]


async def test_who_changed_since_they_were_looked_at_keeps_what_was_known(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(person=1))
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "d", 9)
    await owned.apply(TAG, GROUP, TOKEN, one(2, person=1, offset=1))
    stale = Cleaning(taken.subject, taken.revision, b"", None, (CARD,))
    assert await owned.clean_many(TAG, GROUP, TOKEN, "d", [stale]) == [False]
    assert await owned.named(TAG, [CARD]) == [False]
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "d", 9)
    newer = Cleaning(taken.subject, taken.revision, b"", None, (CARD,))
    assert await owned.clean_many(TAG, GROUP, TOKEN, "d", [newer]) == [True]
    assert await owned.named(TAG, [CARD]) == [True]
