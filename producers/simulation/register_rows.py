"""How registers write: Thai words, Buddhist-era dates, Thai digits by some clerks, all of it text."""

from datetime import date, datetime
from typing import Final

from producers.simulation.learner import Known
from producers.simulation.places import Facility
from schemas.codes import occupations, skill_standards
from schemas.dates import BUDDHIST_ERA_YEARS

SEVERAL: Final = "|"
_THAI_DIGITS: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def thai_digits(text: str) -> str:
    """Write a number in Thai digits, as some clerks do."""
    return text.translate(_THAI_DIGITS)


def buddhist(day: date | None) -> str:
    """Write a day as dd/mm/yyyy of the Buddhist era; blank for none."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year + BUDDHIST_ERA_YEARS}"


def envelope(revision: int, at: datetime, *, deleted: bool = False) -> dict[str, str]:
    """Write which version of a record this is and since when it stands, or that it was taken back."""
    return {
        "revision": str(revision),
        "changed_at": f"{buddhist(at)} {at:%H:%M:%S}",
        "deleted": "1" if deleted else "0",
    }


def named(known: Known) -> dict[str, str]:
    """Write who a record is about."""
    return {
        "citizen_id": known.identifier,
        "prefix": known.prefix,
        "first_name": known.first_name,
        "last_name": known.last_name,
        "address": known.address,
    }


def living_in(known: Known) -> dict[str, str]:
    """Write where someone lives, by codes."""
    return {"province_code": known.province, "district_code": known.district}


def located(province: str, district: str) -> dict[str, str]:
    """Write where a place is, by codes; each district has a first subdistrict."""
    return {"province_code": province, "district_code": district, "subdistrict_code": f"{district}01"}


def standard_in_thai(standard: str) -> str:
    """Write a skill standard by its Thai name; blank for none."""
    return skill_standards()[standard].th if standard else ""


def position(occupation: str) -> str:
    """Word an occupation as a position, in Thai where it has a Thai name; blank for none."""
    found = occupations().get(occupation)
    return (found.th or found.en) if found else ""


def shared(facility: Facility, at: datetime) -> dict[str, str]:
    """Write what can be shared and when, as colleges and DSD's offices both do."""
    return {
        **envelope(facility.revision, at),
        **located(facility.province, facility.district),
        "facility_no": f"F-{facility.number:06d}",
        "name": facility.name,
        "kind": facility.kind,
        "address": facility.address,
        "seats": str(facility.seats),
        "fields": SEVERAL.join(facility.fields),
        "standards": SEVERAL.join(standard_in_thai(one) for one in facility.standards),
        "available_from": buddhist(facility.available_from),
        "available_through": buddhist(facility.available_through),
        "weekdays": SEVERAL.join(facility.weekdays),
        "opens_at": "08:30",
        "closes_at": "16:30",
        "contact_role": "หัวหน้างานอาคารสถานที่",
        "status": facility.status,
    }
