"""SSO's register, row by row, with a type for each column."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from producers.typed.record import Record
from schemas.topics import INSURANCE


@dataclass(frozen=True, kw_only=True, repr=False)
class Insurance(Record):
    """A spell of insured employment of a vocational student or graduate.

    Clause 3.2.1(2).
    """

    TOPIC: ClassVar[str] = INSURANCE
    NUMBER: ClassVar[str] = "spell_no"
    MONTHS: ClassVar[frozenset[str]] = frozenset({"confirmed_month"})

    spell_no: str
    insured_id: str
    section: Literal["33", "39", "40", "S33", "S39", "S40"]
    start_date: date
    id_kind: Literal["บัตรประชาชน", "บัตรประกันสังคม"] | None = None
    prefix: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    industry_code: str | None = None
    industry_scheme: Literal["TSIC", "SSO"] | None = None
    confirmed_month: date | None = None
    end_date: date | None = None
    end_reason: (
        Literal[
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "7",
            "RESIGNED",
            "CONTRACT_ENDED",
            "DISMISSED",
            "RETIRED",
            "DISMISSED_FOR_FAULT",
            "DIED",
            "TRANSFERRED",
        ]
        | None
    ) = None
    position: str | None = None
    occupation_scheme: Literal["ISCO-08", "ISCO-88", "TSCO"] | None = None
    occupation_code: str | None = None
    province_code: str | None = None
