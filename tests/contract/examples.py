"""One good example of each data set, as its producer would make it; people are invented."""

from datetime import UTC, date, datetime
from typing import Final

from schemas import events, topics
from schemas.codec import Meta, encode, event_id
from schemas.events import Record
from schemas.partition import event_key

PERSON: Final = "5e1f" + "0" * 28
VACANCY: Final = "a1b2" + "0" * 28
RECORD: Final = "00112233445566ff"
AT: Final = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

EXAMPLES: Final[dict[str, Record]] = {
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


def encoded(topic: str, version: int = 7) -> bytes:
    """Encode the example of a topic as version `version`."""
    key = event_key(PERSON, RECORD)
    meta = Meta(event_id(topic, key, version), version, "UPSERT", int(AT.timestamp() * 1000))
    return encode(topic, meta, EXAMPLES[topic].data())
