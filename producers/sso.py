"""SSO's register of insured persons: a row of a spell becomes an insurance event (clause 3.2.1(2))."""

from typing import Any, Final

from producers.by_schema import Apart, Particulars, data_set, in_order
from producers.column_codes import coded
from producers.column_dates import optional_month_end
from producers.column_people import NAMES, People, full_name, identifier, social_security_card
from producers.columns import bad, choice, optional, optional_choice
from producers.draft import Person, Row
from producers.schema_values import Values
from schemas import coding
from schemas.identifiers import Identifier
from schemas.topics import INSURANCE

CARD: Final = "บัตรประกันสังคม"
NATIONAL: Final = "บัตรประชาชน"
_INDUSTRY: Final = frozenset({"industry_scheme", "industry_code", "industry_as_sent"})


def insured(row: Row) -> Identifier:
    """Read only whom a row is about; a foreigner is reported by the social-security card (DOMAIN 1.3)."""
    kind = optional_choice(row, "id_kind", {CARD: CARD, NATIONAL: NATIONAL}) or NATIONAL
    return social_security_card(row, "insured_id") if kind == CARD else identifier(row, "insured_id")


def person(row: Row) -> Person:
    """Read an insured person, whose address the register of spells does not have."""
    return Person(insured(row), (), full_name(row), "", "")


def confirmed(row: Row, values: Values) -> dict[str, Any]:
    """Take the month a contribution report confirms, by its last day (DOMAIN 7)."""
    return {"confirmed_through": optional_month_end(row, "confirmed_month", not_before=values["started_on"])}


def industry(row: Row, _: Values) -> dict[str, Any]:
    """Take TSIC by its division; SSO's own list is carried as it is, with its name (DOMAIN 5)."""
    if optional(row, "industry_code") is None:
        return {}
    scheme = choice(row, "industry_scheme", {name: name for name in (coding.TSIC, coding.SSO)})
    found = coded(row, "industry_code", lambda raw: coding.industry(scheme, raw))
    return {"industry_scheme": found.scheme, "industry_code": found.code, "industry_as_sent": found.as_sent}


def ended_for_a_reason(values: Values) -> None:
    """Refuse a reason for an end that has no day."""
    if values["end_reason"] is not None and values["ended_on"] is None:
        raise bad("MISSING", "end_date")


SPELLS: Final = data_set(
    INSURANCE,
    Particulars(
        {
            "spell_no": "SSO-000000001",
            "start_date": "01/07/2568",
            "end_date": "31/10/2569",
            "position": "ช่างไฟฟ้า",
        },
        apart=[
            Apart(frozenset({"confirmed_through"}), {"confirmed_month": "10/2569"}, confirmed),
            Apart(_INDUSTRY, {"industry_scheme": coding.TSIC, "industry_code": "27"}, industry),
        ],
        checks=[in_order("started_on", "ended_on", "end_date"), ended_for_a_reason],
        people=People("insured_id", {"insured_id": "1-9999-00010-01-9", "id_kind": NATIONAL, **NAMES}, insured, person),
    ),
)
