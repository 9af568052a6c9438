"""Notices a worker that does nothing although there is work, so that it is started anew."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sight:
    """What the watchdog sees at one moment: seconds on a clock that never goes back, chunks done, records behind."""

    at: float
    applied: int
    lag: int
    waiting: bool
    """Whether a call is being repeated: Redis or Kafka is away, which starting anew would not mend."""


def since(before: "Sight | None", now: Sight) -> Sight:
    """Give the sight from which stillness counts: the present one whenever something moved or there is no reason to."""
    if before is None or now.applied != before.applied or now.lag == 0 or now.waiting:
        return now
    return before


def is_stuck(still: Sight, now: Sight, seconds_max: float) -> bool:
    """Say whether records have waited for longer than `seconds_max` without one being applied or a call repeated."""
    return now.at - still.at > seconds_max
