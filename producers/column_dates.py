"""Reads a register's days, months and moments: always of the Buddhist era, never guessed."""

import re
from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from producers.columns import YEAR_MAX, YEAR_MIN, bad, number, optional, optional_choice, text, writable
from producers.draft import Change, Row
from schemas.dates import BANGKOK, BUDDHIST_ERA_YEARS
from schemas.thai import digits

# What every register sends with a row, with an example of each.
ENVELOPE: Final = {"revision": "2", "changed_at": "23/11/2569 09:15:00", "deleted": "0"}
_VERSION_MAX: Final = 2**62
_DATE: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MOMENT: Final = re.compile(r"(\S+) ([0-9]{1,2}):([0-9]{2}):([0-9]{2})")
_MONTH: Final = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_DELETED: Final = {"0": False, "1": True}


@lru_cache(maxsize=4096)
def buddhist_date(raw: str) -> date | None:
    """Read dd/mm/yyyy of the Buddhist era; None when there is no such day (a year of the common era is none)."""
    found = _DATE.fullmatch(digits(raw))
    if found is None or not YEAR_MIN <= int(found[3]) <= YEAR_MAX:
        return None
    try:
        return date(int(found[3]) - BUDDHIST_ERA_YEARS, int(found[2]), int(found[1]))
    except ValueError:
        return None


def buddhist_moment(raw: str) -> datetime | None:
    """Read dd/mm/yyyy hh:mm:ss of the Buddhist era in Bangkok's time; None when there is no such moment."""
    found = _MOMENT.fullmatch(digits(raw))
    on = buddhist_date(found[1]) if found else None
    if found is None or on is None:
        return None
    try:
        return datetime(on.year, on.month, on.day, int(found[2]), int(found[3]), int(found[4]), tzinfo=BANGKOK)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def buddhist_moment_ms(raw: str) -> int | None:
    """Read what buddhist_moment does as milliseconds since 1970."""
    at = buddhist_moment(raw)
    return None if at is None else int(at.timestamp()) * 1000


def optional_month_end(row: Row, field: str, not_before: date) -> date | None:
    """Give the last day of a month written mm/yyyy: what a monthly report confirms."""
    raw = optional(row, field)
    if raw is None:
        return None
    found = _MONTH.fullmatch(digits(raw))
    first = buddhist_date(f"1/{found[0]}") if found else None
    if first is None:
        raise bad("BAD_DATE", field)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    if last < not_before:
        raise bad("DATES_DISAGREE", field)
    return last


def change(row: Row, own_id_field: str) -> Change:
    """Read which record changes: own number, rising revision, moment of the change, deletion or not."""
    own_id = text(row, own_id_field)
    if not writable(own_id):
        raise bad("NOT_ENCODABLE", own_id_field)
    version = number(row, "revision", 1, _VERSION_MAX)
    deleted = row.get("deleted") != "0" and (optional_choice(row, "deleted", _DELETED) or False)
    return Change(own_id, version, "DELETE" if deleted else "UPSERT", _moment_ms(row, "changed_at"))


def _moment_ms(row: Row, field: str) -> int:
    at = buddhist_moment_ms(text(row, field))
    if at is None:
        raise bad("BAD_DATE", field)
    return at
