"""Reads whom a row is about: the number, further numbers, and what is sealed; each number checked by its kind."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from producers.columns import bad, optional, several, text
from producers.draft import Person, Row
from schemas.identifiers import FieldKind, Identifier, classify
from schemas.refusals import RefusedValueError

# Columns with an example of each; nobody is called that, and no province has the digits 99.
NAMES: Final = {"prefix": "นางสาว", "first_name": "ตัวอย่าง", "last_name": "ทดลองสมมุติ"}
PERSON: Final = {"citizen_id": "1-9999-00010-01-9", **NAMES, "address": "12/3 หมู่ 4 ถนนสมมุติ"}


def identifier(row: Row, field: str) -> Identifier:
    """Give a person's number, checked."""
    return _classified(text(row, field), field, "person")


def other_identifiers(row: Row, field: str) -> tuple[Identifier, ...]:
    """Give further numbers the register knows the person by."""
    return tuple(_classified(raw, field, "person") for raw in several(row, field))


def social_security_card(row: Row, field: str) -> Identifier:
    """Give a foreigner's social-security card number, its shape checked."""
    return _classified(text(row, field), field, "sso_card")


def typed_identifiers(row: Row) -> tuple[Identifier, ...]:
    """Give the numbers whose kind only their column tells: a passport's and a social-security card's (DOMAIN 1.3)."""
    kinds: Mapping[str, FieldKind] = {"passport_no": "passport", "sso_card_no": "sso_card"}
    return tuple(_classified(text(row, field), field, kind) for field, kind in kinds.items() if optional(row, field))


def _classified(raw: str, field: str, kind: FieldKind) -> Identifier:
    try:
        return classify(raw, kind)
    except RefusedValueError as why:
        raise bad(why.code, field) from None


def full_name(row: Row) -> str:
    """Join title, first name and surname as sent; titles are taken off only where names are compared."""
    return " ".join(filter(None, (optional(row, part) for part in NAMES)))


def citizen(row: Row) -> Identifier:
    """Read only whom a row is about."""
    return identifier(row, "citizen_id")


def person(row: Row) -> Person:
    """Read the person of a register that knows people by citizen_id, name and address."""
    return Person(citizen(row), (), full_name(row), optional(row, "address") or "", "")


class People(NamedTuple):
    """How a register tells whom a row is about: the column of the number, all columns, and how both are read."""

    number: str
    columns: Mapping[str, str]
    identify: Callable[[Row], Identifier]
    read: Callable[[Row], Person]


CITIZENS: Final = People("citizen_id", PERSON, citizen, person)
