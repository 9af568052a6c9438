"""Reads one field of a topic's record from its column as the schema says: text, number, day, word or code."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from producers.column_codes import lying_in, province_named
from producers.column_dates import buddhist_date, buddhist_moment
from producers.columns import bad, optional, parts, text, whole
from producers.draft import Row
from producers.schema_fields import MUST_BE_FILLED, Field
from schemas import coding
from schemas.codes import skill_standards
from schemas.refusals import RefusedValueError
from schemas.thai import digits, match_key

Values = Mapping[str, Any]
T = TypeVar("T")
_DECIMAL: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_INT_MAX: Final = 2**31 - 1
_LONG_MAX: Final = 2**62
# How many texts of a column are remembered with what they were read as, and how long one may be.
REMEMBERED_MAX: Final = 4096
_REMEMBERED_LENGTH_MAX: Final = 64


class Reading(NamedTuple):
    """How a field is read from its column: anew, or as the same text was before.

    `known` is None where a text may not be remembered, or does not say it all: free texts, which may be about people,
    and codes that hang on other columns.
    """

    name: str
    column: str
    known: dict[str | None, Any] | None
    anew: Callable[["Row", "Values"], Any]


class Beside(NamedTuple):
    """What a code is read beside: its field, its row, and the values read before it."""

    field: Field
    row: Row
    values: Values


Convert = Callable[[str, Beside], Any]


def _province(raw: str, beside: Beside) -> str:
    return province_named(raw) if beside.field.column.endswith("_name") else coding.province(raw)


def _in_province(raw: str, beside: Beside) -> str:
    """Hold a place against the province of the same name: `x_district` lies in `x_province`."""
    kind = str(beside.field.codes)
    return lying_in(coding.CHECKS[kind](raw), beside.values.get(beside.field.name.replace(kind, "province")))


def _occupation(raw: str, beside: Beside) -> str:
    scheme = beside.field.scheme
    return _occupation_of(text(beside.row, scheme) if scheme else coding.ISCO_08, raw)


@lru_cache(REMEMBERED_MAX)
def _occupation_of(scheme: str, raw: str) -> str:
    return coding.occupation(scheme, raw).code


def _level(raw: str, beside: Beside) -> int:
    """Hold a level against the standard of the same name, `x_level` of `x_standard`, which must be named (DOMAIN 6)."""
    of = beside.field.name.replace("level", "standard")
    if beside.values[of] is None:
        raise bad("MISSING", of)
    return coding.skill_level(skill_standards()[beside.values[of]], whole(raw, *coding.NUMBERS["skill_level"]))


# Codes that hang on what else the row says; all others are held against their table alone.
_HANGING: Final[Mapping[str, Convert]] = {
    "province": _province,
    "district": _in_province,
    "subdistrict": _in_province,
    "occupation": _occupation,
    "skill_level": _level,
}
_EXAMPLES: Final[Mapping[str, str]] = {
    "province": "21",
    "district": "2101",
    "subdistrict": "210101",
    "college": "1321000001",
    "juristic": "0-1055-61990-01-1",
    "occupation": "7411",
    "occupation_scheme": "ISCO-08",
    "occupation_group": "74",
    "industry": "27",
    "industry_section": "C",
    "subject_type": "อุตสาหกรรม",
    "field_of_study": "ไฟฟ้า",
    "skill_standard": "ช่างไฟฟ้าภายในอาคาร",
    "skill_level": "1",
    "buddhist_year": "2569",
    "month": "11",
    "time_of_day": "08:30",
    "string": "ข้อความ",
    "int": "1",
    "long": "1",
    "float": "12.5",
    "double": "12.5",
    "date": "23/11/2569",
    "moment": "23/11/2569 09:15:00",
}


def _known(found: T | None) -> T:
    if found is None:
        raise RefusedValueError("BAD_DATE")
    return found


def _decimal(raw: str, _: Beside) -> float:
    plain = digits(raw).replace(",", "")
    if not _DECIMAL.fullmatch(plain):
        raise RefusedValueError("BAD_NUMBER")
    return float(plain)


def _word(raw: str, beside: Beside) -> Any:
    words = beside.field.words
    word = raw if raw in words else match_key(raw)
    if word not in words:
        raise RefusedValueError("UNKNOWN_CODE")
    return words[word]


# Values that stand in no table.
_PLAIN: Final[Mapping[str, Convert]] = {
    "string": lambda raw, _: raw,
    "int": lambda raw, _: whole(raw, 0, _INT_MAX),
    "long": lambda raw, _: whole(raw, 0, _LONG_MAX),
    "float": _decimal,
    "double": _decimal,
    "date": lambda raw, _: _known(buddhist_date(raw)),
    "moment": lambda raw, _: _known(buddhist_moment(raw)),
    "word": _word,
}


def after_others(field: Field) -> bool:
    """Say whether a field is read after the others, since its code is held against one of them."""
    return field.codes in _HANGING and field.codes != "province"


def reading(field: Field) -> Reading:
    """Make how a field is read when many rows are."""
    remembers = field.kind != "moment" and (field.kind != "string" or field.codes is not None)
    hangs = after_others(field) and not (field.codes == "occupation" and field.scheme is None)
    return Reading(field.name, field.column, {} if remembers and not hangs else None, reader(field))


def remember(known: dict[str | None, Any], raw: str | None, value: Any) -> None:
    """Keep what a text was read as, forgetting all when they are too many."""
    if raw is not None and len(raw) > _REMEMBERED_LENGTH_MAX:
        return
    if len(known) >= REMEMBERED_MAX:
        known.clear()
    known[raw] = value


def example(field: Field) -> str:
    """Give a right value for a field's column, to be shown where one is refused."""
    return next(iter(field.words), "") or _EXAMPLES.get(field.codes or field.kind, "")


def reader(field: Field) -> Callable[[Row, Values], Any]:
    """Make what reads a field: its value, or what a blank column gives; BadRowError when it can't be taken."""
    column, blank, convert = field.column, field.blank, _converting(field)

    def read(row: Row, values: Values) -> Any:
        raw = optional(row, column)
        if raw is None:
            if blank is MUST_BE_FILLED:
                raise bad("MISSING", column)
            return blank
        try:
            if field.many:
                return tuple(convert(part, Beside(field, row, values)) for part in parts(raw))
            return convert(raw, Beside(field, row, values))
        except RefusedValueError as why:
            raise bad(why.code, column) from None

    return read


def _converting(field: Field) -> Convert:
    """Give what turns one text of the register into a value; it may raise RefusedValueError."""
    if field.codes is not None:
        return _HANGING.get(field.codes) or _of_table(field.codes)
    if field.kind not in _PLAIN:
        raise ValueError(f"no column can hold {field.kind}")
    return _PLAIN[field.kind]


def _of_table(codes: str) -> Convert:
    if codes in coding.NUMBERS:
        least, greatest = coding.NUMBERS[codes]
        return lambda raw, _: whole(raw, least, greatest)
    check = coding.CHECKS[codes]
    return lambda raw, _: check(raw)
