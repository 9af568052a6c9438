"""The kinds of number that name a person or an employer, normalised and checked; python-stdnum where it is right."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from stdnum.th import pin

from schemas.codes import provinces
from schemas.refusals import RefusedValueError
from schemas.thai import digits


class Kind(StrEnum):
    """Kinds of identifier."""

    PIN = "pin"
    ZERO_PERSON = "zero_person"
    G_CODE = "g_code"
    SSO_CARD = "sso_card"
    PASSPORT = "passport"
    JURISTIC = "juristic"


FieldKind = Literal["person", "employer"]
_G_CODE: Final = re.compile(r"G[0-9]{2}(?P<province>[0-9]{2})[0-9]{8}")
_THIRTEEN: Final = re.compile(r"[0-9]{13}")
_SEPARATORS: Final = re.compile(r"[\s\-–.]")


@dataclass(frozen=True)
class Identifier:
    """An identifier of a known kind in its one written form."""

    kind: Kind
    normalised: str

    def __repr__(self) -> str:
        """Never show the number: reprs end in logs."""
        return f"Identifier({self.kind.value}, …)"


def classify(raw: str, field_kind: FieldKind = "person") -> Identifier:
    """Normalise and check a number as sent (Thai digits, spaces and hyphens tolerated).

    A leading 0 with a right check digit is a person without registration status in a person's field and a juristic
    person in an employer's: off-the-shelf checkers know only the second. Raises RefusedValueError.
    """
    text = _SEPARATORS.sub("", digits(raw)).upper()
    if not text:
        raise RefusedValueError("MISSING")
    if _THIRTEEN.fullmatch(text):
        return _thirteen(text, field_kind)
    found = _G_CODE.fullmatch(text)
    if field_kind == "person" and found:
        if found["province"] not in provinces():
            raise RefusedValueError("IDENTIFIER_PROVINCE")
        return Identifier(Kind.G_CODE, text)
    raise RefusedValueError("IDENTIFIER_SHAPE")


def _thirteen(text: str, field_kind: FieldKind) -> Identifier:
    if text[0] == "9":
        raise RefusedValueError("IDENTIFIER_SHAPE")
    if pin.calc_check_digit(text[:12]) != text[12]:
        raise RefusedValueError("IDENTIFIER_CHECK_DIGIT")
    if text[0] != "0":
        return Identifier(Kind.PIN, text)
    return Identifier(Kind.ZERO_PERSON if field_kind == "person" else Kind.JURISTIC, text)
