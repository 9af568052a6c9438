"""Reads a register's coded columns, each code held against its table; a refusal names the code and the column."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from producers.columns import bad, optional, text
from producers.draft import Row
from schemas.codes import provinces
from schemas.refusals import RefusedValueError
from schemas.thai import match_key

T = TypeVar("T")


def coded(row: Row, field: str, convert: Callable[[str], T]) -> T:
    """Give what a column's code stands for."""
    try:
        return convert(text(row, field))
    except RefusedValueError as why:
        raise bad(why.code, field) from None


def optional_coded(row: Row, field: str, convert: Callable[[str], T]) -> T | None:
    """Give what a column's code stands for, or None when blank."""
    return None if optional(row, field) is None else coded(row, field, convert)


def province_named(raw: str) -> str:
    """Find a province by its Thai name: DOE's own province numbers are not DOPA's (DOMAIN 8)."""
    code = _province_names().get(match_key(raw).removeprefix("จังหวัด").strip())
    if code is None:
        raise RefusedValueError("UNKNOWN_PROVINCE")
    return code


@cache
def _province_names() -> dict[str, str]:
    return {match_key(one.th): one.code for one in provinces().values()}


def lying_in(code: str, province: str | None) -> str:
    """Hold a district or subdistrict against its province, whose code it begins with (DOMAIN 2)."""
    if code[:2] != province:
        raise RefusedValueError("UNKNOWN_DISTRICT")
    return code
