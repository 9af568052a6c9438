"""Reads which rows an address asks for, and writes such an address; whatever is no such thing is not asked."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlencode

from producers.arrivals.arrival import Outcome
from producers.source_pages.facts import Before, Sent, Wanted
from schemas.topics import BY_NAME

_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,59}")
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,59}|\?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BEFORE: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


def wanted(query: Mapping[str, str]) -> Wanted:
    """Read which rows are asked for."""
    topic, outcome = query.get("topic", ""), query.get("outcome", "")
    return Wanted(
        topic if topic in BY_NAME else "",
        _day(query.get("day", "")),
        Outcome(outcome) if outcome in set(Outcome) else None,
        _if(_CODE, query.get("code", "")),
        _if(_FIELD, query.get("field", "")),
        query.get("unmended") == "1",
    )


def before(query: Mapping[str, str]) -> Before | None:
    """Read before which row the list is to go on; None for from the newest."""
    found = _BEFORE.fullmatch(query.get("before", ""))
    return None if found is None else Before(int(found[1]), int(found[2]))


def after(last: Sent) -> str:
    """Write where a list goes on once this row was shown."""
    return f"{last.at_ms}-{last.number}"


def address(one: Wanted, **further: str) -> str:
    """Write what is asked for as an address's query; data sets, days and codes, and never a number of anybody's."""
    asked = {
        "topic": one.topic,
        "day": "" if one.day is None else one.day.isoformat(),
        "outcome": "" if one.outcome is None else one.outcome.value,
        "code": one.code,
        "field": one.field,
        "unmended": "1" if one.unmended else "",
        **further,
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _if(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
