"""What it costs to ask the agreement for one record: every row's projection, of mappings and of a profile's parts."""

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from schemas import codec
from schemas.agreement import DEMONSTRATION, PERSON, Employment, Purpose, Standing, permitted
from schemas.profile import fold
from schemas.topics import STUDENT
from schemas.view import Entry, field

TURNS: Final = 5
RECORDS: Final = 200_000
TARGET_US: Final = 2.0
_DAY: Final = date(2026, 11, 23)
_PERSON: Final = "5e1f" + "0" * 28
_RECORD: Final = "00112233445566ff"
_STANDING: Final = Standing(vocational=True, finishing=True)
# A student's record as its edge makes it: the widest that a row gives.
STUDENT_RECORD: Final[dict[str, Any]] = {
    "identity": b"\x01" + bytes(160),
    "name_hash": "0123456789abcdef",
    "address_hash": "0123456789abcdef",
    "other_pseudonyms": (),
    "college": "1321010001",
    "status": "GRADUATED",
    "level": "PVS",
    "curriculum_year": 2563,
    "subject_type": "อุตสาหกรรม",
    "subject_type_as_sent": "อุตสาหกรรม",
    "field_code": "30104",
    "field": "ไฟฟ้า",
    "specialisation": None,
    "qualification": None,
    "entry_academic_year": 2566,
    "graduation_academic_year": 2568,
    "province": "21",
    "district": "2101",
    "wish": "WORK",
    "desired_occupations": ("7411",),
    "desired_provinces": ("21", "20"),
    "desired_wage_min": 13_500,
}


def part(tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure; CPU microseconds per record, the median of the turns."""
    terms, enrolment = DEMONSTRATION.on(_DAY), _enrolment()
    answer = Employment("NO", _DAY)

    def whole(record: Any) -> Callable[[], object]:
        return lambda: permitted(terms, STUDENT, record, "doe", Purpose.PLACEMENT, _STANDING)

    asked: dict[str, Callable[[], object]] = {
        "student_to_doe_us": whole(STUDENT_RECORD),
        "enrolment_to_doe_us": whole(enrolment),
        "student_to_the_person_us": lambda: permitted(terms, STUDENT, STUDENT_RECORD, PERSON, Purpose.RIGHTS),
        "student_to_nobody_us": lambda: permitted(terms, STUDENT, STUDENT_RECORD, "sso", Purpose.PLACEMENT),
        "employment_to_doe_us": lambda: permitted(
            terms, "sso.insurance.v1", answer, "doe", Purpose.PLACEMENT, _STANDING
        ),
    }
    figures: dict[str, Any] = {}
    for name, call in asked.items():
        tell(f"agreement: {name}")
        figures[name] = round(statistics.median(_turns(call)), 3)
    # The dearest of all: what is promised holds for every row.
    slowest = max(figures.values())
    return {
        "figures": figures | {"projection_us": slowest},
        "targets": {"projection_us": slowest},
        "ran": {"records": RECORDS, "turns": TURNS},
    }


def _turns(call: Callable[[], object]) -> Sequence[float]:
    found = []
    for _ in range(TURNS):
        start = time.process_time()
        for _ in range(RECORDS):
            call()
        found.append((time.process_time() - start) / RECORDS * 1e6)
    return found


def _enrolment() -> Any:
    """Fold the record into the part of a profile that the detail API projects."""
    meta = codec.Meta(codec.event_id(STUDENT, _PERSON.encode(), 1), 1, "UPSERT", 0)
    entry = Entry(1, 0, 0, codec.encode(STUDENT, meta, STUDENT_RECORD))
    (enrolment,) = fold(_PERSON, [(field(STUDENT, _RECORD), entry)]).enrolments
    return enrolment
