"""`apply` on the fake and on a real Valkey: order, repeats, fencing, gaps and repairs."""

import itertools

import pytest

from schemas import view
from schemas.topics import MATCH, STUDENT, VACANCY
from streams.store.protocol import Applied, Batch, FencedError, Gap, Store
from tests.streams.examples import GROUP, NOW, TAG, TOKEN, Logged, batch, empty, entry, key, one, subject, value

FIELD = view.field("ovec.student.v1", f"{1:016x}")


@pytest.fixture
async def owned(store: Store) -> Store:
    await store.claim(TAG, GROUP, TOKEN, 0)
    return store


async def held(store: Store, person: int = 1) -> dict[bytes, bytes]:
    return await store.profile(TAG, subject(person))


async def test_a_record_stands_in_its_subjects_profile_byte_for_byte(owned: Store) -> None:
    assert await owned.apply(TAG, GROUP, TOKEN, one()) == Applied(1, 0, 0, 1)
    assert await held(owned) == {FIELD: entry()}


async def test_the_watermark_is_what_was_applied(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(offset=7, previous=-1))
    assert await owned.claim(TAG, GROUP, TOKEN, 0) == {"ovec.student.v1": 7}


async def test_the_watermark_never_goes_back(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(offset=7, previous=-1))
    await owned.apply(TAG, GROUP, TOKEN, one(offset=3, previous=2))
    assert await owned.claim(TAG, GROUP, TOKEN, 0) == {"ovec.student.v1": 7}


async def test_a_chunk_of_nothing_moves_the_watermark_over_what_compaction_took(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, Batch(STUDENT, -1, 12, 0, "d"))
    assert await owned.claim(TAG, GROUP, TOKEN, 0) == {"ovec.student.v1": 12}


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
async def test_the_newest_version_wins_in_any_order(owned: Store, order: tuple[int, ...]) -> None:
    for version in (*order, *order):
        await owned.apply(TAG, GROUP, TOKEN, one(version, offset=version, previous=-1))
    assert await held(owned) == {FIELD: entry(3)}


@pytest.mark.parametrize("pair", [(255, 256), (2**31 - 1, 2**31), (2**32 - 1, 2**32), (2**53, 2**53 + 1), (2, 10)])
async def test_versions_are_compared_as_numbers_of_64_bits(owned: Store, pair: tuple[int, int]) -> None:
    older, newer = pair
    await owned.apply(TAG, GROUP, TOKEN, one(newer))
    assert (await owned.apply(TAG, GROUP, TOKEN, one(older, offset=1, previous=-1))).stale == 1  # type: ignore[union-attr]
    assert await held(owned) == {FIELD: entry(newer)}


async def test_two_contents_under_one_version_end_the_same_in_either_order(owned: Store) -> None:
    for person, contents in ((1, (b"one", b"other")), (2, (b"other", b"one"))):
        for content in contents:
            await owned.apply(TAG, GROUP, TOKEN, one(content=content, person=person, previous=-1))
    assert (await held(owned, 1)) == (await held(owned, 2))


async def test_the_earlier_acceptance_of_the_same_bytes_stays(owned: Store) -> None:
    for moment in (NOW, NOW - 5, NOW + 5):
        await owned.apply(TAG, GROUP, TOKEN, one(accepted_at=moment, previous=-1))
    assert await held(owned) == {FIELD: entry(accepted_at=NOW - 5)}


async def test_a_delete_keeps_its_version_so_that_an_older_event_cannot_revive_the_record(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(5, operation=view.DELETE, content=b""))
    await owned.apply(TAG, GROUP, TOKEN, one(4, offset=1))
    assert view.unpack((await held(owned))[FIELD])[:3] == (5, NOW, view.DELETE)


async def test_a_repeat_changes_nothing_and_wakes_nobody(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one())
    assert await owned.apply(TAG, GROUP, TOKEN, one(previous=-1)) == Applied(0, 0, 1, 0)


async def test_without_the_owners_token_nothing_is_written(owned: Store) -> None:
    with pytest.raises(FencedError):
        await owned.apply(TAG, GROUP, b"another token", one())
    assert await held(owned) == {}


async def test_the_token_of_before_a_claim_is_refused(owned: Store) -> None:
    await owned.claim(TAG, GROUP, b"a newer token", 0)
    with pytest.raises(FencedError):
        await owned.apply(TAG, GROUP, TOKEN, one())


async def test_what_does_not_follow_the_watermark_is_a_gap_and_not_applied(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(offset=4, previous=-1))
    assert await owned.apply(TAG, GROUP, TOKEN, one(2, offset=9, previous=8)) == Gap(4)
    assert await held(owned) == {FIELD: entry(1)}


async def test_an_empty_batch_finds_a_gap_in_a_quiet_partition(owned: Store) -> None:
    assert await owned.apply(TAG, GROUP, TOKEN, empty(3)) == Gap(-1)
    await owned.apply(TAG, GROUP, TOKEN, one(offset=3, previous=-1))
    assert await owned.apply(TAG, GROUP, TOKEN, empty(3)) == Applied(0, 0, 0, 0)


async def test_a_stale_arrival_puts_the_winner_to_repair_until_it_is_seen_last(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(5, offset=0))
    await owned.apply(TAG, GROUP, TOKEN, one(4, offset=1))
    (repair,) = await owned.repairs(TAG, GROUP, TOKEN, 10)
    assert (repair.topic, repair.key, repair.entry) == ("ovec.student.v1", key(), entry(5))
    await owned.apply(TAG, GROUP, TOKEN, one(5, offset=2))
    assert await owned.repairs(TAG, GROUP, TOKEN, 10) == []


async def test_a_repair_is_forgotten_once_acknowledged_but_not_when_something_newer_came(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(5, offset=0))
    await owned.apply(TAG, GROUP, TOKEN, one(4, offset=1))
    (repair,) = await owned.repairs(TAG, GROUP, TOKEN, 10)
    await owned.apply(TAG, GROUP, TOKEN, one(6, offset=2))
    assert not await owned.repaired(TAG, GROUP, TOKEN, repair)
    (repair,) = await owned.repairs(TAG, GROUP, TOKEN, 10)
    assert await owned.repaired(TAG, GROUP, TOKEN, repair)
    assert await owned.repairs(TAG, GROUP, TOKEN, 10) == []


async def test_a_record_emptied_because_it_does_not_decode_is_never_published_again(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(5))
    assert await owned.quarantine(TAG, GROUP, TOKEN, subject(1), FIELD, 5)
    assert not await owned.quarantine(TAG, GROUP, TOKEN, subject(1), FIELD, 5)
    await owned.apply(TAG, GROUP, TOKEN, one(4, offset=1))
    assert (await held(owned))[FIELD] == entry(5)[: view.HEAD_BYTES]
    assert await owned.repairs(TAG, GROUP, TOKEN, 10) == []


async def test_a_version_that_came_meanwhile_is_not_emptied(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(6))
    assert not await owned.quarantine(TAG, GROUP, TOKEN, subject(1), FIELD, 5)
    assert await held(owned) == {FIELD: entry(6)}


async def test_each_kind_of_subject_waits_in_its_own_set_and_matches_wake_nobody(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(person=1))
    await owned.apply(TAG, GROUP, TOKEN, one(person=2, topic=VACANCY))
    await owned.apply(TAG, GROUP, TOKEN, one(person=3, topic=MATCH))
    people = await owned.take(TAG, GROUP, TOKEN, "d", 10)
    vacancies = await owned.take(TAG, GROUP, TOKEN, "v", 10)
    assert [[taken.subject for taken in kind] for kind in (people, vacancies)] == [[subject(1)], [subject(2)]]


async def test_a_thousand_subjects_of_one_batch_all_become_dirty(owned: Store) -> None:
    records = [Logged(offset, key(offset), value()) for offset in range(1001)]
    assert await owned.apply(TAG, GROUP, TOKEN, batch(records)) == Applied(1001, 0, 0, 1)
    assert len(await owned.take(TAG, GROUP, TOKEN, "d", 2000)) == 1001
