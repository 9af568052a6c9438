"""People changed: read, folded, judged; then made visible, proposed to vacancies, and only then clean."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from schemas import topics
from schemas.profile import Profile, as_one, fold, unread
from schemas.view import unpack
from streams.matching import rights
from streams.matching.board import Board
from streams.matching.facts import project
from streams.matching.known import unpack as unpack_known
from streams.matching.proposing import Person, Plan, plan
from streams.matching.shared import Shared
from streams.store.protocol import Proposal, Taken

PEOPLE_AT_ONCE: Final = 64
CALLS_AT_ONCE: Final = 128
# Folding a batch would keep the event loop from applying for too long.
PEOPLE_BETWEEN_BREATHS: Final = 8


class Worked(NamedTuple):
    """How many were taken, and the tags whose vacancies were told something, and whose people were nudged."""

    taken: int
    told: frozenset[int]
    nudged: frozenset[int]


class People:
    """The people's side of matching, for the tags this worker owns."""

    def __init__(self, shared: Shared, board: Board) -> None:
        self._shared = shared
        self._board = board
        self._nudged: set[int] = set()

    async def work(self, tag: int) -> Worked:
        """Deal with the longest waiting people of a tag; FencedError when the tag is no longer ours."""
        shared, token = self._shared, self._shared.token(tag)
        taken = await shared.ask("take", partial(shared.store.take, tag, shared.group, token, "d", PEOPLE_AT_ONCE))
        plans = []
        for count, one in enumerate(taken, 1):
            plans.append(await self._look(tag, token, one))
            if not count % PEOPLE_BETWEEN_BREATHS:
                await asyncio.sleep(0)
        told = await self._carry_out(tag, token, plans)
        shared.counts["people"] += len(taken)
        nudged, self._nudged = frozenset(self._nudged), set()
        return Worked(len(taken), told, nudged)

    async def _look(self, tag: int, token: bytes, taken: Taken) -> Plan:
        shared = self._shared
        profile = _folded(taken.subject, taken.records)
        if profile.failures:
            await shared.put_aside(tag, token, taken.subject, profile.failures, taken.records)
        moment = rights.erased_until(profile)
        numbers = rights.further_numbers(profile)
        profile = await self._as_one(profile)
        at = shared.at()
        facts = project(profile, at.now_ms, shared.rules)
        still_open = [one.vacancy for one in profile.matches if one.status == "OPEN"]
        person = Person(taken.subject, taken.revision, facts, unpack_known(taken.projection), still_open, numbers)
        planned = plan(person, self._board.around, self._board.version, at, shared.rules)
        if moment is not None and erasable(taken.records, moment):
            await self._erase(tag, token, taken.subject, moment, planned)
        return planned

    async def _as_one(self, profile: Profile) -> Profile:
        """Read a person with their other pseudonyms; a change under one of these is the representative's to judge."""
        shared, own = self._shared, profile.subject
        profiles = {own: profile}
        while others := unread(profiles):
            for other in others:
                records = await shared.ask("profile", partial(shared.store.profile, shared.tag_of(other), other))
                profiles[other] = _folded(other, records)
        if len(profiles) == 1:
            return profile
        one = as_one(own, profiles)
        for other in rights.to_wake(one, profiles):
            await shared.ask("nudge", partial(shared.store.nudge, shared.tag_of(other), other))
            self._nudged.add(shared.tag_of(other))
        return one

    async def _erase(self, tag: int, token: bytes, subject: str, moment: int, planned: Plan) -> None:
        """Remove what is left of an erased person, once the vacancies know: from then on nobody could tell them."""
        shared = self._shared
        await self._propose(planned.proposals)
        erase = partial(shared.store.erase, tag, shared.group, token, subject, moment, told=True)
        await shared.ask("erase", erase)

    async def _carry_out(self, tag: int, token: bytes, plans: Sequence[Plan]) -> frozenset[int]:
        """Make visible, tell, be done, in this order: whoever comes meanwhile finds the person, or is found."""
        shared = self._shared
        moves = [one.move for one in plans if one.move is not None]
        for start in range(0, len(moves), CALLS_AT_ONCE):
            some = moves[start : start + CALLS_AT_ONCE]
            await shared.ask("index", partial(shared.store.index_many, tag, shared.group, token, some))
        told = await self._propose(proposal for one in plans for proposal in one.proposals)
        cleanings = [one.cleaning for one in plans]
        await shared.ask("clean", partial(shared.store.clean_many, tag, shared.group, token, "d", cleanings))
        return told

    async def _propose(self, proposals: Iterable[Proposal]) -> frozenset[int]:
        return await propose(self._shared, proposals)


async def propose(shared: Shared, proposals: Iterable[Proposal]) -> frozenset[int]:
    """Tell each vacancy's tag what is proposed to it; gives the tags where something changed."""
    by_tag: dict[int, list[Proposal]] = {}
    for one in proposals:
        by_tag.setdefault(shared.tag_of(one.vacancy), []).append(one)
    counts = await asyncio.gather(*(_propose_to(shared, tag, some) for tag, some in by_tag.items()))
    return frozenset(tag for tag, count in zip(by_tag, counts, strict=True) if count)


async def _propose_to(shared: Shared, tag: int, proposals: Sequence[Proposal]) -> int:
    count = 0
    for start in range(0, len(proposals), CALLS_AT_ONCE):
        some = proposals[start : start + CALLS_AT_ONCE]
        count += await shared.ask("propose", partial(shared.store.propose_many, tag, some))
    return count


def erasable(records: Mapping[bytes, bytes], moment: int) -> bool:
    """Say whether a person holds a record accepted before they were erased; the decision itself stays."""
    decided = f"{topics.IDENTITY}/".encode()
    return any(unpack(packed).accepted_at <= moment for name, packed in records.items() if not name.startswith(decided))


def _folded(subject: str, records: Mapping[bytes, bytes]) -> Profile:
    return fold(subject, ((name, unpack(packed)) for name, packed in records.items()))
