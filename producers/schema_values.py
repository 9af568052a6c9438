"""Reads one field of a topic's record from its column as the schema says: text, number, day, word or code."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from producers.column_codes import all_coded, coded, lying_in, province_named
from producers.column_dates import day
from producers.columns import bad, choice, number, optional, several, text, whole
from producers.draft import Row
from producers.schema_fields import MUST_BE_FILLED, Field
from schemas import coding
from schemas.codes import skill_standards
from schemas.thai import match_key

Values = Mapping[str, Any]
_INT_MAX: Final = 2**31 - 1
_LONG_MAX: Final = 2**62


class Beside(NamedTuple):
    """What a code is read beside: its field, the values read before it, and its row."""

    field: Field
    values: Values
    row: Row


def _province(raw: str, beside: Beside) -> str:
    return province_named(raw) if beside.field.column.endswith("_name") else coding.province(raw)


def _in_province(raw: str, beside: Beside) -> str:
    """Hold a place against the province of the same name: `x_district` lies in `x_province`."""
    kind = str(beside.field.codes)
    return lying_in(coding.CHECKS[kind](raw), beside.values.get(beside.field.name.replace(kind, "province")))


def _occupation(raw: str, beside: Beside) -> str:
    """Read an occupation beside the list it is of, which a schema names `<field>_scheme`."""
    return coding.occupation(text(beside.row, f"{beside.field.name}_scheme"), raw).code


def _level(raw: str, beside: Beside) -> int:
    """Hold a level against the standard read before it, where one was named (DOMAIN 6)."""
    level = whole(raw, *coding.NUMBERS["skill_level"])
    named = beside.values.get(beside.field.name.replace("level", "standard")) or beside.values.get("standard")
    return level if named is None else coding.skill_level(skill_standards()[named], level)


def _number(raw: str, beside: Beside) -> int:
    return whole(raw, *coding.NUMBERS[str(beside.field.codes)])


def _checked(raw: str, beside: Beside) -> str:
    return coding.CHECKS[str(beside.field.codes)](raw)


# Codes that hang on what else the row says; all others are held against their table alone.
_HANGING: Final[Mapping[str, Callable[[str, Beside], Any]]] = {
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
    "date": "23/11/2569",
}


def after_others(field: Field) -> bool:
    """Say whether a field is read after the others, since its code is held against one of them."""
    return field.codes in _HANGING and field.codes != "province"


def example(field: Field) -> str:
    """Give a right value for a field's column, to be shown where one is refused."""
    return next(iter(field.words), "") or _EXAMPLES.get(field.codes or field.kind, "")


def value(row: Row, field: Field, values: Values) -> Any:
    """Give a field's value, or what the schema says for a blank column; BadRowError when it can't be taken."""
    if optional(row, field.column) is None:
        if field.blank is MUST_BE_FILLED:
            raise bad("MISSING", field.column)
        return field.blank
    if field.codes is not None:
        beside = Beside(field, values, row)
        table = _HANGING.get(field.codes, _number if field.codes in coding.NUMBERS else _checked)
        read = all_coded if field.many else coded
        return read(row, field.column, lambda raw: table(raw, beside))
    return _several(row, field) if field.many else _one(row, field)


def _one(row: Row, field: Field) -> Any:
    match field.kind:
        case "string":
            return text(row, field.column)
        case "int":
            return number(row, field.column, 0, _INT_MAX)
        case "long":
            return number(row, field.column, 0, _LONG_MAX)
        case "date":
            return day(row, field.column)
        case _:
            return choice(row, field.column, field.words)


def _several(row: Row, field: Field) -> tuple[Any, ...]:
    """Split a column of several texts or words."""
    found = several(row, field.column)
    if field.kind == "string":
        return found
    known = [field.words.get(word, field.words.get(match_key(word))) for word in found]
    if None in known:
        raise bad("UNKNOWN_CODE", field.column)
    return tuple(known)
