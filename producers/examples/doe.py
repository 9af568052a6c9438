"""DOE's web team publishes a vacancy, changes it, and takes it back."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta

from producers.examples.settings import GatewaySettings, now
from producers.sdk import Receipt, Saphan, Vacancy


def notice(revision: int, changed_at: datetime, positions: int) -> Vacancy:
    """Say what the notice holds as of a revision."""
    return Vacancy(
        job_id="DOE-21-9000001",
        revision=revision,
        changed_at=changed_at,
        employer_id="0-1055-61990-01-1",
        employer_name="บริษัท ตัวอย่างสมมุติ จำกัด",
        position="ช่างไฟฟ้าภายในอาคาร",
        occupation_scheme="ISCO-08",
        occupation_code="7411",
        province_name="ระยอง",
        positions=positions,
        employment_type="เต็มเวลา",
        wage_min=13_500,
        wage_max=16_000,
        wage_unit="เดือน",
        degrees=("ปวช.", "ปวส."),
        announce_date=changed_at.date(),
        expire_date=changed_at.date() + timedelta(days=30),
        status="เปิดรับ",
        source="ประกาศ",
    )


def run(saphan: Saphan, clock: Callable[[], datetime]) -> list[Receipt]:
    """Send three versions of one notice, each with its receipt."""
    return [
        saphan.publish(notice(1, clock(), positions=2)),
        saphan.publish(notice(2, clock(), positions=5)),
        saphan.delete(Vacancy, "DOE-21-9000001", revision=3, changed_at=clock()),
    ]


if __name__ == "__main__":
    with GatewaySettings().saphan() as way:
        sys.stdout.writelines(f"{receipt}\n" for receipt in run(way, now))
