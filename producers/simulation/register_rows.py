"""Writes what the simulation knows as the registers write it: Thai words, Buddhist-era dates, all text."""

from datetime import date, datetime
from typing import Final

from producers.draft import Row
from producers.simulation.learner import Learner, Offer, Skill, Spell
from schemas.codes import occupations, provinces, skill_standards
from schemas.dates import BUDDHIST_ERA_YEARS

_THAI_DIGITS: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
CERTIFIED: Final = "7411"


def thai_digits(text: str) -> str:
    """Write a number in Thai digits, as some clerks do."""
    return text.translate(_THAI_DIGITS)


def buddhist(day: date | None) -> str:
    """Write a day as dd/mm/yyyy of the Buddhist era; blank for none."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year + BUDDHIST_ERA_YEARS}"


def envelope(revision: int, at: datetime) -> dict[str, str]:
    """Write which version of a record this is and since when it stands."""
    return {"revision": str(revision), "changed_at": f"{buddhist(at)} {at:%H:%M:%S}", "deleted": "0"}


def student_row(learner: Learner, at: datetime) -> Row:
    """Write a student's enrolment."""
    studies, wishes = learner.studies, learner.wishes
    return envelope(learner.revision, at) | {
        "student_id": f"{studies.entry_year % 100:02d}{studies.field_code or '90000'}{learner.number:07d}",
        "citizen_id": learner.identifier,
        "other_ids": learner.former_identifier,
        "prefix": learner.prefix,
        "first_name": learner.first_name,
        "last_name": learner.last_name,
        "address": learner.address,
        "telephone": learner.telephone,
        "college_code": studies.college,
        "status": learner.status,
        "level": studies.level,
        "curriculum_year": str(studies.curriculum_year),
        "subject_type": studies.subject_type,
        "field_code": studies.field_code,
        "field": studies.field,
        "entry_year": str(studies.entry_year),
        "graduation_year": str(studies.graduation_year),
        "province_code": learner.province,
        "wish": wishes.wish,
        "wanted_occupations": "|".join(wishes.occupations),
        "wanted_provinces": "|".join(wishes.provinces),
        "wanted_wage": "" if wishes.wage is None else str(wishes.wage),
    }


def _named(learner: Learner) -> dict[str, str]:
    return {
        "citizen_id": learner.identifier,
        "prefix": learner.prefix,
        "first_name": learner.first_name,
        "last_name": learner.last_name,
    }


def spell_row(learner: Learner, spell: Spell, at: datetime) -> Row:
    """Write a spell of insured employment."""
    named = _named(learner)
    named["insured_id"] = named.pop("citizen_id")
    confirmed = "" if spell.confirmed is None else f"{spell.confirmed:%m}/{spell.confirmed.year + BUDDHIST_ERA_YEARS}"
    return (
        envelope(spell.revision, at)
        | named
        | {
            "spell_no": f"SSO-{spell.number:09d}",
            "section": "33",
            "start_date": buddhist(spell.started_on),
            "confirmed_month": confirmed,
            "end_date": buddhist(spell.ended_on),
            "end_reason": "1" if spell.ended_on else "",
            "industry_scheme": "TSIC",
            "industry_code": spell.industry,
            "province_code": spell.province,
        }
    )


def test_row(learner: Learner, skill: Skill, at: datetime) -> Row:
    """Write a test result."""
    standard = skill_standards()[skill.standard]
    return (
        envelope(skill.revision, at)
        | _named(learner)
        | {
            "test_no": f"T-{skill.number:08d}",
            "standard": standard.th,
            "level": str(skill.level),
            "test_date": buddhist(skill.tested_on),
            "result": "ผ่าน" if skill.passed else "ไม่ผ่าน",
            "test_centre": f"DSD-{learner.province}",
        }
    )


def certificate_row(learner: Learner, skill: Skill, at: datetime) -> Row:
    """Write the certificate of a passed test; valid for four years."""
    standard = skill_standards()[skill.standard]
    expires_on = date(skill.tested_on.year + 4, skill.tested_on.month, min(skill.tested_on.day, 28))
    return (
        envelope(skill.revision, at)
        | _named(learner)
        | {
            "certificate_no": f"C-{skill.number:08d}",
            "standard": standard.th,
            "level": str(skill.level),
            "issue_date": buddhist(skill.tested_on),
            "expire_date": buddhist(expires_on),
            "status": "เพิกถอน" if skill.revoked else "ใช้ได้",
        }
    )


def vacancy_row(offer: Offer, at: datetime) -> Row:
    """Write a vacancy notice."""
    occupation = occupations()[offer.occupation]
    required = offer.occupation == CERTIFIED and bool(offer.standard)
    return envelope(offer.revision, at) | {
        "job_id": f"DOE-{offer.province}-{offer.number:07d}",
        "employer_id": offer.employer_id,
        "employer_name": offer.employer_name,
        "position": occupation.th or occupation.en,
        "occupation_scheme": "ISCO-08",
        "occupation_code": offer.occupation,
        "province_name": provinces()[offer.province].th,
        "positions": str(offer.positions),
        "positions_filled": str(offer.filled),
        "employment_type": "เต็มเวลา",
        "wage_min": str(offer.wage),
        "wage_max": str(offer.wage + 3_000),
        "wage_unit": "เดือน",
        "degrees": offer.level,
        "fields": "|".join(offer.fields),
        "experience_years": "0",
        "skill_standard": skill_standards()[offer.standard].th if offer.standard else "",
        "skill_level": "1" if offer.standard else "",
        "certificate": "จำเป็น" if required else "ไม่จำเป็น",
        "announce_date": buddhist(offer.posted_on),
        "expire_date": buddhist(offer.expires_on),
        "status": offer.status,
        "source": "ประกาศ",
    }
