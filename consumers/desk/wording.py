"""A match in plain words, as an officer would say it to a colleague, in Thai and in English."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from schemas import codes
from schemas.dates import BUDDHIST_ERA_YEARS, count, short_date
from schemas.pages import Language

Facts = Mapping[str, Any]
_LEVELS: Final = {"PVC": ("ปวช.", "PVC"), "PVS": ("ปวส.", "PVS"), "BTECH": ("ทล.บ.", "B.Tech.")}
_WAGE_UNITS: Final = {"MONTH": ("เดือน", "month"), "DAY": ("วัน", "day"), "HOUR": ("ชั่วโมง", "hour")}
_STUDY: Final = {
    "GRADUATED": ("จบ", "graduated"),
    "ABOUT_TO_GRADUATE": ("กำลังจะจบ", "about to graduate from"),
    "STUDYING": ("กำลังเรียน", "studying"),
}
_PSEUDONYM_DIGITS_SHOWN: Final = 4


def pick(words: tuple[str, str], language: Language) -> str:
    """Take the reader's language of a Thai and an English wording."""
    return words[0] if language == "th" else words[1]


def title(facts: Facts, language: Language) -> str:
    """Name the position and the employer."""
    employer = facts.get("position", {}).get("employer_name")
    named = work_title(facts, language)
    return f"{named} · {employer}" if employer else named


def work_title(facts: Facts, language: Language) -> str:
    """Name the position as its notice does; the occupation in English, or where the position is not told any more."""
    position = facts.get("position", {}).get("position")
    return position if position and language == "th" else occupation(facts.get("occupation", ""), language)


def occupation(code: str, language: Language) -> str:
    """Name an occupation by its ISCO-08 code."""
    known = codes.occupations().get(code)
    if known is None:
        return pick(("ตำแหน่งงาน", "A position"), language)
    return (known.th or known.en) if language == "th" else known.en


def province(code: str, language: Language) -> str:
    """Name a province by its DOPA code."""
    known = codes.provinces().get(code)
    return code if known is None else pick((known.th, known.en), language)


def sentence(facts: Facts, language: Language) -> str:
    """Say in one sentence why this person and this position go together."""
    applicant = facts.get("applicant", {})
    parts = [studies(applicant, language), proof(facts, language), place(facts, language)]
    said = " · ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]


def studies(applicant: Facts, language: Language) -> str:
    """Say what the person studied and when they graduated: จบ ปวส. ไฟฟ้า ปี 2568."""
    if not applicant:
        return ""
    study = pick(_STUDY.get(applicant["status"], _STUDY["STUDYING"]), language)
    year = applicant.get("graduation_academic_year")
    if language == "th":
        return f"{study} {schooling(applicant, language)}" + (f" ปี {year}" if year else "")
    return f"{study} {schooling(applicant, language)}" + (f", {year - BUDDHIST_ERA_YEARS}" if year else "")


def schooling(applicant: Facts, language: Language) -> str:
    """Name level and field of study: ปวส. ไฟฟ้า."""
    level = pick(_LEVELS.get(applicant["level"], ("", "")), language)
    return f"{level} {field(applicant['field'], language)}".strip()


def field(name: str, language: Language) -> str:
    """Name a field of study."""
    return name if language == "th" else _fields_in_english().get(name, name)


@cache
def _fields_in_english() -> Mapping[str, str]:
    return {one.field: one.field_en for one in codes.fields_of_study() if one.field_en}


def standard(name: str, language: Language) -> str:
    """Name a skill standard by its English name."""
    known = codes.skill_standards().get(name)
    named = known.th if known is not None and language == "th" else name
    return f" {named}" if language == "th" and named.isascii() else named


def proof(facts: Facts, language: Language) -> str:
    """Say the best proof of skill: a certificate that holds, else a test passed."""
    certificates, tests = facts.get("certificates", ()), facts.get("skill_tests", ())
    if certificates:
        best = max(certificates, key=lambda one: (one["level"], one["issued_on"]))
        named = standard(best["standard"], language)
        return pick((f"มีหนังสือรับรอง{named} ระดับ {best['level']}", f"certified {named}, level {best['level']}"), language)
    if tests:
        best = max(tests, key=lambda one: (one["level"], one["tested_on"]))
        named, day = standard(best["standard"], language), short_date(date.fromisoformat(best["tested_on"]), language)
        told = (f"ผ่านทดสอบ{named} ระดับ {best['level']} เมื่อ {day}", f"passed {named}, level {best['level']}, on {day}")
        return pick(told, language)
    return ""


def place(facts: Facts, language: Language) -> str:
    """Say how near the person is to the work."""
    home, work = facts.get("applicant", {}), facts.get("position", {})
    if not home or not work:
        return ""
    lives = province(home["province"], language)
    if home["province"] == work["province"]:
        if home.get("district") and home.get("district") == work.get("district"):
            return pick(("อยู่อำเภอเดียวกับที่ทำงาน", "lives in the same district"), language)
        return pick((f"อยู่จังหวัดเดียวกัน ({lives})", f"lives in the same province ({lives})"), language)
    neighbours = codes.provinces()[work["province"]].neighbours if work["province"] in codes.provinces() else ()
    if home["province"] in neighbours:
        return pick((f"อยู่จังหวัดติดกัน ({lives})", f"lives in a neighbouring province ({lives})"), language)
    return pick((f"ยินดีย้ายมาจาก{lives}", f"willing to move from {lives}"), language)


def small_print(facts: Facts, language: Language) -> str:
    """Say whom (by pseudonym), how many places are left, and the wage."""
    parts = [
        f"{pick(('ผู้สมัคร', 'applicant'), language)} {pseudonym(facts)}",
        places(facts, language),
        wage(facts, language),
    ]
    return " · ".join(part for part in parts if part)


def pseudonym(facts: Facts) -> str:
    """Shorten a pseudonym so that colleagues can tell two people apart."""
    return f"{facts['match'][:_PSEUDONYM_DIGITS_SHOWN]}…"


def places(facts: Facts, language: Language) -> str:
    """Say how many places of how many are left."""
    position = facts.get("position", {})
    if not position:
        return ""
    whole = position["positions_requested"]
    left = max(0, whole - position["positions_filled"])
    return pick((f"เหลือ {left} จาก {whole} อัตรา", f"{left} of {whole} places left"), language)


def wage(facts: Facts, language: Language) -> str:
    """Say the wage offered: 13,500–16,000 บาท/เดือน."""
    position = facts.get("position", {})
    amounts = [position.get(bound) for bound in ("wage_min", "wage_max")]
    known: Sequence[int] = sorted({amount for amount in amounts if amount is not None})
    if not known or position.get("wage_unit") not in _WAGE_UNITS:
        return ""
    unit = pick(_WAGE_UNITS[position["wage_unit"]], language)
    span = "–".join(count(amount) for amount in known)
    return pick((f"{span} บาท/{unit}", f"{span} baht a {unit}"), language)
