"""How a source keeps what was agreed as timing: pure, given the days on which it delivered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise


class Keeping(StrEnum):
    """Within the days agreed on, late, never delivered, or agreed in words that count no days."""

    KEPT = "KEPT"
    LATE = "LATE"
    NEVER = "NEVER"
    NOT_COUNTED = "NOT_COUNTED"


@dataclass(frozen=True, slots=True)
class Kept:
    """How a data set's timing is kept: the last delivery, the day the next is due by, and the silences before.

    `late_times` counts silences longer than agreed, the one that goes on among them; `longest_days` is the longest.
    """

    state: Keeping
    due_days: int | None = None
    last: date | None = None
    next_by: date | None = None
    late_times: int = 0
    longest_days: int = 0


def kept(delivered: Iterable[date], due_days: int | None, today: date) -> Kept:
    """Say a data set is late when more days than agreed went by without a delivery."""
    days = sorted({day for day in delivered if day <= today})
    if not days:
        return Kept(Keeping.NEVER, due_days)
    silences = [(later - earlier).days for earlier, later in pairwise([*days, today])]
    last, longest = days[-1], max(silences)
    if due_days is None:
        return Kept(Keeping.NOT_COUNTED, None, last, None, 0, longest)
    late = sum(silence > due_days for silence in silences)
    state = Keeping.LATE if silences[-1] > due_days else Keeping.KEPT
    return Kept(state, due_days, last, last + timedelta(days=due_days), late, longest)
