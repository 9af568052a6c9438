"""In which order registers are handed in: when they are loaded, and while living."""

from typing import Final

from schemas.topics import (
    CERTIFICATE,
    DEMAND,
    DSD_FACILITY,
    INSURANCE,
    LABOUR_STATISTICS,
    OVEC_FACILITY,
    SKILL_TEST,
    STAFF_STATISTICS,
    STUDENT,
    STUDENT_STATISTICS,
    TEST_PLAN,
    TRAINING,
    VACANCY,
)

# OVEC first, since whoever is not in its register is dropped at the other edges; then what is about no person, while
# the view catches up with the population.
LOAD_ORDER: Final = (
    STUDENT,
    VACANCY,
    DEMAND,
    STUDENT_STATISTICS,
    STAFF_STATISTICS,
    LABOUR_STATISTICS,
    OVEC_FACILITY,
    DSD_FACILITY,
    TEST_PLAN,
    INSURANCE,
    SKILL_TEST,
    CERTIFICATE,
    TRAINING,
)
# While living, people are looked up before the register moves on: the view is then at the log's end more often.
LIVE_ORDER: Final = tuple(reversed(LOAD_ORDER))
