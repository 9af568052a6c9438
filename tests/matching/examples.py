"""A few invented people, vacancies and records; nothing here belongs to anybody."""

from datetime import UTC, date, datetime
from typing import Any, Final

from schemas import codec
from schemas.codec import Meta
from schemas.partition import event_key

ANONG: Final = "0000" + "a" * 28
BOON: Final = "0001" + "b" * 28
CHAI: Final = "0002" + "c" * 28
SHOP: Final = "0000" + "1" * 28
MILL: Final = "0001" + "2" * 28

# 23 November 2026, 9:00 in Bangkok.
MORNING: Final = int(datetime(2026, 11, 23, 2, tzinfo=UTC).timestamp() * 1000)
DAY_MS: Final = 24 * 60 * 60 * 1000


def student(**changed: Any) -> dict[str, Any]:
    """Give a graduate of electrical power (ปวช.) in Bangkok who wants to work as an electronics mechanic."""
    return {
        "identity": None,
        "name_hash": None,
        "address_hash": None,
        "other_pseudonyms": [],
        "college": "1310000000",
        "status": "GRADUATED",
        "level": "PVC",
        "curriculum_year": 2562,
        "subject_type": "อุตสาหกรรม",
        "subject_type_as_sent": "อุตสาหกรรม",
        "field_code": "20104",
        "field": "ช่างไฟฟ้ากำลัง",
        "specialisation": None,
        "qualification": None,
        "entry_academic_year": 2566,
        "graduation_academic_year": 2568,
        "province": "10",
        "district": "1001",
        "wish": "WORK",
        "desired_occupations": ["7421"],
        "desired_provinces": [],
        "desired_wage_min": 12_000,
        **changed,
    }


def vacancy(**changed: Any) -> dict[str, Any]:
    """Give a vacancy for one electronics mechanic in Bangkok."""
    return {
        "vacancy_number": "1",
        "employer_name": "บริษัท ตัวอย่าง จำกัด",
        "employer_kind": "JURISTIC",
        "juristic_number": None,
        "position": "ช่างอิเล็กทรอนิกส์",
        "occupation": "7421",
        "occupation_scheme": "ISCO-08",
        "occupation_as_sent": "7421",
        "province": "10",
        "district": "1001",
        "industry_code": None,
        "positions_requested": 1,
        "positions_filled": 0,
        "employment_type": "FULL_TIME",
        "wage_min": 13_000,
        "wage_max": 15_000,
        "wage_unit": "MONTH",
        "levels": ["PVC", "PVS"],
        "fields": [],
        "experience_years_min": 0,
        "skill_standard": None,
        "skill_level": None,
        "certificate_required": False,
        "posted_on": date(2026, 11, 1),
        "expires_on": None,
        "status": "OPEN",
        "source": "NOTICE",
        **changed,
    }


def spell(**changed: Any) -> dict[str, Any]:
    """Give a spell of employment that began this month."""
    return {
        "identity": None,
        "section": "S33",
        "started_on": date(2026, 11, 16),
        "confirmed_through": None,
        "ended_on": None,
        "end_reason": None,
        "occupation": None,
        "industry_scheme": None,
        "industry_code": None,
        "province": "10",
        **changed,
    }


def certificate(**changed: Any) -> dict[str, Any]:
    """Give a certificate as a building electrician, level 1."""
    return {
        "identity": None,
        "standard": "Building Electrician",
        "level": 1,
        "issued_on": date(2025, 1, 10),
        "expires_on": None,
        "status": "VALID",
        "occupation": "7411",
        **changed,
    }


def skill_test(**changed: Any) -> dict[str, Any]:
    """Give a test passed as a building electrician, level 1."""
    return {
        "identity": None,
        "standard": "Building Electrician",
        "level": 1,
        "tested_on": date(2025, 1, 5),
        "result": "PASSED",
        "test_centre": None,
        "occupation": "7411",
        **changed,
    }


def placement(vacancy_subject: str, stage: str, **changed: Any) -> dict[str, Any]:
    """Say where someone stands with a vacancy, noted this morning."""
    noted_at = datetime.fromtimestamp(MORNING / 1000, UTC)
    return {"vacancy": vacancy_subject, "stage": stage, "reason": None, "noted_at": noted_at, "office": "10", **changed}


def ruling(decision: str, **changed: Any) -> dict[str, Any]:
    """Give a decision of this morning about somebody's rights."""
    return {
        "decision": decision,
        "canonical": None,
        "alias": None,
        "decided_by": "data-protection-officer",
        "reason": "REQUEST",
        "decided_at": datetime.fromtimestamp(MORNING / 1000, UTC),
        **changed,
    }


def record_id(number: int = 1) -> str:
    """Give a record id."""
    return f"{number:016x}"


def event(topic: str, subject: str, record: str, version: int, data: dict[str, Any] | None) -> tuple[bytes, bytes]:
    """Give the Kafka key and the framed value of an event; no data is a delete."""
    key = event_key(subject, record)
    operation: codec.Operation = "DELETE" if data is None else "UPSERT"
    meta = Meta(codec.event_id(topic, key, version), version, operation, MORNING)
    return key, codec.encode(topic, meta, data)
