"""The kinds of number that name a person or an employer, normalised and checked; python-stdnum where it is right."""

import re
from collections.abc import Callable, Mapping
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
    SSO_EMPLOYER = "sso_employer"


# What a register's column holds: any number of a person, a number of an employer, or one named kind.
FieldKind = Literal["person", "employer", "sso_card", "passport", "sso_employer"]
HEAD_OFFICE: Final = "000000"
# Spaces of every width, hyphens and dashes, dots, and what can't be seen.
_SEPARATORS: Final = re.compile(r"[\s\-.\u00ad\u2010-\u2015\u2212\u200b-\u200d\ufeff]")
_THIRTEEN: Final = re.compile(r"[0-9]{13}")
_G_CODE: Final = re.compile(r"G[0-9]{2}(?P<province>[0-9]{2})[0-9]{8}")
_SSO_CARD: Final = re.compile(r"[0-9]{10,13}")
_PASSPORT: Final = re.compile(r"(?=.*[0-9])[A-Z0-9]{6,9}")
_SSO_EMPLOYER: Final = re.compile(r"(?P<account>[0-9]{10})(?P<branch>[0-9]{6})?")


@dataclass(frozen=True)
class Identifier:
    """An identifier of a known kind in its one written form."""

    kind: Kind
    normalised: str

    def __repr__(self) -> str:
        """Never show the number: reprs end in logs."""
        return f"Identifier({self.kind.value}, …)"


def normalise(raw: str) -> str:
    """Write a number in its one form: ASCII digits, capital letters, and nothing that only sets them apart."""
    return _SEPARATORS.sub("", digits(raw)).upper()


def classify(raw: str, field_kind: FieldKind = "person") -> Identifier:
    """Normalise and check a number as sent; raises RefusedValueError with a code of schemas.refusals.

    A leading 0 with a right check digit is a person without registration status in a person's field and a juristic
    person in an employer's: off-the-shelf checkers know only the second (DOMAIN 1.1). Which kind a social-security
    card, a passport or an employer's account is, its digits can't tell: the register says so by its column.
    """
    text = normalise(raw)
    if not text:
        raise RefusedValueError("MISSING")
    return _READERS[field_kind](text)


def _person(text: str) -> Identifier:
    """Take a PIN, the number of a person without registration status, or a G-code (DOMAIN 1.1, 1.2)."""
    if _THIRTEEN.fullmatch(text):
        return _thirteen(text, Kind.ZERO_PERSON)
    found = _G_CODE.fullmatch(text)
    if found is None:
        raise RefusedValueError("IDENTIFIER_SHAPE")
    if found["province"] not in provinces():
        raise RefusedValueError("IDENTIFIER_PROVINCE")
    return Identifier(Kind.G_CODE, text)


def _employer(text: str) -> Identifier:
    """Take a juristic person's number, or a sole trader's own PIN, which is personal data (DOMAIN 1.4)."""
    if not _THIRTEEN.fullmatch(text):
        raise RefusedValueError("IDENTIFIER_SHAPE")
    return _thirteen(text, Kind.JURISTIC)


def _thirteen(text: str, beginning_with_zero: Kind) -> Identifier:
    """Check thirteen digits: none begins with 9, and the last follows from the others (DOMAIN 1.1)."""
    if text[0] == "9":
        raise RefusedValueError("IDENTIFIER_SHAPE")
    if pin.calc_check_digit(text[:12]) != text[12]:
        raise RefusedValueError("IDENTIFIER_CHECK_DIGIT")
    return Identifier(beginning_with_zero if text[0] == "0" else Kind.PIN, text)


def _sso_card(text: str) -> Identifier:
    """Take a foreigner's social-security card: its check is not published, so only its shape is held (DOMAIN 1.3)."""
    if not _SSO_CARD.fullmatch(text):
        raise RefusedValueError("SSO_CARD_SHAPE")
    return Identifier(Kind.SSO_CARD, text)


def _passport(text: str) -> Identifier:
    """Take a passport's number (ICAO 9303: at most nine letters and digits); two states may issue the same one."""
    if not _PASSPORT.fullmatch(text):
        raise RefusedValueError("PASSPORT_SHAPE")
    return Identifier(Kind.PASSPORT, text)


def _sso_employer(text: str) -> Identifier:
    """Take an SSO employer account of 10 digits and its branch of 6, the head office where none is named (1.4)."""
    found = _SSO_EMPLOYER.fullmatch(text)
    if found is None:
        raise RefusedValueError("SSO_ACCOUNT_SHAPE")
    return Identifier(Kind.SSO_EMPLOYER, found["account"] + (found["branch"] or HEAD_OFFICE))


_READERS: Final[Mapping[FieldKind, Callable[[str], Identifier]]] = {
    "person": _person,
    "employer": _employer,
    "sso_card": _sso_card,
    "passport": _passport,
    "sso_employer": _sso_employer,
}
