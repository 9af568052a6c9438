"""One good example of each data set, as its producer would make it; people are invented."""

from datetime import UTC, date, datetime
from typing import Final

from schemas import events, topics
from schemas.codec import Meta, encode, event_id
from schemas.events import Record
from schemas.partition import event_key

from .invented import invented

PERSON: Final = "5e1f" + "0" * 28
VACANCY: Final = "a1b2" + "0" * 28
RECORD: Final = "00112233445566ff"
AT: Final = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

_WRITTEN: Final[dict[str, Record]] = {
    topics.STUDENT: events.Student(
        identity=b"\x01sealed",
        name_hash="0123456789abcdef",
        college="1321010001",
        status="GRADUATED",
        level="PVS",
        curriculum_year=2563,
        subject_type="อุตสาหกรรม",
        subject_type_as_sent="อุตสาหกรรม",
        field_code="30104",
        field="ไฟฟ้า",
        entry_academic_year=2566,
        graduation_academic_year=2568,
        province="21",
        district="2101",
        wish="WORK",
        desired_occupations=("7411",),
        desired_provinces=("21", "20"),
        desired_wage_min=13500,
    ),
    topics.VACANCY: events.Vacancy(
        vacancy_number="DOE-21-000001",
        employer_name="บริษัทตัวอย่างวิศวกรรม จำกัด",
        employer_kind="JURISTIC",
        juristic_number="0105561990011",
        position="ช่างไฟฟ้าภายในอาคาร",
        occupation="7411",
        occupation_scheme="ISCO-08",
        occupation_as_sent="7411",
        province="21",
        positions_requested=2,
        employment_type="FULL_TIME",
        wage_min=13500,
        wage_max=16000,
        wage_unit="MONTH",
        levels=("PVC", "PVS"),
        skill_standard="Building Electrician",
        skill_level=1,
        certificate_required=True,
        posted_on=date(2026, 11, 20),
        expires_on=date(2026, 12, 20),
        status="OPEN",
        source="NOTICE",
    ),
    topics.INSURANCE: events.Insurance(
        section="S33", started_on=date(2026, 6, 1), confirmed_through=date(2026, 9, 30), province="21"
    ),
    topics.SKILL_TEST: events.SkillTest(
        standard="Building Electrician", level=1, tested_on=date(2026, 8, 1), result="PASSED", occupation="7411"
    ),
    topics.CERTIFICATE: events.Certificate(
        standard="Building Electrician", level=1, issued_on=date(2026, 8, 15), status="VALID", occupation="7411"
    ),
    topics.DEMAND: events.Demand(
        college="1321010001",
        surveyed_on=date(2026, 10, 5),
        valid_until=date(2027, 3, 31),
        employer_kind="JURISTIC",
        juristic_number="0105561990011",
        establishment_name="บริษัทตัวอย่างวิศวกรรม จำกัด",
        address="99/1 หมู่ 9",
        subdistrict="210101",
        district="2101",
        province="21",
        position="ช่างไฟฟ้าโรงงาน",
        field="ไฟฟ้า",
        occupation="7412",
        occupation_scheme="ISCO-08",
        occupation_as_sent="7412",
        levels=("PVC", "PVS"),
        qualification="ปวส. ไฟฟ้า",
        skills=("อ่านแบบไฟฟ้า", "ทำงานเป็นทีม"),
        skill_standard="Industrial Electrician",
        skill_standard_as_sent="ช่างไฟฟ้าอุตสาหกรรม",
        skill_level=1,
        positions=3,
    ),
    topics.STUDENT_STATISTICS: events.StudentStatistics(
        academic_year=2569,
        as_of=date(2026, 6, 10),
        measure="STUDYING",
        province="21",
        level="PVS",
        subject_type="อุตสาหกรรม",
        subject_type_as_sent="อุตสาหกรรม",
        field="ไฟฟ้า",
        count=412,
    ),
    topics.STAFF_STATISTICS: events.StaffStatistics(
        academic_year=2569,
        as_of=date(2026, 6, 10),
        staff_kind="TEACHER",
        position_level="ชำนาญการ",
        qualification="MASTER",
        province="21",
        count=58,
    ),
    topics.OVEC_FACILITY: events.CollegeFacility(
        college="1321010001",
        name="โรงฝึกงานไฟฟ้า 1",
        kind="WORKSHOP",
        district="2101",
        province="21",
        seats=20,
        fields=("ไฟฟ้า",),
        standards=("Building Electrician",),
        standards_as_sent=("ช่างไฟฟ้าภายในอาคาร",),
        available_from=date(2026, 10, 12),
        available_through=date(2026, 10, 31),
        weekdays=("SATURDAY", "SUNDAY"),
        opens_at="08:30",
        closes_at="16:30",
        contact_role="หัวหน้าแผนกวิชาไฟฟ้า",
        status="AVAILABLE",
    ),
    topics.DSD_FACILITY: events.OfficeFacility(
        office="DSD-21",
        name="ศูนย์ทดสอบช่างไฟฟ้า",
        kind="TEST_CENTRE",
        province="21",
        seats=10,
        standards=("Building Electrician",),
        standards_as_sent=("ช่างไฟฟ้าภายในอาคาร",),
        available_from=date(2026, 10, 12),
        status="IN_USE",
    ),
    topics.TRAINING: events.Training(
        identity=b"\x01sealed",
        name_hash="0123456789abcdef",
        course="ช่างไฟฟ้าภายในอาคาร ระดับ 1",
        standard="Building Electrician",
        standard_as_sent="ช่างไฟฟ้าภายในอาคาร",
        level=1,
        hours=30,
        started_on=date(2026, 7, 1),
        finished_on=date(2026, 7, 5),
        result="COMPLETED",
        training_centre="DSD-21",
        occupation="7411",
        occupation_scheme="TSCO",
        occupation_as_sent="713720",
        province="21",
        district="2101",
    ),
    topics.LABOUR_STATISTICS: events.LabourStatistics(
        measure="INSURED",
        year=2569,
        month=9,
        as_of=date(2026, 10, 15),
        province="21",
        industry_section="C",
        count=123_456,
        unit="PERSONS",
    ),
    topics.TEST_PLAN: events.PlannedSession(
        standard="Building Electrician",
        standard_as_sent="ช่างไฟฟ้าภายในอาคาร",
        level=1,
        province="21",
        district="2101",
        place="ศูนย์ทดสอบช่างไฟฟ้า",
        held_on=date(2026, 12, 12),
        seats=20,
        seats_taken=5,
        fields=("ไฟฟ้า",),
        status="PLANNED",
    ),
    topics.PLACEMENT: events.Placement(vacancy=VACANCY, stage="CONTACTED", noted_at=AT, office="21"),
    topics.MATCH: events.Match(
        vacancy=VACANCY,
        episode=1,
        status="OPEN",
        score=92,
        criteria=(events.Criterion(name="occupation", met="YES", points=40, points_max=40, topic=topics.STUDENT),),
        occupation="7411",
        province="21",
        caused_at=AT,
    ),
    topics.IDENTITY: events.Identity(decision="OBJECTION", decided_by="person", reason="OBJECTED", decided_at=AT),
}

EXAMPLES: Final[dict[str, Record]] = {
    topic: _WRITTEN[topic] if topic in _WRITTEN else invented(topic) for topic in topics.APPLIED
}


def encoded(topic: str, version: int = 7) -> bytes:
    """Encode the example of a topic as version `version`."""
    key = event_key(PERSON, RECORD)
    meta = Meta(event_id(topic, key, version), version, "UPSERT", int(AT.timestamp() * 1000))
    return encode(topic, meta, EXAMPLES[topic].data())
