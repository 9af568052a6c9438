"""DSD's registers: tests, trainings, certificates, planned tests and shared rooms become events (clause 3.2.1)."""

from collections.abc import Mapping
from typing import Any, Final

from producers.by_schema import data_set, in_order, within
from producers.column_codes import coded, optional_coded, optional_district, standard_level
from producers.column_dates import ENVELOPE, change, day, optional_date
from producers.column_people import PERSON, RESIDENCE, citizen, person
from producers.columns import choice, only, optional, text
from producers.draft import Change, DataSet, Draft, Row
from producers.facilities import FACILITY_CHECKS, FACILITY_EXAMPLES
from schemas import coding
from schemas.events import Certificate, CertificateStatus, SkillTest, TestResult
from schemas.topics import CERTIFICATE, DSD_FACILITY, SKILL_TEST, TEST_PLAN, TRAINING

_TESTED: Final = ENVELOPE | PERSON | RESIDENCE | {"standard": "ช่างไฟฟ้าภายในอาคาร", "level": "1"}
TEST_COLUMNS: Final = _TESTED | {
    "test_no": "T-00000001",
    "test_date": "15/06/2569",
    "result": "ผ่าน",
    "test_centre": "DSD-21",
}
CERTIFICATE_COLUMNS: Final = _TESTED | {
    "certificate_no": "C-00000001",
    "issue_date": "15/06/2569",
    "expire_date": "15/06/2573",
    "status": "ใช้ได้",
}
RESULTS: Final[dict[str, TestResult]] = {"ผ่าน": "PASSED", "ไม่ผ่าน": "FAILED"}
STATUSES: Final[dict[str, CertificateStatus]] = {"ใช้ได้": "VALID", "เพิกถอน": "REVOKED"}


def skill_test(row: Row) -> Draft:
    """Read a test result; BadRowError when a column can't be taken."""
    only(row, TEST_COLUMNS)
    what = _test(row)
    if what.operation == "DELETE":
        return Draft(what, person(row), None)
    data = SkillTest(
        **_standard(row),
        tested_on=day(row, "test_date"),
        result=choice(row, "result", RESULTS),
        test_centre=optional(row, "test_centre"),
        **_residence(row),
    )
    return Draft(what, person(row), data.data())


def certificate(row: Row) -> Draft:
    """Read a certificate; BadRowError when a column can't be taken."""
    only(row, CERTIFICATE_COLUMNS)
    what = _certificate(row)
    if what.operation == "DELETE":
        return Draft(what, person(row), None)
    issued_on = day(row, "issue_date")
    data = Certificate(
        **_standard(row),
        issued_on=issued_on,
        expires_on=optional_date(row, "expire_date", not_before=issued_on),
        status=choice(row, "status", STATUSES),
        **_residence(row),
    )
    return Draft(what, person(row), data.data())


def _standard(row: Row) -> Mapping[str, Any]:
    """Give the standard by its English name and as sent, its level, and the occupation it is for."""
    found = coded(row, "standard", coding.skill_standard)
    return {
        "standard": found.name,
        "standard_as_sent": text(row, "standard"),
        "level": standard_level(row, "level", found),
        "occupation": found.occupation or None,
    }


def _residence(row: Row) -> Mapping[str, Any]:
    """Give where the person lives as far as the register says it (clause 3.2.1(3) names the address)."""
    lives_in = optional_coded(row, "province_code", coding.province)
    return {
        "province": lives_in,
        "district": optional_district(row, "district_code", lives_in),
    }


def _test(row: Row) -> Change:
    return change(row, "test_no")


def _certificate(row: Row) -> Change:
    return change(row, "certificate_no")


TESTS: Final = DataSet(SKILL_TEST, "dsd", TEST_COLUMNS, _test, skill_test, citizen, population_only=True)
CERTIFICATES: Final = DataSet(
    CERTIFICATE, "dsd", CERTIFICATE_COLUMNS, _certificate, certificate, citizen, population_only=True
)
TRAININGS: Final = data_set(
    TRAINING,
    {"training_no": "TR-00000001", "course": "การเดินสายไฟฟ้าภายในอาคาร", "hours": "30", "training_centre": "DSD-21"},
    checks=[in_order("started_on", "finished_on", "finish_date")],
)
TEST_PLANS: Final = data_set(
    TEST_PLAN,
    {"session_no": "P-21-0001", "place": "วิทยาลัยเทคนิคตัวอย่าง", "seats": "20", "seats_taken": "5", "fields": "ไฟฟ้า"},
    checks=[within("seats_taken", "seats", "seats_taken")],
)
FACILITIES: Final = data_set(DSD_FACILITY, FACILITY_EXAMPLES | {"office_code": "DSD-21"}, checks=FACILITY_CHECKS)
