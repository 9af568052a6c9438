"""Reads a register's columns as text, numbers and words of a list; each refusal names its column."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final, TypeVar

from producers.draft import Row
from schemas.refusals import Refusal, RefusedValueError, refusal
from schemas.thai import digits, match_key

# The field of a refusal that is about no single column.
WHOLE_ROW: Final = "?"
SEPARATOR: Final = "|"
YEAR_MIN: Final = 2450
YEAR_MAX: Final = 2650
_TEXT_MAX: Final = 400
_COLUMN: Final = re.compile(r"[a-z_]{1,40}")
_WHOLE: Final = re.compile(r"[0-9]{1,19}")
T = TypeVar("T")


class BadRowError(ValueError):
    """A row that can't be taken; `refusal` says why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.code)
        self.refusal = why


def bad(code: str, field: str) -> BadRowError:
    """Make the error for one column."""
    return BadRowError(refusal(code, field))


def only(row: Row, columns: AbstractSet[str]) -> None:
    """Refuse a row with a filled column that the clause does not name: it must not be taken in (PDPA s.22)."""
    if not row.keys() <= columns:
        for name in row.keys() - columns:
            if str(row[name] or "").strip():
                raise bad("NOT_IN_CLAUSE", shown(name))
    # One look at all columns costs less than one at each.
    try:
        well = writable("".join(row.values()))
    except TypeError:  # a blank that is None, or what is no text
        well = all(map(writable, row.values()))
    if not well:
        raise bad("NOT_ENCODABLE", next(shown(name) for name, value in row.items() if not writable(value)))


def writable(value: object) -> bool:
    """Say whether a text can be written anywhere: half a surrogate pair and a zero byte can't."""
    if value is None:
        return True
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(name: object) -> str:
    """Give a column's name for a refusal, if it is one: a file's heading may hold anything."""
    return name if isinstance(name, str) and _COLUMN.fullmatch(name) else WHOLE_ROW


def optional(row: Row, field: str) -> str | None:
    """Give a column's text without surrounding spaces, or None when blank (registers write blanks as spaces)."""
    raw = row.get(field)
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise bad("NOT_ENCODABLE", field)
    found = raw.strip()  # of no-break spaces too
    if len(found) > _TEXT_MAX:
        raise bad("OUT_OF_RANGE", field)
    return found or None


def text(row: Row, field: str) -> str:
    """Give a column that must be filled."""
    found = optional(row, field)
    if found is None:
        raise bad("MISSING", field)
    return found


def whole(raw: str, least: int, greatest: int) -> int:
    """Read a whole number; thousands may be set off by commas, Thai digits are digits. Raises RefusedValueError."""
    plain = digits(raw).replace(",", "")
    if not _WHOLE.fullmatch(plain):
        raise RefusedValueError("BAD_NUMBER")
    if not least <= int(plain) <= greatest:
        raise RefusedValueError("OUT_OF_RANGE")
    return int(plain)


def number(row: Row, field: str, least: int, greatest: int) -> int:
    """Give a whole number that must be there."""
    try:
        return whole(text(row, field), least, greatest)
    except RefusedValueError as why:
        raise bad(why.code, field) from None


def choice(row: Row, field: str, table: Mapping[str, T]) -> T:
    """Give what a register's word stands for; refused when it is on no list."""
    word = text(row, field)
    try:
        return table[word] if word in table else table[match_key(word)]
    except KeyError:
        raise bad("UNKNOWN_CODE", field) from None


def optional_choice(row: Row, field: str, table: Mapping[str, T]) -> T | None:
    """Give what a register's word stands for, or None when blank."""
    return None if optional(row, field) is None else choice(row, field, table)


def parts(raw: str) -> list[str]:
    """Split a text of several values."""
    return [part.strip() for part in raw.split(SEPARATOR) if part.strip()]


def several(row: Row, field: str) -> list[str]:
    """Split a column of several values."""
    return parts(optional(row, field) or "")
