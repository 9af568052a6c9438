"""What matching asks of the view many times at once, and of open matches; on the fake and on a real Valkey."""

import pytest

from streams.store.protocol import Cleaning, FencedError, Move, Proposal, Settlement, Store
from tests.streams.examples import GROUP, NOW, TAG, TOKEN, one, subject

PERSON, OTHER, OFFER = subject(1), subject(2), subject(3)


@pytest.fixture
async def owned(store: Store) -> Store:
    await store.claim(TAG, GROUP, TOKEN, 0)
    return store


async def test_people_moved_together_are_found_with_their_projections(owned: Store) -> None:
    moves = [Move(PERSON, (), [("7231:10:PVC", 5.0)], b"one"), Move(OTHER, (), [("7231:11:PVC", 9.0)], b"two")]
    await owned.index_many(TAG, GROUP, TOKEN, moves)
    found = await owned.candidates_many(TAG, 5, [["7231:10:PVC"], ["7231:10:PVC", "7231:11:PVC"], []])
    assert found == [[(PERSON, b"one")], [(PERSON, b"one"), (OTHER, b"two")], []]
    await owned.index_many(TAG, GROUP, TOKEN, [Move(PERSON, ["7231:10:PVC"], (), b"")])
    assert await owned.candidates_many(TAG, 5, [["7231:10:PVC"]]) == [[]]


async def test_proposals_told_together_count_those_that_were_news(owned: Store) -> None:
    told = [Proposal(OFFER, PERSON, 1, 2, 70, b"why"), Proposal(OFFER, OTHER, 1, 2, 80, b"why")]
    assert await owned.propose_many(TAG, told) == 2
    assert await owned.propose_many(TAG, [*told, Proposal(OFFER, PERSON, 1, 3, None, b"gone")]) == 1
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "v", 9)
    assert [(one.person, one.score) for one in taken.candidates] == [(OTHER, 80)]


async def test_subjects_cleaned_together_stay_where_they_changed(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(person=1))
    await owned.apply(TAG, GROUP, TOKEN, one(2, offset=1, person=2))
    first, second = await owned.take(TAG, GROUP, TOKEN, "d", 9)
    await owned.apply(TAG, GROUP, TOKEN, one(3, offset=2, person=2))
    cleanings = [Cleaning(one.subject, one.revision, b"known", NOW) for one in (first, second)]
    assert await owned.clean_many(TAG, GROUP, TOKEN, "d", cleanings) == [True, False]


async def test_someone_gone_from_an_open_match_wakes_the_vacancy_and_is_told_with_the_reason(owned: Store) -> None:
    await owned.settle(TAG, GROUP, TOKEN, OFFER, PERSON, 2, b"open")
    await owned.settle(TAG, GROUP, TOKEN, OFFER, OTHER, 3, b"")
    assert await owned.propose(TAG, OFFER, PERSON, 1, 0, None, b"hired")
    assert not await owned.propose(TAG, OFFER, OTHER, 1, 0, None, b"hired")
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "v", 9)
    assert [tuple(one) for one in taken.candidates] == [(PERSON, -1, b"hired")]


async def test_a_match_learned_from_the_log_wakes_its_vacancy_and_one_of_our_own_does_not(owned: Store) -> None:
    own, learned = Settlement(OFFER, PERSON, 2, b"open"), Settlement(OFFER, OTHER, 2, b"open")
    assert await owned.settle_many(TAG, GROUP, TOKEN, [own], wake=False) == 1
    assert await owned.take(TAG, GROUP, TOKEN, "v", 9) == []
    assert await owned.settle_many(TAG, GROUP, TOKEN, [own, learned], wake=True) == 1
    (taken,) = await owned.take(TAG, GROUP, TOKEN, "v", 9)
    assert sorted(match.person for match in taken.matches) == [PERSON, OTHER]


async def test_watermarks_say_what_was_applied_accepted_and_sought_and_no_token(owned: Store) -> None:
    await owned.apply(TAG, GROUP, TOKEN, one(offset=4, previous=-1))
    await owned.sought(TAG, GROUP, TOKEN, 1, 77)
    marks = await owned.watermarks(TAG)
    assert marks["s:1"] == 77
    assert marks["ovec.student.v1"] == 4
    assert marks["a:ovec.student.v1"] > 0
    assert not any(name.startswith("t:") for name in marks)


async def test_another_token_is_refused_for_all_at_once(owned: Store) -> None:
    calls = (
        owned.index_many(TAG, GROUP, b"no", [Move(PERSON, (), [("a", 1.0)], b"x")]),
        owned.clean_many(TAG, GROUP, b"no", "d", [Cleaning(PERSON, 1, b"", None)]),
        owned.settle_many(TAG, GROUP, b"no", [Settlement(OFFER, PERSON, 2, b"")], wake=True),
        owned.sought(TAG, GROUP, b"no", 1, 1),
    )
    for call in calls:
        with pytest.raises(FencedError):
            await call
    assert await owned.candidates(TAG, 5, ["a"]) == []
