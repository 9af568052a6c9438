"""Erasing people: the decision in the log, then their keys; and once more, when no edge can miss it any longer."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from operations.people.holding import Entries, Read, gather
from operations.review.store import STEWARD
from operations.rulings import ERASURE, Ruling
from schemas import codec
from schemas.topics import IDENTITY
from schemas.view import split_field

# An edge asks the view who is erased before it seals and sends a batch. Once the view knows, whatever an edge asked
# before that is accepted within this time; so the closing decision lies this far ahead, and takes it along.
SETTLES_MS: Final = 10_000
Wait = Callable[[Callable[[], bool], float], bool]


class Reason(StrEnum):
    """Why: the person asked (PDPA s.33), or whoever is responsible for a minor; or the data set's time is over."""

    PERSON_ASKED = "PERSON_ASKED"
    GUARDIAN_ASKED = "GUARDIAN_ASKED"
    RETENTION = "RETENTION"


class Rulings(Protocol):
    """Where decisions are written."""

    def write(self, rulings: Iterable[Ruling]) -> None:
        """Write decisions and wait until they are in the log; RulingNotWrittenError."""
        ...


class Keys(Protocol):
    """Where people's keys are destroyed."""

    def destroy(self, pseudonym: str) -> None:
        """Destroy a key; KeysUnavailableError when that can't be done now."""
        ...


@dataclass(frozen=True)
class Means:
    """What an erasure is carried out with: the view, the log, the keys, the steward's own table, clock and patience."""

    read: Read
    rulings: Rulings
    keys: Keys
    forget: Callable[[Collection[str]], None]
    now_ms: Callable[[], int]
    wait: Wait


class Erased(NamedTuple):
    """What came of it: every pseudonym erased, the records the view held of them before, until when (ms).

    `complete` says whether the view holds nothing of theirs any more; if not, the erasure may be asked for again.
    """

    pseudonyms: tuple[str, ...]
    records: int
    until_ms: int
    complete: bool


def erase(people: Iterable[str], reason: Reason, means: Means, seconds_max: float) -> Erased:
    """Erase people under all of their pseudonyms; raises RulingNotWrittenError, KeysUnavailableError.

    The decision is written first, so that a key once destroyed is never missed by a record still to be read. When the
    view knows it, it is decided again with a later moment: what the edges took in meanwhile goes, too, and with it any
    key they had made for it.
    """
    pseudonyms = tuple(sorted({name for person in people for name in gather(person, means.read).pseudonyms}))
    records = sum(len(left(means.read(name))) for name in pseudonyms)
    earlier = max((decided_until(means.read(name)) for name in pseudonyms), default=0)
    opened = decide(pseudonyms, reason, means, max(means.now_ms(), earlier + 1))
    known = means.wait(lambda: all(decided_until(means.read(name)) >= opened for name in pseudonyms), seconds_max)
    until = decide(pseudonyms, reason, means, max(means.now_ms() + SETTLES_MS, opened + 1))
    means.forget(pseudonyms)
    gone = known and means.wait(lambda: all(is_gone(means.read(name), until) for name in pseudonyms), seconds_max)
    return Erased(pseudonyms, records, until, gone)


def decide(pseudonyms: Sequence[str], reason: Reason, means: Means, at_ms: int) -> int:
    """Write that everything accepted until a moment (ms) is erased, then destroy the keys; gives the moment."""
    means.rulings.write(Ruling(ERASURE, name, STEWARD, reason.value, at_ms) for name in pseudonyms)
    for name in pseudonyms:
        means.keys.destroy(name)
    return at_ms


def left(entries: Entries) -> list[tuple[str, int]]:
    """List what is held besides decisions: topic, and when it was accepted (ms)."""
    found = [(split_field(name)[0], entry.accepted_at) for name, entry in entries]
    return [(topic, at) for topic, at in found if topic != IDENTITY]


def decided_until(entries: Entries, data_set: str | None = None) -> int:
    """Give until when (ms) the view knows someone to be erased, wholly or in a data set; 0 when they are not."""
    found = [0]
    for name, entry in entries:
        if split_field(name)[0] == IDENTITY and entry.value:
            _, data = codec.decode(IDENTITY, entry.value)
            if data is not None and (data["decision"], data["data_set"]) == (ERASURE, data_set):
                found.append(entry.accepted_at)
    return max(found)


def is_gone(entries: Entries, until_ms: int) -> bool:
    """Say whether the view knows an erasure and holds nothing any more that was accepted until its moment."""
    return decided_until(entries) >= until_ms and all(at > until_ms for _, at in left(entries))
