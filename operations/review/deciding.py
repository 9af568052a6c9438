"""A steward's decisions: join, split, dismiss; written to the log first, then the item is closed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

from sqlalchemy.engine import Engine

from operations.review import store
from operations.review.reading import People, together
from operations.review.reasons import DismissReason, JoinReason, SplitReason
from operations.review.store import STEWARD, Kept
from operations.rulings import Ruling, join, pair_record, split
from schemas.profile import Profile, links, representative, stands_for

JOINED: Final = "JOINED"
SPLIT: Final = "SPLIT"


class NotPossibleError(ValueError):
    """A decision that can't be made as things stand; `th` and `en` say why."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(en)
        self.th, self.en = th, en


class Rulings(Protocol):
    """Where decisions are written."""

    def write(self, rulings: Iterable[Ruling]) -> None:
        """Write decisions, and return only once all of them stand; RulingNotWrittenError otherwise."""
        ...


def plan_join(
    canonical: str, alias: str, read: Mapping[str, Profile], reason: JoinReason, now_ms: int
) -> Ruling | None:
    """Plan the decision that makes two people one; None when they are one already.

    It is taken between those who stand for the two, so that whoever stood for one of them hears of it.
    """
    ours, theirs = stands_for(canonical, read), stands_for(alias, read)
    if ours == theirs:
        return None
    return join(ours, theirs, STEWARD, reason.value, _moment(ours, theirs, read, now_ms))


def plan_split(one: str, other: str, read: Mapping[str, Profile], reason: SplitReason, now_ms: int) -> Ruling:
    """Plan to take back the newest join without which the two would not be one; NotPossibleError when there is none."""
    joins = links(ruling for profile in read.values() for ruling in profile.rulings)
    for link in reversed(joins):
        rest = [left for left in joins if left is not link]
        linked = representative(one, joins) == representative(other, joins)
        if linked and link.canonical and link.alias and representative(one, rest) != representative(other, rest):
            moment = _moment(link.canonical, link.alias, read, now_ms)
            return split(link.canonical, link.alias, STEWARD, reason.value, moment)
    raise NotPossibleError("สองเลขนี้ไม่ได้ถูกรวมกัน จึงแยกไม่ได้", "the two are not joined, so no decision can be taken back")


def _moment(one: str, other: str, read: Mapping[str, Profile], now_ms: int) -> int:
    """Give now, or the moment after the pair's newest decision where a clock was set back: the newest must stand."""
    record = pair_record(one, other)
    decided = (ruling for profile in read.values() for ruling in profile.rulings if ruling.source.record == record)
    return max(now_ms, 1 + max((ruling.source.version for ruling in decided), default=0))


class Steward:
    """Decides on items and on pairs; `by` is the role in whose name."""

    def __init__(self, engine: Engine, people: People, rulings: Rulings, now_ms: Callable[[], int]) -> None:
        self._engine, self._people, self._rulings, self._now_ms = engine, people, rulings, now_ms

    def join(self, number: int, reason: JoinReason, canonical: str | None = None) -> Ruling | None:
        """Join the two of an item, the first of them standing for both unless `canonical` says otherwise."""
        pair = _pair(self._open(number))
        chosen = canonical or pair[0]
        if chosen not in pair:
            raise NotPossibleError("เลขที่เลือกไม่ใช่เลขของรายการนี้", "the one chosen to stand for both is not of this item")
        alias = pair[1] if chosen == pair[0] else pair[0]
        ruling = self.join_pair(chosen, alias, reason)
        self._close(number, JOINED)
        return ruling

    def join_pair(self, canonical: str, alias: str, reason: JoinReason) -> Ruling | None:
        """Join two pseudonyms; None when they were one already."""
        read = self._read(canonical, alias)
        for one in (canonical, alias):
            if not _held(read[one]):
                raise NotPossibleError("ไม่มีระเบียนภายใต้เลขหนึ่งในสอง", "there are no records under one of the two")
        ruling = plan_join(canonical, alias, read, reason, self._now_ms())
        if ruling is not None:
            self._rulings.write([ruling])
        return ruling

    def split(self, number: int, reason: SplitReason) -> Ruling:
        """Take back the join of an item's two, whether it was decided on that item or the item doubts it."""
        with self._engine.connect() as connection:
            kept = store.item(connection, number)
        if kept is None:
            raise _no_item(number)
        ruling = self.split_pair(*_pair(kept), reason)
        with self._engine.begin() as connection:
            if not store.close(connection, number, SPLIT, STEWARD, self._now_ms()):
                store.decide_again(connection, number, SPLIT, STEWARD, self._now_ms())
        return ruling

    def split_pair(self, one: str, other: str, reason: SplitReason) -> Ruling:
        """Take back the join of two pseudonyms."""
        ruling = plan_split(one, other, self._read(one, other), reason, self._now_ms())
        self._rulings.write([ruling])
        return ruling

    def dismiss(self, number: int, reason: DismissReason) -> None:
        """Close an item without deciding anything about anybody; the same finding won't come up again."""
        self._open(number)
        self._close(number, reason.value)

    def _read(self, one: str, other: str) -> dict[str, Profile]:
        ours = together(self._people, self._people.person(one))
        return ours | together(self._people, self._people.person(other))

    def _open(self, number: int) -> Kept:
        with self._engine.connect() as connection:
            kept = store.item(connection, number)
        if kept is None:
            raise _no_item(number)
        if kept.closed_at is not None:
            raise NotPossibleError("รายการนี้ปิดไปแล้ว", f"item {number} is closed already")
        return kept

    def _close(self, number: int, decision: str) -> None:
        with self._engine.begin() as connection:
            store.close(connection, number, decision, STEWARD, self._now_ms())


def _held(profile: Profile) -> bool:
    parts = (profile.enrolments, profile.spells, profile.skill_tests, profile.trainings, profile.certificates)
    return any(parts)


def _pair(kept: Kept) -> tuple[str, str]:
    if kept.item.other is None:
        raise NotPossibleError("รายการนี้ไม่ได้เกี่ยวกับสองคน", "this item is not about two people")
    return kept.item.subject, kept.item.other


def _no_item(number: int) -> NotPossibleError:
    return NotPossibleError(f"ไม่มีรายการ {number}", f"there is no item {number}")
