"""Vacancies changed or told something: decided on by their owner, published, acknowledged, settled, and then clean."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple

from schemas import topics
from schemas.headers import cloud_event_headers
from schemas.profile import Notice, fold_vacancy
from schemas.view import unpack
from streams.matching.deciding import Candidate, Closed, Decision, Standing, decide, next_due, standing_offer
from streams.matching.known import pack_told, unpack_told
from streams.matching.offers import Offer
from streams.matching.people import propose
from streams.matching.proposing import order
from streams.matching.ratings import Ratings
from streams.matching.records import MatchRecord, opened, withdrawn
from streams.matching.rules import Circumstances
from streams.matching.shared import Shared
from streams.publishing import Outgoing
from streams.store.protocol import Cleaning, Proposal, Settlement, Taken

VACANCIES_AT_ONCE: Final = 16
SOURCE: Final = "matching"


class Decided(NamedTuple):
    """What one vacancy's turn came to."""

    records: tuple[MatchRecord, ...]
    stale: tuple[Proposal, ...]
    cleaning: Cleaning


async def decide_on_some(shared: Shared, ratings: Ratings, tag: int) -> int:
    """Deal with the longest waiting vacancies of a tag; gives how many. FencedError when the tag is no longer ours."""
    token = shared.token(tag)
    taken = await shared.ask("take", partial(shared.store.take, tag, shared.group, token, "v", VACANCIES_AT_ONCE))
    turns = []
    for one in taken:
        turns.append(await _turn(shared, ratings, tag, token, one))
        await asyncio.sleep(0)
    records = [record for turn in turns for record in turn.records]
    await _publish(shared, records)
    settlements = [Settlement(one.vacancy, one.person, one.meta.version, one.held) for one in records]
    await shared.ask("settle", partial(shared.store.settle_many, tag, shared.group, token, settlements, wake=False))
    await propose(shared, (one for turn in turns for one in turn.stale))
    cleanings = [turn.cleaning for turn in turns]
    await shared.ask("clean", partial(shared.store.clean_many, tag, shared.group, token, "v", cleanings))
    shared.counts["vacancies"] += len(taken)
    return len(taken)


async def _turn(shared: Shared, ratings: Ratings, tag: int, token: bytes, taken: Taken) -> Decided:
    notice = fold_vacancy(taken.subject, ((name, unpack(packed)) for name, packed in taken.records.items()))
    if notice.failures:
        await shared.put_aside(tag, token, taken.subject, notice.failures, taken.records)
    return judge(shared, ratings, taken, notice, shared.at())


def judge(shared: Shared, ratings: Ratings, taken: Taken, notice: Notice, at: Circumstances) -> Decided:
    """Decide on a vacancy as it was taken, and put the decision into records."""
    vacancy = standing_offer(notice, shared.rules)
    standing = {one.person: Standing(one.version, one.detail) for one in taken.matches}
    candidates = [Candidate(one.person, unpack_told(one.detail), one.score < 0) for one in taken.candidates]
    decision = decide(vacancy, standing, candidates, at, shared.rules, ratings.rate)
    records = [withdrawn(taken.subject, one, standing[one.person]) for one in decision.withdrawals]
    if isinstance(vacancy, Offer):
        records += [opened(vacancy, one) for one in decision.openings]
    _count(shared, decision)
    cleaning = Cleaning(taken.subject, taken.revision, b"", next_due(vacancy, at))
    return Decided(tuple(records), tuple(_stale(vacancy, decision.stale)), cleaning)


def _stale(vacancy: Offer | Closed, stale: Iterable[Candidate]) -> Iterable[Proposal]:
    """Drop candidates who don't match the vacancy as it is now, so that those behind them are seen."""
    if isinstance(vacancy, Offer):
        number = order(vacancy.version, gone=True)
        for one in stale:
            yield Proposal(vacancy.vacancy, one.person, one.told.revision, number, None, pack_told(one.told))


def _count(shared: Shared, decision: Decision) -> None:
    shared.counts["opened"] += len(decision.openings)
    shared.counts["withdrawn"] += len(decision.withdrawals)
    for one in decision.withdrawals:
        shared.counts[f"withdrawn_{one.because.value}"] += 1


async def _publish(shared: Shared, records: Sequence[MatchRecord]) -> None:
    """Publish; returns once all are acknowledged by all replicas."""
    now = shared.now_ms()
    outgoing = [
        Outgoing(
            topics.MATCH,
            one.key,
            one.event,
            cloud_event_headers(topics.MATCH, one.meta, SOURCE),
            shared.tag_of(one.person),
            now if one.dated_ms is None else one.dated_ms,
        )
        for one in records
    ]
    await asyncio.gather(*(shared.publisher.publish(one) for one in outgoing))
