"""Brings a file's cells into the registers' own form, column by column; says where a cell can't be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from stdnum.th import pin

from producers.column_codes import province_named
from producers.data_sets import DATA_SETS
from producers.files.dating import day_text, moment_text, month_text, packed_text, year_text
from producers.files.layout import Layout
from producers.files.sheets import Era, Profile
from producers.schema_fields import Field, fields_of, own_number
from schemas.identifiers import normalise
from schemas.refusals import RefusedValueError
from schemas.thai import digits

Clean = Callable[[str], str]
_PIN: Final = 13
_THIRTEEN: Final = frozenset({"citizen_id", "insured_id", "employer_id", "juristic_no"})
_LONG_NUMBERS: Final = frozenset({*_THIRTEEN, "other_ids", "passport_no", "sso_card_no", "telephone", "college_code"})
_CODED: Final = frozenset({"occupation", "industry"})
_PLACES: Final = frozenset({"district", "subdistrict", "college"})
_PLAIN_PIN: Final = re.compile(r"[0-9]{13}")
_SHORTENED: Final = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
_POINT_ZERO: Final = re.compile(r"[0-9,]+\.0+")
_DIGITS: Final = re.compile(r"[0-9]+")
_EXAMPLES: Final = (
    (re.compile(r"\d\d/\d\d/\d{4}"), day_text),
    (re.compile(r"\d\d/\d\d/\d{4} [\d:]+"), moment_text),
    (re.compile(r"\d\d/\d{4}"), month_text),
)


@dataclass(frozen=True)
class Lost:
    """What a column's first lines tell: `keeps_zeros` when some value begins with one; `width`, of its longest code."""

    keeps_zeros: bool
    width: int


def looked_over(values: Sequence[str]) -> Lost:
    """Look over a column's first values: a file that keeps zeros in front has not lost any."""
    plain = [one for raw in values if (one := digits(raw).strip()) and _DIGITS.fullmatch(one)]
    return Lost(any(one[0] == "0" for one in plain), max(map(len, plain), default=0))


def cleaners(profile: Profile, samples: Mapping[str, Sequence[str]], layout: Layout | None) -> dict[str, Clean]:
    """Give what brings each column into form, for the columns that need it; each may raise RefusedValueError."""
    # A code and the code as sent share a column: the first tells more.
    fields = {one.column: one for one in sorted(fields_of(profile.topic), key=lambda one: one.codes is not None)}
    packed = {one.column: one.format for one in layout.fields if one.format} if layout else {}
    found: dict[str, Clean | None] = {}
    for column, values in samples.items():
        if column in packed:
            found[column] = partial(packed_text, format_=str(packed[column]), era=profile.era)
        elif column == own_number(profile.topic):
            width = profile.own_number_width
            found[column] = partial(_own_number, width=width) if width else _long_number
        elif column in DATA_SETS[profile.topic].columns:
            found[column] = _cleaner(profile, column, fields.get(column), values)
    return {column: clean for column, clean in found.items() if clean is not None}


def _cleaner(profile: Profile, column: str, of: Field | None, values: Sequence[str]) -> Clean | None:
    codes, kind = (of.codes, of.kind) if of else (None, None)
    if column in _THIRTEEN:
        return partial(_thirteen, lost=looked_over(values))
    if codes in _CODED:
        return partial(_code, lost=looked_over(values))
    if codes == "buddhist_year":
        return partial(year_text, era=profile.era)
    if codes == "province" and not column.endswith("_name"):
        return _provinces
    if column in _LONG_NUMBERS or codes in _PLACES or kind in {"int", "long"} or column == "revision":
        return _long_number
    return _dated(DATA_SETS[profile.topic].columns[column], profile.era)


def _dated(example: str, era: Era) -> Clean | None:
    return next((partial(read, era=era) for shape, read in _EXAMPLES if shape.fullmatch(example)), None)


def _expanded(text: str) -> str:
    """Write out 1.99E+12 where nothing was lost of it; a spreadsheet shows so few digits that most are."""
    found = _SHORTENED.fullmatch(text)
    if found is None:
        return text
    decimals, places = found[2] or "", int(found[3])
    if len(decimals) < places:
        raise RefusedValueError("NUMBER_SHORTENED")
    return found[1] + decimals[:places]


def _long_number(raw: str) -> str:
    text = digits(raw).strip()
    if _POINT_ZERO.fullmatch(text):
        text = text.partition(".")[0]
    return _expanded(text)


def _thirteen(raw: str, lost: Lost) -> str:
    """Give a number of thirteen digits its leading zero back where its check digit proves it (DOMAIN 1.1)."""
    if _PLAIN_PIN.fullmatch(raw):
        return raw
    text = _long_number(raw)
    plain = normalise(text)
    if len(plain) != _PIN - 1 or not _DIGITS.fullmatch(plain):
        return text
    restored = f"0{plain}"
    if lost.keeps_zeros or pin.calc_check_digit(restored[:-1]) != restored[-1]:
        return text
    return restored


def _code(raw: str, lost: Lost) -> str:
    """Refuse a code that is one digit short in a column whose codes have lost their zeros: nothing proves which."""
    text = _long_number(raw)
    if not lost.keeps_zeros and lost.width > 3 and len(text) == lost.width - 1 and _DIGITS.fullmatch(text):
        raise RefusedValueError("ZERO_LOST")
    return text


def _own_number(raw: str, width: int) -> str:
    text = _long_number(raw)
    return text.zfill(width) if _DIGITS.fullmatch(text) else text


def _provinces(raw: str) -> str:
    """Take provinces by code or by name; DOE's internal numbers are neither (DOMAIN 8)."""
    return "|".join(
        one if not one or _DIGITS.fullmatch(one) else province_named(one)
        for one in map(str.strip, digits(raw).split("|"))
    )


# Those that leave digits as they are, so that they need not be asked.
AS_THEY_ARE: Final = (_long_number, _provinces)
