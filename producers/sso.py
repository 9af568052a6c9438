"""SSO's register of insured persons: a row of a spell becomes an insurance event (clause 3.2.1(2))."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from producers.column_codes import coded, occupation_sent, optional_coded
from producers.column_dates import ENVELOPE, change, day, optional_date, optional_month_end
from producers.column_people import NAMES, full_name, identifier, social_security_card
from producers.columns import bad, choice, only, optional, optional_choice
from producers.draft import Change, DataSet, Draft, Person, Row
from schemas import coding
from schemas.events import EndReason, Insurance, Section
from schemas.identifiers import Identifier
from schemas.topics import INSURANCE

CARD: Final = "บัตรประกันสังคม"
NATIONAL: Final = "บัตรประชาชน"
COLUMNS: Final = (
    ENVELOPE
    | NAMES
    | {
        "spell_no": "SSO-000000001",
        "insured_id": "1-9999-00010-01-9",
        "id_kind": NATIONAL,
        "section": "33",
        "start_date": "01/07/2568",
        "confirmed_month": "10/2569",
        "end_date": "31/10/2569",
        "end_reason": "1",
        "position": "ช่างไฟฟ้า",
        "occupation_scheme": "ISCO-08",
        "occupation_code": "7411",
        "industry_scheme": coding.TSIC,
        "industry_code": "27",
        "province_code": "21",
    }
)
SECTIONS: Final[dict[str, Section]] = {"33": "S33", "39": "S39", "40": "S40"}
# Form 6-09's reasons (DOMAIN 7, unverified): kept as a table so that the agency's own list can replace it.
END_REASONS: Final[dict[str, EndReason]] = {
    "1": "RESIGNED",
    "2": "CONTRACT_ENDED",
    "3": "DISMISSED",
    "4": "RETIRED",
    "5": "DISMISSED_FOR_FAULT",
    "6": "DIED",
    "7": "TRANSFERRED",
}


def insurance(row: Row) -> Draft:
    """Read a spell of insured employment; BadRowError when a column can't be taken."""
    only(row, COLUMNS)
    what = _change(row)
    who = _person(row)
    if what.operation == "DELETE":
        return Draft(what, who, None)
    started_on = day(row, "start_date")
    data = Insurance(
        section=choice(row, "section", SECTIONS),
        started_on=started_on,
        confirmed_through=optional_month_end(row, "confirmed_month", not_before=started_on),
        **_end(row, started_on),
        position=optional(row, "position"),
        **(occupation_sent(row) if optional(row, "occupation_code") else {}),
        **_industry(row),
        province=optional_coded(row, "province_code", coding.province),
    )
    return Draft(what, who, data.data())


def insured(row: Row) -> Identifier:
    """Read only whom a row is about; a foreigner is reported by the social-security card (DOMAIN 1.3)."""
    kind = optional_choice(row, "id_kind", {CARD: CARD, NATIONAL: NATIONAL}) or NATIONAL
    return social_security_card(row, "insured_id") if kind == CARD else identifier(row, "insured_id")


def _person(row: Row) -> Person:
    return Person(insured(row), (), full_name(row), "", "")


def _end(row: Row, started_on: date) -> dict[str, Any]:
    ended_on = optional_date(row, "end_date", not_before=started_on)
    reason = optional_choice(row, "end_reason", END_REASONS)
    if reason is not None and ended_on is None:
        raise bad("MISSING", "end_date")
    return {"ended_on": ended_on, "end_reason": reason}


def _industry(row: Row) -> Mapping[str, Any]:
    """Take TSIC by its division; SSO's own list is carried as it is, with its name (DOMAIN 5)."""
    if optional(row, "industry_code") is None:
        return {}
    scheme = choice(row, "industry_scheme", {name: name for name in (coding.TSIC, coding.SSO)})
    found = coded(row, "industry_code", lambda raw: coding.industry(scheme, raw))
    return {"industry_scheme": found.scheme, "industry_code": found.code, "industry_as_sent": found.as_sent}


def _change(row: Row) -> Change:
    return change(row, "spell_no")


SPELLS: Final = DataSet(INSURANCE, "sso", COLUMNS, _change, insurance, insured, population_only=True)
