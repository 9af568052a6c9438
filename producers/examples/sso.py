"""SSO sends a spell of employment, and each month the one it confirms; who is in no register of students is dropped."""

import sys
from collections.abc import Callable
from datetime import date, datetime

from producers.examples.settings import GatewaySettings, now
from producers.sdk import Insurance, NotVocational, Receipt, Saphan, TryAgain


def spell(number: str, revision: int, changed_at: datetime, confirmed: date | None) -> Insurance:
    """Say what SSO's register holds of a spell: what clause 3.2.1(2) names, and no wage."""
    return Insurance(
        spell_no=number,
        revision=revision,
        changed_at=changed_at,
        insured_id="1-9999-00010-01-9" if number == "SSO-900000001" else "2-9999-00011-02-1",
        first_name="ตัวอย่าง",
        last_name="ทดลองสมมุติ",
        section="33",
        start_date=date(2025, 7, 1),
        confirmed_month=confirmed,
        industry_scheme="TSIC",
        industry_code="27",
        province_code="21",
    )


def said(receipt: Receipt) -> str:
    """Put into words what is to be done."""
    if isinstance(receipt, TryAgain):
        return "send it again later"
    return "nothing: not a vocational student" if isinstance(receipt, NotVocational) else "nothing"


def run(saphan: Saphan, clock: Callable[[], datetime]) -> list[Receipt]:
    """Report a spell, confirm its newest month, and report one of somebody who may be no vocational student."""
    return [
        saphan.publish(spell("SSO-900000001", 1, clock(), None)),
        saphan.publish(spell("SSO-900000001", 2, clock(), date(2026, 10, 31))),
        saphan.publish(spell("SSO-900000002", 1, clock(), None)),
    ]


if __name__ == "__main__":
    with GatewaySettings().saphan() as way:
        sys.stdout.writelines(f"{receipt}: {said(receipt)}\n" for receipt in run(way, now))
