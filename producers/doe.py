"""DOE's vacancy register: a row of a notice or a survey becomes a vacancy event (clause 3.2.1(1))."""

from typing import Final

from producers.by_schema import Particulars, data_set, in_order, within
from producers.employers import NOTIFIED
from schemas.topics import VACANCY

VACANCIES: Final = data_set(
    VACANCY,
    Particulars(
        {
            "job_id": "DOE-21-0000001",
            "position": "ช่างไฟฟ้าภายในอาคาร",
            # DOE numbers provinces in its own way, so they come by name (DOMAIN 8).
            "province_name": "ระยอง",
            "tsic": "43210",
            "wage_min": "13,500",
            "wage_max": "16,000",
            "skills": "อ่านแบบไฟฟ้า|ซ่อมมอเตอร์",
            "announce_date": "20/11/2569",
            "expire_date": "20/12/2569",
        },
        blanks={
            "positions_filled": 0,
            "experience_years_min": 0,
            "wage_unit": "UNKNOWN",
            "certificate_required": False,
        },
        apart=[NOTIFIED],
        checks=[in_order("posted_on", "expires_on", "expire_date"), within("wage_min", "wage_max", "wage_max")],
    ),
)
