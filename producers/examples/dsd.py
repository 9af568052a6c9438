"""DSD sends a test's result and the certificate that follows; a data set that has no type is sent as its row."""

import sys
from collections.abc import Callable
from datetime import date, datetime

from producers.examples.settings import GatewaySettings, now
from producers.sdk import Certificate, Receipt, Saphan, SkillTest
from schemas.topics import CERTIFICATE

STANDARD = "ช่างไฟฟ้าภายในอาคาร"
PERSON = "1-9999-00010-01-9"


def run(saphan: Saphan, clock: Callable[[], datetime]) -> list[Receipt]:
    """Send both, and the certificate's revocation as the register writes it."""
    test = SkillTest(
        test_no="T-90000001",
        revision=1,
        changed_at=clock(),
        citizen_id=PERSON,
        standard=STANDARD,
        level=1,
        test_date=date(2026, 6, 15),
        result="ผ่าน",
        test_centre="DSD-21",
    )
    certificate = Certificate(
        certificate_no="C-90000001",
        revision=1,
        changed_at=clock(),
        citizen_id=PERSON,
        standard=STANDARD,
        level=1,
        issue_date=date(2026, 6, 20),
        status="ใช้ได้",
    )
    revoked = certificate.row() | {"revision": "2", "status": "เพิกถอน"}
    return [saphan.publish(test), saphan.publish(certificate), *saphan.send(CERTIFICATE, [revoked])]


if __name__ == "__main__":
    with GatewaySettings().saphan() as way:
        sys.stdout.writelines(f"{receipt}\n" for receipt in run(way, now))
