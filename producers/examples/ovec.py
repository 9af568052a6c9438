"""OVEC sends its students, learns which rows were refused and why, and sends those again once they are mended."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from producers.examples.settings import GatewaySettings, now
from producers.sdk import Receipt, Refused, Saphan, Student


def students(changed_at: datetime) -> list[Student]:
    """Give the register's rows; the second's number has a wrong check digit. Nobody has such numbers."""
    first = Student(
        student_id="66301040001",
        revision=1,
        changed_at=changed_at,
        citizen_id="1-9999-00010-01-9",
        prefix="นางสาว",
        first_name="ตัวอย่าง",
        last_name="ทดลองสมมุติ",
        college_code="1321000001",
        status="สำเร็จการศึกษา",
        level="ปวส.",
        curriculum_year=2563,
        subject_type="อุตสาหกรรม",
        field="ไฟฟ้า",
        entry_year=2566,
        graduation_year=2568,
        province_code="21",
        wish="ประสงค์ทำงาน",
        wanted_occupations=("7411", "7412"),
    )
    return [first, replace(first, student_id="66301040002", citizen_id="2-9999-00011-02-0")]


def mended(student: Student, why: Refused) -> Student:
    """Correct what a refusal names, as the registrar does with the card at hand."""
    return replace(student, citizen_id="2-9999-00011-02-1") if why.field == "citizen_id" else student


def run(saphan: Saphan, clock: Callable[[], datetime]) -> list[Receipt]:
    """Send all, then what was refused once more; a row that was taken already gets the receipt it got."""
    rows = students(clock())
    first = list(saphan.publish_all(rows))
    again = [mended(one, receipt) if isinstance(receipt, Refused) else one for one, receipt in first]
    return [receipt for _, receipt in (*first, *saphan.publish_all(again))]


if __name__ == "__main__":
    with GatewaySettings().saphan() as way:
        sys.stdout.writelines(f"{receipt}\n" for receipt in run(way, now))
