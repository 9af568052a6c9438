"""DSD's registers, row by row, with a type for each column."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from producers.typed.record import Record
from schemas.topics import CERTIFICATE, DSD_FACILITY, SKILL_TEST, TEST_PLAN, TRAINING


@dataclass(frozen=True, kw_only=True, repr=False)
class SkillTest(Record):
    """One result of a national skill-standard test of a vocational student or graduate.

    Clause 3.2.1(3).
    """

    TOPIC: ClassVar[str] = SKILL_TEST
    NUMBER: ClassVar[str] = "test_no"

    test_no: str
    citizen_id: str
    standard: str
    level: int
    test_date: date
    result: Literal["ผ่าน", "ไม่ผ่าน", "PASSED", "FAILED"]
    prefix: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    test_centre: str | None = None
    province_code: str | None = None
    district_code: str | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Training(Record):
    """One training course taken by a vocational student or graduate.

    Clause 3.2.1(3).
    """

    TOPIC: ClassVar[str] = TRAINING
    NUMBER: ClassVar[str] = "training_no"

    training_no: str
    citizen_id: str
    course: str
    hours: int
    start_date: date
    result: Literal["กำลังฝึก", "ผ่านการฝึก", "ไม่ผ่านการฝึก", "ONGOING", "COMPLETED", "NOT_COMPLETED"]
    prefix: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    standard: str | None = None
    level: int | None = None
    finish_date: date | None = None
    training_centre: str | None = None
    occupation_scheme: Literal["ISCO-08", "ISCO-88", "TSCO"] | None = None
    occupation_code: str | None = None
    province_code: str | None = None
    district_code: str | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Certificate(Record):
    """One certificate of competence of a vocational student or graduate (หนังสือรับรองความรู้ความสามารถ).

    Clause 3.2.1(3).
    """

    TOPIC: ClassVar[str] = CERTIFICATE
    NUMBER: ClassVar[str] = "certificate_no"

    certificate_no: str
    citizen_id: str
    standard: str
    level: int
    issue_date: date
    status: Literal["ใช้ได้", "เพิกถอน", "VALID", "REVOKED"]
    prefix: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    expire_date: date | None = None
    province_code: str | None = None
    district_code: str | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class PlannedSession(Record):
    """A planned skill-test session: standard, level, place, day and seats, matched to the fields taught in the area.

    Clause 3.2.1(5).
    """

    TOPIC: ClassVar[str] = TEST_PLAN
    NUMBER: ClassVar[str] = "session_no"

    session_no: str
    standard: str
    level: int
    province_code: str
    place: str
    test_date: date
    seats: int
    seats_taken: int
    status: Literal["กำหนดจัด", "เต็ม", "จัดแล้ว", "ยกเลิก", "PLANNED", "FULL", "HELD", "CANCELLED"]
    district_code: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class OfficeFacility(Record):
    """A workshop, room, test centre or piece of equipment that can be shared for training and testing, and when.

    Clause 3.2.1(6).
    """

    TOPIC: ClassVar[str] = DSD_FACILITY
    NUMBER: ClassVar[str] = "facility_no"

    facility_no: str
    name: str
    kind: Literal["โรงฝึกงาน", "ห้อง", "ศูนย์ทดสอบ", "ครุภัณฑ์", "WORKSHOP", "ROOM", "TEST_CENTRE", "EQUIPMENT"]
    province_code: str
    seats: int
    available_from: date
    status: Literal["ว่าง", "ใช้งานอยู่", "ปิด", "AVAILABLE", "IN_USE", "CLOSED"]
    office_code: str
    address: str | None = None
    subdistrict_code: str | None = None
    district_code: str | None = None
    fields: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    available_through: date | None = None
    weekdays: tuple[
        Literal[
            "จันทร์",
            "อังคาร",
            "พุธ",
            "พฤหัสบดี",
            "ศุกร์",
            "เสาร์",
            "อาทิตย์",
            "MONDAY",
            "TUESDAY",
            "WEDNESDAY",
            "THURSDAY",
            "FRIDAY",
            "SATURDAY",
            "SUNDAY",
        ],
        ...,
    ] = ()
    opens_at: str | None = None
    closes_at: str | None = None
    contact_role: str | None = None
