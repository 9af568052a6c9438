"""DSD's registers: rows of skill tests and of certificates of competence become events (clause 3.2.1(3))."""

from typing import Final

from producers.column_codes import full_name, identifier, standard, standard_level
from producers.column_dates import ENVELOPE, change, day, optional_date
from producers.columns import choice, only, optional
from producers.draft import Change, DataSet, Draft, Person, Row
from schemas.events import Certificate, CertificateStatus, SkillTest, TestResult
from schemas.identifiers import Identifier
from schemas.topics import CERTIFICATE, SKILL_TEST

_PERSON: Final = {"citizen_id", "prefix", "first_name", "last_name", "address"}
TEST_COLUMNS: Final = ENVELOPE | _PERSON | {"test_no", "standard", "level", "test_date", "result", "test_centre"}
CERTIFICATE_COLUMNS: Final = (
    ENVELOPE | _PERSON | {"certificate_no", "standard", "level", "issue_date", "expire_date", "status"}
)
RESULTS: Final[dict[str, TestResult]] = {"ผ่าน": "PASSED", "ไม่ผ่าน": "FAILED"}
STATUSES: Final[dict[str, CertificateStatus]] = {"ใช้ได้": "VALID", "เพิกถอน": "REVOKED"}


def skill_test(row: Row) -> Draft:
    """Read a test result; BadRowError when a column can't be taken."""
    only(row, TEST_COLUMNS)
    what = _test(row)
    if what.operation == "DELETE":
        return Draft(what, _person(row), None)
    tested = standard(row, "standard")
    data = SkillTest(
        standard=tested.name,
        level=standard_level(row, "level", tested),
        tested_on=day(row, "test_date"),
        result=choice(row, "result", RESULTS),
        test_centre=optional(row, "test_centre"),
        occupation=tested.occupation or None,
    )
    return Draft(what, _person(row), data.data())


def certificate(row: Row) -> Draft:
    """Read a certificate; BadRowError when a column can't be taken."""
    only(row, CERTIFICATE_COLUMNS)
    what = _certificate(row)
    if what.operation == "DELETE":
        return Draft(what, _person(row), None)
    certified = standard(row, "standard")
    issued_on = day(row, "issue_date")
    data = Certificate(
        standard=certified.name,
        level=standard_level(row, "level", certified),
        issued_on=issued_on,
        expires_on=optional_date(row, "expire_date", not_before=issued_on),
        status=choice(row, "status", STATUSES),
        occupation=certified.occupation or None,
    )
    return Draft(what, _person(row), data.data())


def tested(row: Row) -> Identifier:
    """Read only whom a row is about."""
    return identifier(row, "citizen_id")


def _person(row: Row) -> Person:
    return Person(tested(row), (), full_name(row), optional(row, "address") or "", "")


def _test(row: Row) -> Change:
    return change(row, "test_no")


def _certificate(row: Row) -> Change:
    return change(row, "certificate_no")


TESTS: Final = DataSet(SKILL_TEST, "dsd", TEST_COLUMNS, _test, skill_test, tested, population_only=True)
CERTIFICATES: Final = DataSet(
    CERTIFICATE, "dsd", CERTIFICATE_COLUMNS, _certificate, certificate, tested, population_only=True
)
