"""An objection (PDPA s.32), and its withdrawal: a ruling in the log, and the wait until nothing stands against it."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from operations.people.holding import Person
from operations.review.store import STEWARD
from operations.rulings import OBJECTION, OBJECTION_WITHDRAWN, Ruling
from schemas.topics import IDENTITY

Wait = Callable[[Callable[[], bool], float], bool]


class Reason(StrEnum):
    """Who asked: the person, or whoever is responsible for them while they are a minor (PDPA s.20)."""

    PERSON_ASKED = "PERSON_ASKED"
    GUARDIAN_ASKED = "GUARDIAN_ASKED"


class Outcome(NamedTuple):
    """What came of a ruling: matches open before and after it, and whether the view had it in time."""

    open_before: int
    open_after: int
    in_force: bool


def ruling(person: Person, reason: Reason, at_ms: int, *, withdrawn: bool) -> Ruling:
    """Decide that a person objects to being matched, or no longer does; it stands for all their pseudonyms."""
    decision = OBJECTION_WITHDRAWN if withdrawn else OBJECTION
    return Ruling(decision, person.canonical, STEWARD, reason.value, at_ms)


def objects(person: Person) -> bool:
    """Say whether the newest decision about it is an objection."""
    asked = [
        one for one in person.of(IDENTITY) if one.data and one.data["decision"] in {OBJECTION, OBJECTION_WITHDRAWN}
    ]
    newest = max(asked, key=lambda one: one.version, default=None)
    return newest is not None and newest.data is not None and newest.data["decision"] == OBJECTION


def await_outcome(
    made: Ruling, before: Person, read: Callable[[str], Person], wait: Wait, seconds_max: float
) -> Outcome:
    """Wait until the view holds the ruling and, after an objection, no match stands any more."""
    objected = made.decision == OBJECTION

    def in_force() -> bool:
        now = read(made.subject)
        held = any(one.topic == IDENTITY and one.version == made.at_ms for one in now.held)
        return held and objects(now) is objected and not (objected and now.open_matches())

    done = wait(in_force, seconds_max)
    return Outcome(len(before.open_matches()), len(read(made.subject).open_matches()), done)
