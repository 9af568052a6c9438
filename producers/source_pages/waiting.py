"""What of a source's accepted rows is not yet visible, and why: pure, given what lies beyond the view's watermarks."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from producers.source_pages.facts import Unapplied

# Applying takes well under a second; a minute means that something stands still.
SLOW_MS: Final = 60_000


class Why(StrEnum):
    """Why an accepted row is not visible yet."""

    BEING_APPLIED = "BEING_APPLIED"
    SLOW = "SLOW"
    NOT_KNOWN = "NOT_KNOWN"
    PAUSED = "PAUSED"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Accepted rows of a data set that nobody sees yet; `rows` and `since_ms` are None where it can't be told."""

    topic: str
    why: Why
    rows: int | None = None
    since_ms: int | None = None


def waiting(
    topics: Iterable[str], unapplied: Iterable[Unapplied] | None, now_ms: int, in_force: bool
) -> tuple[Waiting, ...]:
    """Say, per data set, what is not visible yet; None for `unapplied` means that the view could not be asked.

    While no agreement is in force, what is held is shown to nobody, whatever was applied (docs/agreement.md).
    """
    names = tuple(topics)
    if not in_force:
        return tuple(Waiting(topic, Why.PAUSED) for topic in names)
    if unapplied is None:
        return tuple(Waiting(topic, Why.NOT_KNOWN) for topic in names)
    return tuple(
        Waiting(one.topic, _why(now_ms - one.oldest_ms), one.rows, one.oldest_ms)
        for one in unapplied
        if one.topic in names and one.rows
    )


def _why(waited_ms: int) -> Why:
    return Why.SLOW if waited_ms >= SLOW_MS else Why.BEING_APPLIED
