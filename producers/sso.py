"""SSO's register of insured persons: a row of a spell becomes an insurance event (clause 3.2.1(2))."""

from datetime import date
from typing import Any, Final

from producers.column_codes import full_name, identifier, occupation_codes, province, social_security_card
from producers.column_dates import ENVELOPE, change, day, optional_date, optional_month_end
from producers.columns import bad, choice, only, optional, optional_choice, text
from producers.draft import Change, DataSet, Draft, Person, Row
from schemas.codes import industries
from schemas.events import EndReason, Insurance, Section
from schemas.identifiers import Identifier
from schemas.thai import digits
from schemas.topics import INSURANCE

TSIC: Final = "TSIC"
OWN_SCHEME: Final = "SSO"
COLUMNS: Final = ENVELOPE | {
    "spell_no",
    "insured_id",
    "id_kind",
    "prefix",
    "first_name",
    "last_name",
    "section",
    "start_date",
    "confirmed_month",
    "end_date",
    "end_reason",
    "occupation_code",
    "industry_scheme",
    "industry_code",
    "province_code",
}
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
CARD: Final = "บัตรประกันสังคม"
NATIONAL: Final = "บัตรประชาชน"


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
        occupation=_occupation(row),
        **_industry(row),
        province=province(row, "province_code") if optional(row, "province_code") else None,
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


def _occupation(row: Row) -> str | None:
    found = occupation_codes(row, "occupation_code")
    if len(found) > 1:
        raise bad("UNKNOWN_OCCUPATION", "occupation_code")
    return found[0] if found else None


def _industry(row: Row) -> dict[str, Any]:
    """Take TSIC by its division; SSO's own list is carried as it is, with its name (DOMAIN 5)."""
    if optional(row, "industry_code") is None:
        return {}
    scheme, code = text(row, "industry_scheme"), digits(text(row, "industry_code"))
    if scheme == TSIC and code[:2] in industries():
        return {"industry_scheme": TSIC, "industry_code": code[:2]}
    if scheme == OWN_SCHEME and code.isascii() and code.isalnum() and len(code) <= 6:
        return {"industry_scheme": OWN_SCHEME, "industry_code": code.upper()}
    raise bad("UNKNOWN_INDUSTRY", "industry_code")


def _change(row: Row) -> Change:
    return change(row, "spell_no")


SPELLS: Final = DataSet(INSURANCE, "sso", COLUMNS, _change, insurance, insured, population_only=True)
