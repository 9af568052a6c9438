"""DOE's register, row by row, with a type for each column."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from producers.typed.record import Record
from schemas.topics import VACANCY


@dataclass(frozen=True, kw_only=True, repr=False)
class Vacancy(Record):
    """A vacancy an employer has notified, or demand found by a DOE survey.

    Clause 3.2.1(1).
    """

    TOPIC: ClassVar[str] = VACANCY
    NUMBER: ClassVar[str] = "job_id"

    job_id: str
    position: str
    occupation_scheme: Literal["ISCO-08", "ISCO-88", "TSCO"]
    occupation_code: str
    province_name: str
    positions: int
    employment_type: Literal[
        "เต็มเวลา", "บางเวลา", "ชั่วคราว", "ฝึกงาน", "FULL_TIME", "PART_TIME", "TEMPORARY", "INTERNSHIP"
    ]
    announce_date: date
    status: Literal["เปิดรับ", "บรรจุครบ", "ปิดรับ", "OPEN", "FILLED", "CLOSED"]
    source: Literal["ประกาศ", "สำรวจ", "NOTICE", "SURVEY"]
    address: str | None = None
    employer_name: str | None = None
    employer_id: str | None = None
    district_code: str | None = None
    tsic: str | None = None
    positions_filled: int | None = None
    wage_min: int | None = None
    wage_max: int | None = None
    wage_unit: Literal["เดือน", "วัน", "ชั่วโมง", "MONTH", "DAY", "HOUR"] | None = None
    degrees: tuple[Literal["ปวช.", "ปวส.", "ทล.บ.", "ปริญญาตรี", "PVC", "PVS", "BTECH"], ...] = ()
    fields: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    experience_years: int | None = None
    skill_standard: str | None = None
    skill_level: int | None = None
    certificate: bool | None = None
    expire_date: date | None = None
