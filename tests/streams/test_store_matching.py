"""What matching asks of the view, on the fake and on a real Valkey."""

import pytest

from operations.rulings import OF_PAIRS, Ruling, events
from schemas.topics import IDENTITY, INSURANCE, STUDENT, VACANCY
from streams.store.protocol import FencedError, Store
from tests.streams.examples import GROUP, NOW, TAG, TOKEN, Logged, batch, entry, one, subject

PERSON, OTHER, OFFER = subject(1), subject(2), subject(3)


@pytest.fixture
async def owned(store: Store) -> Store:
    await store.claim(TAG, GROUP, TOKEN, 0)
    return store


async def test_revisions_go_on_from_the_claims_floor_but_never_back(owned: Store) -> None:
    await owned.claim(TAG, GROUP, TOKEN, NOW)
    await owned.apply(TAG, GROUP, TOKEN, one())
    await owned.claim(TAG, GROUP, TOKEN, 5)
    await owned.apply(TAG, GROUP, TOKEN, one(2, offset=1, person=2))
    assert [taken.revision for taken in await owned.take(TAG, GROUP, TOKEN, "d", 9)] == [NOW + 1, NOW + 2]


async def test_the_longest_waiting_are_taken_first_and_stay_dirty(owned: Store) -> None:
    for person in (1, 2):
        await owned.apply(TAG, GROUP, TOKEN, one(person=person, previous=-1))
    for _ in range(2):
        (taken,) = await owned.take(TAG, GROUP, TOKEN, "d", 1)
        assert (taken.subject, taken.projection, list(taken.records.values())) == (PERSON, b"", [entry()])


async def test_a_cleaned_subject_is_not_taken_again_and_its_projection_is_kept(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one())
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "d", 9)
    assert await owned.clean(TAG, GROUP, TOKEN, "d", PERSON, taken.revision, b"known", None)
    assert await owned.take(TAG, GROUP, TOKEN, "d", 9) == []
    await owned.apply(TAG, GROUP, TOKEN, one(2, offset=1))
    assert [again.projection for again in await owned.take(TAG, GROUP, TOKEN, "d", 9)] == [b"known"]


async def test_who_changed_since_being_taken_stays_dirty(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one())
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "d", 9)
    await owned.apply(TAG, GROUP, TOKEN, one(2, offset=1))
    assert not await owned.clean(TAG, GROUP, TOKEN, "d", PERSON, taken.revision, b"known", NOW)
    assert len(await owned.take(TAG, GROUP, TOKEN, "d", 9)) == 1
    assert await owned.tick(TAG, GROUP, TOKEN, NOW) == 0


async def test_whose_moment_came_is_dirty_again_once(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one())
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "d", 9)
    await owned.clean(TAG, GROUP, TOKEN, "d", PERSON, taken.revision, b"known", NOW)
    assert await owned.tick(TAG, GROUP, TOKEN, NOW - 1) == 0
    assert [await owned.tick(TAG, GROUP, TOKEN, NOW) for _ in range(2)] == [1, 0]
    assert [again.subject for again in await owned.take(TAG, GROUP, TOKEN, "d", 9)] == [PERSON]


async def test_an_indexed_person_is_found_with_the_projection_of_the_moment(owned: Store) -> None:
    await owned.index(TAG, GROUP, TOKEN, PERSON, [], [("7231:10", 5.0), ("7231:11", 4.0)], b"as indexed")
    await owned.index(TAG, GROUP, TOKEN, OTHER, [], [("7231:10", 9.0)])
    await owned.index(TAG, GROUP, TOKEN, PERSON, ["7231:11"], [])
    assert await owned.candidates(TAG, 5, ["7231:10", "7231:11"]) == [(OTHER, b""), (PERSON, b"as indexed")]
    assert await owned.candidates(TAG, 1, ["7231:10"]) == [(OTHER, b"")]
    assert await owned.candidates(TAG, 5, ["7231:11"]) == []


async def test_a_proposal_wakes_its_vacancy_only_when_it_says_something_new(owned: Store) -> None:
    assert await owned.propose(TAG, OFFER, PERSON, 3, 1, 70.0, b"why")
    assert not await owned.propose(TAG, OFFER, PERSON, 3, 1, 70.0, b"why")
    assert not await owned.propose(TAG, OFFER, PERSON, 4, 1, 70.0, b"why")
    assert not await owned.propose(TAG, OFFER, PERSON, 2, 9, None, b"")
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "v", 9)
    assert [tuple(candidate) for candidate in taken.candidates] == [(PERSON, 70.0, b"why")]


async def test_an_older_score_never_follows_a_newer_gone(owned: Store) -> None:
    await owned.propose(TAG, OFFER, PERSON, 3, 1, 70.0, b"why")
    assert await owned.propose(TAG, OFFER, PERSON, 5, 1, None, b"")
    assert not await owned.propose(TAG, OFFER, PERSON, 4, 1, 80.0, b"why")
    assert [taken.candidates for taken in await owned.take(TAG, GROUP, TOKEN, "v", 9)] == [()]


async def test_the_later_version_of_a_match_stays(owned: Store) -> None:
    await owned.propose(TAG, OFFER, PERSON, 1, 1, 1.0, b"why")
    assert await owned.settle(TAG, GROUP, TOKEN, OFFER, PERSON, 3, b"withdrawn")
    assert not await owned.settle(TAG, GROUP, TOKEN, OFFER, PERSON, 2, b"open")
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "v", 9)
    assert [tuple(match) for match in taken.matches] == [(PERSON, 3, b"withdrawn")]


async def test_a_nudge_makes_a_person_dirty_without_a_token(owned: Store) -> None:
    await owned.nudge(TAG, PERSON)
    assert [taken.subject for taken in await owned.take(TAG, GROUP, TOKEN, "d", 9)] == [PERSON]


async def test_the_population_are_those_with_a_record_of_the_topic_that_is_not_deleted(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(person=1, offset=4, previous=-1))
    await owned.apply(TAG, GROUP, TOKEN, one(person=2, topic=INSURANCE))
    await owned.apply(TAG, GROUP, TOKEN, one(2, person=3, offset=5, operation=1))
    assert await owned.population(TAG, STUDENT, [PERSON, OTHER, OFFER]) == (5, [True, False, False])
    assert await owned.population(TAG, VACANCY, []) == (-1, [])


@pytest.mark.parametrize(("decision", "known"), [("JOIN", True), ("SPLIT", False), ("OBJECTION", False)])
@pytest.mark.parametrize("at_ms", [1, NOW])
async def test_who_is_joined_to_another_number_stays_in_the_population(
    owned: Store, decision: str, known: bool, at_ms: int
) -> None:
    pair = (PERSON, OTHER) if decision in OF_PAIRS else (None, None)
    ruling = Ruling(decision, PERSON, "steward", "NUMBER_CHANGED", at_ms, *pair)
    for offset, (event_key, event_value) in enumerate(events(ruling)):
        logged = Logged(offset, event_key, event_value)
        await owned.apply(TAG, GROUP, TOKEN, batch([logged], IDENTITY, offset - 1))
    assert await owned.population(TAG, STUDENT, [PERSON, OFFER]) == (-1, [known, False])


async def test_a_decision_that_cannot_be_read_makes_nobody_part_of_the_population(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(topic=IDENTITY, content=b""))
    assert await owned.population(TAG, STUDENT, [PERSON]) == (-1, [False])


async def test_gaps_healed_are_counted(owned: Store) -> None:
    assert [await owned.gap_healed(TAG, GROUP, TOKEN) for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("token", [b"another's", b""])
async def test_every_function_of_an_owner_refuses_another_token(owned: Store, token: bytes) -> None:
    calls = (
        owned.apply(TAG, GROUP, token, one()),
        owned.gap_healed(TAG, GROUP, token),
        owned.take(TAG, GROUP, token, "d", 1),
        owned.index(TAG, GROUP, token, PERSON, [], []),
        owned.clean(TAG, GROUP, token, "d", PERSON, 1, b"", None),
        owned.settle(TAG, GROUP, token, OFFER, PERSON, 1, b""),
        owned.repairs(TAG, GROUP, token, 1),
        owned.tick(TAG, GROUP, token, NOW),
        owned.quarantine(TAG, GROUP, token, PERSON, b"field", 1),
        owned.erase(TAG, GROUP, token, PERSON, NOW, told=True),
        owned.burials(TAG, GROUP, token, 1),
    )
    for call in calls:
        with pytest.raises(FencedError):
            await call


async def settled(store: Store, version: int) -> None:
    await store.settle(TAG, GROUP, TOKEN, OFFER, PERSON, version, b"event" if version % 2 == 0 else b"")


async def decided_on(store: Store) -> list[bytes]:
    """Take the vacancy as its owner does, and be done with it; gives the facts it was told by."""
    (taken,) = await store.take(TAG, GROUP, TOKEN, "v", 10)
    assert await store.clean(TAG, GROUP, TOKEN, "v", OFFER, taken.revision, b"", None)
    return [candidate.detail for candidate in taken.candidates]


async def facts_kept(store: Store) -> list[bytes]:
    """Say what would be told of an open match; the view keeps the facts of nobody else who is gone."""
    await settled(store, 2)
    await store.propose(TAG, OFFER, "f" * 32, 1, 1, 1.0, b"another")
    return [detail for detail in await decided_on(store) if detail != b"another"]


async def test_of_someone_gone_a_vacancy_keeps_no_facts_once_it_was_decided_on(owned: Store) -> None:
    await owned.propose(TAG, OFFER, PERSON, 1, 1, 5.0, b"facts")
    await owned.propose(TAG, OFFER, PERSON, 2, 1, None, b"facts")
    await decided_on(owned)
    assert await facts_kept(owned) == []


async def test_but_as_long_as_a_match_is_open_why_someone_is_gone_is_known(owned: Store) -> None:
    await owned.propose(TAG, OFFER, PERSON, 1, 1, 5.0, b"facts")
    await settled(owned, 2)
    await owned.propose(TAG, OFFER, PERSON, 2, 1, None, b"why")
    assert await decided_on(owned) == [b"why"]
    assert await facts_kept(owned) == [b"why"]
    await settled(owned, 3)
    await owned.propose(TAG, OFFER, "e" * 32, 1, 1, 1.0, b"another")
    await decided_on(owned)
    await settled(owned, 4)
    await owned.propose(TAG, OFFER, "d" * 32, 1, 1, 1.0, b"another")
    assert b"why" not in await decided_on(owned)


async def test_an_older_word_about_someone_gone_is_still_told_from_a_newer_one(owned: Store) -> None:
    await owned.propose(TAG, OFFER, PERSON, 2, 1, 5.0, b"facts")
    await owned.propose(TAG, OFFER, PERSON, 3, 1, None, b"facts")
    await decided_on(owned)
    assert not await owned.propose(TAG, OFFER, PERSON, 2, 1, 5.0, b"facts")
    assert await owned.propose(TAG, OFFER, PERSON, 4, 1, 5.0, b"facts")
