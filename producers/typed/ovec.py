"""OVEC's registers, row by row, with a type for each column."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from producers.typed.record import Record
from schemas.topics import DEMAND, OVEC_FACILITY, STAFF_STATISTICS, STUDENT, STUDENT_STATISTICS


@dataclass(frozen=True, kw_only=True, repr=False)
class Student(Record):
    """A student's enrolment: where it stands, what is studied, and what the student wants.

    Clause 3.1.1(1).
    """

    TOPIC: ClassVar[str] = STUDENT
    NUMBER: ClassVar[str] = "student_id"

    student_id: str
    citizen_id: str
    college_code: str
    status: Literal[
        "กำลังศึกษา",
        "คาดว่าจะสำเร็จการศึกษา",
        "สำเร็จการศึกษา",
        "พ้นสภาพ",
        "STUDYING",
        "ABOUT_TO_GRADUATE",
        "GRADUATED",
        "LEFT",
    ]
    level: Literal["ปวช.", "ปวส.", "ทล.บ.", "ป.ตรี", "PVC", "PVS", "BTECH"]
    curriculum_year: int
    subject_type: str
    field: str
    entry_year: int
    province_code: str
    wish: Literal["ประสงค์ทำงาน", "ศึกษาต่อ", "ไม่ประสงค์ทำงาน", "ยังไม่แจ้ง", "WORK", "FURTHER_STUDY", "NOT_SEEKING"]
    prefix: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    telephone: str | None = None
    sso_card_no: str | None = None
    passport_no: str | None = None
    other_ids: str | None = None
    field_code: str | None = None
    specialisation: str | None = None
    qualification: str | None = None
    graduation_year: int | None = None
    district_code: str | None = None
    wanted_occupations: tuple[str, ...] = ()
    wanted_provinces: tuple[str, ...] = ()
    wanted_wage: int | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Demand(Record):
    """An establishment's demand for workers, found by a college's survey.

    Clause 3.1.1(2).
    """

    TOPIC: ClassVar[str] = DEMAND
    NUMBER: ClassVar[str] = "survey_no"

    survey_no: str
    employer_kind: Literal["นิติบุคคล", "บุคคลธรรมดา"]
    college_code: str
    survey_date: date
    province_code: str
    position: str
    positions: int
    establishment_name: str | None = None
    address: str | None = None
    juristic_no: str | None = None
    valid_until: date | None = None
    subdistrict_code: str | None = None
    district_code: str | None = None
    field: str | None = None
    occupation_scheme: Literal["ISCO-08", "ISCO-88", "TSCO"] | None = None
    occupation_code: str | None = None
    levels: tuple[Literal["ปวช.", "ปวส.", "ทล.บ.", "ป.ตรี", "ปริญญาตรี", "PVC", "PVS", "BTECH"], ...] = ()
    qualification: str | None = None
    skills: tuple[str, ...] = ()
    skill_standard: str | None = None
    skill_level: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class StudentStatistics(Record):
    """A published count of students studying or graduated: one cell of a table.

    Clause 3.1.1(3).
    """

    TOPIC: ClassVar[str] = STUDENT_STATISTICS
    NUMBER: ClassVar[str] = "cell_no"

    cell_no: str
    academic_year: int
    as_of: date
    measure: Literal["กำลังศึกษา", "สำเร็จการศึกษา", "STUDYING", "GRADUATED"]
    province_code: str
    level: Literal["ปวช.", "ปวส.", "ทล.บ.", "ป.ตรี", "ปริญญาตรี", "PVC", "PVS", "BTECH"]
    count: int
    college_code: str | None = None
    subject_type: str | None = None
    field: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class StaffStatistics(Record):
    """A published count of teachers, lecturers and staff under OVEC: one cell of a table.

    Clause 3.1.1(4).
    """

    TOPIC: ClassVar[str] = STAFF_STATISTICS
    NUMBER: ClassVar[str] = "cell_no"

    cell_no: str
    academic_year: int
    as_of: date
    staff_kind: Literal["ครู", "คณาจารย์", "บุคลากร", "TEACHER", "LECTURER", "PERSONNEL"]
    qualification: Literal[
        "ต่ำกว่าปริญญาตรี",
        "ปริญญาตรี",
        "ปริญญาโท",
        "ปริญญาเอก",
        "รวม",
        "BELOW_BACHELOR",
        "BACHELOR",
        "MASTER",
        "DOCTORATE",
        "ANY",
    ]
    province_code: str
    count: int
    position_level: str | None = None
    college_code: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class CollegeFacility(Record):
    """A workshop, room, test centre or piece of equipment that can be shared for training and testing, and when.

    Clause 3.1.1(5).
    """

    TOPIC: ClassVar[str] = OVEC_FACILITY
    NUMBER: ClassVar[str] = "facility_no"

    facility_no: str
    name: str
    kind: Literal["โรงฝึกงาน", "ห้อง", "ศูนย์ทดสอบ", "ครุภัณฑ์", "WORKSHOP", "ROOM", "TEST_CENTRE", "EQUIPMENT"]
    province_code: str
    seats: int
    available_from: date
    status: Literal["ว่าง", "ใช้งานอยู่", "ปิด", "AVAILABLE", "IN_USE", "CLOSED"]
    college_code: str
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
