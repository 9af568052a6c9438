"""DSD's registers: tests, trainings, certificates, planned tests and shared rooms become events (clause 3.2.1)."""

from typing import Any, Final

from producers.by_schema import Apart, Particulars, data_set, in_order, within
from producers.draft import Row
from producers.facilities import FACILITY_CHECKS, FACILITY_EXAMPLES
from producers.schema_values import Values
from schemas.codes import skill_standards
from schemas.topics import CERTIFICATE, DSD_FACILITY, SKILL_TEST, TEST_PLAN, TRAINING


def occupation(_: Row, values: Values) -> dict[str, Any]:
    """Give the occupation a standard is for (DOMAIN 6)."""
    return {"occupation": skill_standards()[values["standard"]].occupation or None}


_OCCUPATION: Final = Apart(frozenset({"occupation"}), {}, occupation)
TESTS: Final = data_set(
    SKILL_TEST, Particulars({"test_no": "T-00000001", "test_centre": "DSD-21"}, apart=[_OCCUPATION])
)
TRAININGS: Final = data_set(
    TRAINING,
    Particulars(
        {
            "training_no": "TR-00000001",
            "course": "การเดินสายไฟฟ้าภายในอาคาร",
            "hours": "30",
            "training_centre": "DSD-21",
        },
        checks=[in_order("started_on", "finished_on", "finish_date")],
    ),
)
CERTIFICATES: Final = data_set(
    CERTIFICATE,
    Particulars(
        {"certificate_no": "C-00000001", "issue_date": "15/06/2569", "expire_date": "15/06/2573"},
        apart=[_OCCUPATION],
        checks=[in_order("issued_on", "expires_on", "expire_date")],
    ),
)
TEST_PLANS: Final = data_set(
    TEST_PLAN,
    Particulars(
        {"session_no": "P-21-0001", "place": "วิทยาลัยเทคนิคตัวอย่าง", "seats": "20", "seats_taken": "5"},
        checks=[within("seats_taken", "seats", "seats_taken")],
    ),
)
FACILITIES: Final = data_set(
    DSD_FACILITY, Particulars(FACILITY_EXAMPLES | {"office_code": "DSD-21"}, checks=FACILITY_CHECKS)
)
