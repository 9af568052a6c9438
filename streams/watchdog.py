"""Notices a worker that does nothing although there is work, or has none for too long, so that it is started anew."""

from dataclasses import dataclass
from typing import Final

# A member without a partition asks for no records, so aiokafka leaves the group for it after a while and can't come
# back (aiokafka#1187); a new start before that can.
SPARE_SECONDS_MAX: Final = 600.0


@dataclass(frozen=True)
class Sight:
    """What the watchdog sees at one moment: seconds on a clock that never goes back, chunks done, records behind."""

    at: float
    applied: int
    lag: int
    tags: int
    waiting: bool
    """Whether a call is being repeated: Redis or Kafka is away, which starting anew would not mend."""


def since(before: "Sight | None", now: Sight) -> Sight:
    """Give the sight from which stillness counts: the present one whenever something moved or there is no reason to."""
    if before is None or now.applied != before.applied or now.lag == 0 or now.waiting:
        return now
    return before


def spare_since(before: float | None, now: Sight) -> float | None:
    """Give since when the worker has owned nothing; None while it owns something."""
    if now.tags:
        return None
    return now.at if before is None else before


def is_spare_too_long(spare: float | None, now: Sight) -> bool:
    """Say whether a worker has owned nothing for so long that it had better join anew."""
    return spare is not None and now.at - spare > SPARE_SECONDS_MAX


def is_stuck(still: Sight, now: Sight, seconds_max: float) -> bool:
    """Say whether records have waited for longer than `seconds_max` without one being applied or a call repeated."""
    return now.at - still.at > seconds_max
