"""Days as Thai law counts them: from midnight to midnight at UTC+7, as ordinal numbers (`date.toordinal`)."""

from datetime import date
from typing import Final

_OFFSET_MS: Final = 7 * 60 * 60 * 1000
_DAY_MS: Final = 24 * 60 * 60 * 1000
_EPOCH: Final = date(1970, 1, 1).toordinal()


def day_of(ms: int) -> int:
    """Give the Thai day a moment (ms since 1970) falls on."""
    return (ms + _OFFSET_MS) // _DAY_MS + _EPOCH


def start_of(day: int) -> int:
    """Give the moment (ms since 1970) at which a Thai day begins."""
    return (day - _EPOCH) * _DAY_MS - _OFFSET_MS


def sixteenth_of_third_month_after(day: int) -> int:
    """Give the day by which two monthly reports after this day's month are overdue (due on the 15th of the next)."""
    month = date.fromordinal(day)
    years, months = divmod(month.month - 1 + 3, 12)
    return date(month.year + years, months + 1, 16).toordinal()


def last_day_of_month_before(day: int) -> int:
    """Give the last day of the month before this day's."""
    return date.fromordinal(day).replace(day=1).toordinal() - 1
