"""Teachers, lecturers and other staff of colleges, by level and qualification (clause 3.1.1(4))."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final, NamedTuple

from producers.simulation.learner import Learner
from schemas.codes import province_figures

# Who is employed at a college of middling size, by kind, level (ระดับ) and qualification (วุฒิ): invented proportions.
_AT_A_COLLEGE: Final[Mapping[tuple[str, str, str], int]] = {
    ("ครู", "ครูผู้ช่วย", "ปริญญาตรี"): 4,
    ("ครู", "ชำนาญการ", "ปริญญาตรี"): 12,
    ("ครู", "ชำนาญการพิเศษ", "ปริญญาโท"): 9,
    ("ครู", "เชี่ยวชาญ", "ปริญญาโท"): 1,
    ("คณาจารย์", "ผู้ช่วยศาสตราจารย์", "ปริญญาเอก"): 1,
    ("บุคลากร", "ปฏิบัติงาน", "ต่ำกว่าปริญญาตรี"): 5,
}


class StaffCell(NamedTuple):
    """What a count of staff is of."""

    academic_year: int
    province: str
    kind: str
    position_level: str
    qualification: str


def employed(random: Random, learners: Sequence[Learner], year: int) -> dict[StaffCell, int]:
    """Employ staff in each province where someone of the register studies, by how many colleges there are."""
    found = {}
    for province in sorted({learner.studies.college[2:4] for learner in learners}):
        figures = province_figures()[province]
        colleges = max(1, figures.public_colleges + figures.private_colleges)
        for (kind, level, qualification), share in _AT_A_COLLEGE.items():
            count = round(share * colleges * random.uniform(0.7, 1.3))
            found[StaffCell(year, province, kind, level, qualification)] = max(1, count)
    return found


def changed(random: Random, staff: Mapping[StaffCell, int]) -> dict[StaffCell, int]:
    """Let someone come in each province, and someone leave where there is more than one of a kind."""
    after = dict(staff)
    for cells in _by_province(staff):
        after[random.choice(cells)] += 1
        leaving = random.choice(cells)
        after[leaving] = max(1, after[leaving] - 1)
    return after


def _by_province(staff: Mapping[StaffCell, int]) -> list[list[StaffCell]]:
    found: dict[str, list[StaffCell]] = {}
    for cell in staff:
        found.setdefault(cell.province, []).append(cell)
    return list(found.values())
