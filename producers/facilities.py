"""What both parties' registers of shared rooms and workshops have in common (clauses 3.1.1(5) and 3.2.1(6))."""

import re
from typing import Final

from producers.by_schema import in_order
from producers.columns import bad
from producers.schema_values import Values
from schemas.thai import digits

FACILITY_EXAMPLES: Final = {
    "facility_no": "F-21-001",
    "name": "โรงฝึกงานไฟฟ้า 1",
    "address": "99 ถนนสมมุติ",
    "seats": "20",
    "fields": "ไฟฟ้า|อิเล็กทรอนิกส์",
    "weekdays": "จันทร์|พุธ",
    "available_through": "30/09/2570",
    "closes_at": "16:30",
    "contact_role": "หัวหน้าแผนกวิชา",
}
_NUMBER: Final = re.compile(r"(?:[0-9][\s.-]?){6}")


def role_only(values: Values) -> None:
    """Refuse a contact that holds a telephone or other number: whom to ask is a role, never a person (PDPA s.22)."""
    if values["contact_role"] is not None and _NUMBER.search(digits(values["contact_role"])):
        raise bad("NOT_IN_CLAUSE", "contact_role")


def opens_before_it_closes(values: Values) -> None:
    """Refuse hours that end before they begin."""
    opens, closes = values["opens_at"], values["closes_at"]
    if opens is not None and closes is not None and closes <= opens:
        raise bad("DATES_DISAGREE", "closes_at")


FACILITY_CHECKS: Final = (
    in_order("available_from", "available_through", "available_through"),
    opens_before_it_closes,
    role_only,
)
