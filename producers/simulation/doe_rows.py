"""Writes what DOE's register holds of vacancies."""

from datetime import datetime
from typing import Final

from producers.draft import Row
from producers.simulation.demand import Offer
from producers.simulation.register_rows import SEVERAL, buddhist, envelope, position, standard_in_thai
from schemas.codes import provinces

CERTIFIED: Final = "7411"


def vacancy_row(offer: Offer, at: datetime) -> Row:
    """Write a vacancy notice."""
    employer = offer.employer
    required = offer.occupation == CERTIFIED and bool(offer.standard)
    return {
        **envelope(offer.revision, at),
        "job_id": f"DOE-{offer.province}-{offer.number:07d}",
        "employer_id": employer.identifier,
        "employer_name": employer.name,
        "address": employer.address,
        "position": position(offer.occupation),
        "occupation_scheme": offer.scheme,
        "occupation_code": offer.code,
        "province_name": provinces()[offer.province].th,
        "district_code": employer.district,
        "tsic": employer.industry,
        "positions": str(offer.positions),
        "positions_filled": str(offer.filled),
        "employment_type": "เต็มเวลา",
        "wage_min": str(offer.wage),
        "wage_max": str(offer.wage + 3_000),
        "wage_unit": "เดือน",
        "degrees": SEVERAL.join(offer.levels),
        "fields": SEVERAL.join(offer.fields),
        "skills": SEVERAL.join(offer.skills),
        "experience_years": "0",
        "skill_standard": standard_in_thai(offer.standard),
        "skill_level": "1" if offer.standard else "",
        "certificate": "จำเป็น" if required else "ไม่จำเป็น",
        "announce_date": buddhist(offer.posted_on),
        "expire_date": buddhist(offer.expires_on),
        "status": offer.status,
        "source": "ประกาศ",
    }
