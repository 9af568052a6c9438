"""The Ministry of Labour's register, row by row, with a type for each column."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from producers.typed.record import Record
from schemas.topics import LABOUR_STATISTICS


@dataclass(frozen=True, kw_only=True, repr=False)
class LabourStatistics(Record):
    """A published labour count: one cell of a table.

    Clause 3.2.1(4).
    """

    TOPIC: ClassVar[str] = LABOUR_STATISTICS
    NUMBER: ClassVar[str] = "cell_no"

    cell_no: str
    measure: Literal[
        "ผู้ประกันตน",
        "ผู้ขึ้นทะเบียนว่างงาน",
        "ตำแหน่งงานว่าง",
        "ผู้ได้รับการบรรจุงาน",
        "ผู้ทดสอบมาตรฐานฝีมือแรงงาน",
        "ผู้รับการฝึกอบรม",
        "INSURED",
        "UNEMPLOYED_REGISTERED",
        "VACANCIES",
        "PLACED",
        "TESTED",
        "TRAINED",
    ]
    year: int
    as_of: date
    province_code: str
    count: int
    unit: Literal["คน", "อัตรา", "แห่ง", "PERSONS", "POSITIONS", "ESTABLISHMENTS"]
    month: int | None = None
    industry_section: str | None = None
    occupation_group: str | None = None
