"""A view in memory that does what functions.lua does, for tests that need no Redis."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from schemas import view
from streams.store.fake_tag import Tag, apply_one, best, erase_from, held_entry, in_population, records, taken
from streams.store.protocol import (
    Applied,
    Batch,
    Burial,
    Cleaning,
    FencedError,
    Gap,
    Kind,
    Move,
    Proposal,
    Repair,
    Settlement,
    Taken,
)

TICK: Final = 1000


class FakeStore:
    """The view, in memory."""

    def __init__(self) -> None:
        self.tags: dict[int, Tag] = defaultdict(Tag)
        self.reports: dict[str, str] = {}

    def _owned(self, number: int, group: str, token: bytes) -> Tag:
        tag = self.tags[number]
        if tag.owners.get(group) != token:
            raise FencedError(f"tag {number} is not ours")
        return tag

    async def claim(self, tag: int, group: str, token: bytes, floor: int) -> dict[str, int]:
        held = self.tags[tag]
        held.owners[group] = token
        held.revision = max(held.revision, floor)
        return dict(held.marks)

    async def apply(self, tag: int, group: str, token: bytes, batch: Batch) -> Applied | Gap:
        held = self._owned(tag, group, token)
        mark = held.marks.get(batch.topic, -1)
        if batch.previous > mark:
            return Gap(mark)
        outcomes = [(key[:32].decode(), apply_one(held, batch.topic, key, entry)) for key, entry in records(batch)]
        if batch.newest > held.newest.get(batch.topic, 0):
            held.newest[batch.topic] = batch.newest
            held.marks[batch.topic] = batch.last
        elif mark < batch.last:
            held.marks[batch.topic] = batch.last
        changed = [subject for subject, outcome in outcomes if outcome == "changed"]
        counts = [sum(outcome == name for _, outcome in outcomes) for name in ("changed", "stale", "repeated")]
        revision = held.touch(batch.kind, changed) if changed and batch.kind else 0
        return Applied(counts[0], counts[1], counts[2], revision)

    async def gap_healed(self, tag: int, group: str, token: bytes) -> int:
        held = self._owned(tag, group, token)
        held.gaps += 1
        return held.gaps

    async def take(self, tag: int, group: str, token: bytes, kind: Kind, limit: int) -> list[Taken]:
        held = self._owned(tag, group, token)
        waiting = sorted((revision, subject) for subject, revision in held.dirty[kind].items())[:limit]
        return [taken(held, kind, subject, revision) for revision, subject in waiting]

    async def index(
        self,
        tag: int,
        group: str,
        token: bytes,
        person: str,
        leave: Sequence[str],
        enter: Sequence[tuple[str, float]],
        projection: bytes = b"",
    ) -> None:
        held = self._owned(tag, group, token)
        for suffix in leave:
            held.indexed[suffix].pop(person, None)
        for suffix, score in enter:
            held.indexed[suffix][person] = score
        if projection:
            held.projections[person] = projection

    async def clean(
        self,
        tag: int,
        group: str,
        token: bytes,
        kind: Kind,
        subject: str,
        revision: int,
        projection: bytes,
        due_ms: int | None,
        numbers: Sequence[str] = (),
    ) -> bool:
        held = self._owned(tag, group, token)
        if held.dirty[kind].get(subject) != revision:
            return False
        del held.dirty[kind][subject]
        held.projections.pop(subject, None)
        if projection:
            held.projections[subject] = projection
        held.due.pop((kind, subject), None)
        if due_ms is not None:
            held.due[kind, subject] = due_ms
        if kind == "v":
            held.forget_gone(subject)
        if kind == "d":
            held.numbers[subject] = frozenset(numbers)
        return True

    async def propose(
        self,
        tag: int,
        vacancy: str,
        person: str,
        revision: int,
        vacancy_version: int,
        score: float | None,
        detail: bytes,
    ) -> bool:
        held = self.tags[tag]
        known = held.proposals[vacancy].get(person, (0, 0, None, b""))
        if person in held.proposals[vacancy] and (revision, vacancy_version) <= known[:2]:
            return False
        held.proposals[vacancy][person] = (revision, vacancy_version, score, detail)
        unchanged = score == known[2] and (score is None or detail == known[3])
        if unchanged and not (score is None and held.is_open(vacancy, person)):
            return False
        held.touch("v", [vacancy])
        return True

    async def nudge(self, tag: int, person: str) -> None:
        self.tags[tag].touch("d", [person])

    async def candidates(self, tag: int, limit: int, suffixes: Sequence[str]) -> list[tuple[str, bytes]]:
        held = self.tags[tag]
        found: dict[str, bytes] = {}
        for suffix in suffixes:
            for person, _ in best(held.indexed[suffix])[:limit]:
                found[person] = held.projections.get(person, b"")
        return list(found.items())

    async def settle(
        self, tag: int, group: str, token: bytes, vacancy: str, person: str, version: int, detail: bytes
    ) -> bool:
        matches = self._owned(tag, group, token).matches[vacancy]
        if person in matches and matches[person][0] >= version:
            return False
        matches[person] = (version, detail)
        return True

    async def index_many(self, tag: int, group: str, token: bytes, moves: Sequence[Move]) -> None:
        for move in moves:
            await self.index(tag, group, token, *move)

    async def clean_many(
        self, tag: int, group: str, token: bytes, kind: Kind, cleanings: Sequence[Cleaning]
    ) -> list[bool]:
        return [await self.clean(tag, group, token, kind, *one) for one in cleanings]

    async def propose_many(self, tag: int, proposals: Sequence[Proposal]) -> int:
        return sum([await self.propose(tag, *one) for one in proposals])

    async def settle_many(
        self, tag: int, group: str, token: bytes, settlements: Sequence[Settlement], *, wake: bool
    ) -> int:
        news = [one for one in settlements if await self.settle(tag, group, token, *one)]
        if wake:
            for one in news:
                self.tags[tag].touch("v", [one.vacancy])
        return len(news)

    async def candidates_many(
        self, tag: int, limit: int, lookups: Sequence[Sequence[str]]
    ) -> list[list[tuple[str, bytes]]]:
        return [await self.candidates(tag, limit, suffixes) for suffixes in lookups]

    async def sought(self, tag: int, group: str, token: bytes, partition: int, offset: int) -> None:
        self._owned(tag, group, token).sought[partition] = offset

    async def watermarks(self, tag: int) -> dict[str, int]:
        held = self.tags[tag]
        newest = {f"a:{topic}": moment for topic, moment in held.newest.items()}
        sought = {f"s:{partition}": offset for partition, offset in held.sought.items()}
        return {**held.marks, **newest, **sought, "rev": held.revision, "gaps": held.gaps}

    async def repairs(self, tag: int, group: str, token: bytes, limit: int) -> list[Repair]:
        held = self._owned(tag, group, token)
        return [Repair(topic, key, held_entry(held, topic, key)) for topic, key in sorted(held.repair)[:limit]]

    async def repaired(self, tag: int, group: str, token: bytes, repair: Repair) -> bool:
        held = self._owned(tag, group, token)
        if held_entry(held, repair.topic, repair.key) != repair.entry or (repair.topic, repair.key) not in held.repair:
            return False
        held.repair.remove((repair.topic, repair.key))
        return True

    async def tick(self, tag: int, group: str, token: bytes, now_ms: int) -> int:
        held = self._owned(tag, group, token)
        due = sorted((moment, who) for who, moment in held.due.items() if moment <= now_ms)[:TICK]
        for _, (kind, subject) in due:
            held.touch(kind, [subject])
            del held.due[kind, subject]
        return len(due)

    async def quarantine(self, tag: int, group: str, token: bytes, subject: str, field: bytes, version: int) -> bool:
        records = self._owned(tag, group, token).subjects[subject]
        packed = records.get(field, b"")
        if len(packed) <= view.HEAD_BYTES or view.unpack(packed).version != version:
            return False
        records[field] = packed[: view.HEAD_BYTES]
        return True

    async def erase(
        self, tag: int, group: str, token: bytes, subject: str, moment_ms: int, data_set: str = "", *, told: bool
    ) -> int:
        held = self._owned(tag, group, token)
        removed = erase_from(held, subject, moment_ms, data_set, told=told)
        if told and removed:
            held.touch("d", [subject])
        return removed

    async def burials(self, tag: int, group: str, token: bytes, limit: int) -> list[Burial]:
        held = self._owned(tag, group, token)
        waiting = sorted(held.bury)[:limit]
        return [Burial(topic, key, held.erased_until(topic, key[:32].decode()) or 0) for topic, key in waiting]

    async def population(self, tag: int, topic: str, subjects: Sequence[str]) -> tuple[int, list[bool]]:
        held = self.tags[tag]
        return held.marks.get(topic, -1), [in_population(held, topic, subject) for subject in subjects]

    async def named(self, tag: int, subjects: Sequence[str]) -> list[bool]:
        known = frozenset().union(*self.tags[tag].numbers.values())
        return [subject in known for subject in subjects]

    async def profile(self, tag: int, subject: str) -> dict[bytes, bytes]:
        return dict(self.tags[tag].subjects.get(subject, {}))

    async def report(self, worker: str, content: str, seconds: int) -> None:  # noqa: ARG002 -- a fake's reports stay
        self.reports[worker] = content
