"""Why a match stands, criterion by criterion, and why it no longer does, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from consumers.desk.wording import occupation, pick, province, standard
from schemas import topics
from schemas.criteria import LABELS, Criterion
from schemas.dates import moment, short_date
from schemas.pages import Language

Words = tuple[str, str]
NO_CALL: Final = ("ไม่ต้องโทร", "no need to call")
_OVER: Final[Mapping[str, Words]] = {
    "HIRED": ("ผู้สมัครมีงานทำแล้วตามข้อมูลประกันสังคม", "the applicant is now in insured employment"),
    "PLACED": ("ผู้สมัครได้รับการบรรจุแล้ว", "the applicant has been placed"),
    "NOT_SEEKING": ("ผู้สมัครไม่ได้หางานแล้ว", "the applicant no longer looks for work"),
    "LEFT": ("ผู้สมัครพ้นสภาพนักเรียน นักศึกษาแล้ว", "the applicant has left the college"),
    "OBJECTED": ("ผู้สมัครไม่ให้ใช้ข้อมูลเพื่อจัดหางาน", "the applicant objects to the use of these data"),
    "ERASED": ("ข้อมูลของผู้สมัครถูกลบแล้ว", "the applicant's data were erased"),
    "CERTIFICATE_ENDED": ("หนังสือรับรองของผู้สมัครสิ้นผลแล้ว", "the applicant's certificate has ended"),
    "REFUSED": ("มีการปฏิเสธตำแหน่งนี้แล้ว", "this vacancy was refused"),
    "CHANGED": ("ข้อมูลเปลี่ยนไปจนไม่ตรงกับตำแหน่งนี้แล้ว", "the facts have changed and no longer fit this vacancy"),
    "RECORD_DELETED": ("หน่วยงานต้นทางลบข้อมูลที่ใช้จับคู่แล้ว", "the source deleted a record this rested on"),
    "AGREEMENT_ENDED": ("บันทึกข้อตกลงสิ้นสุดแล้ว", "the agreement has ended"),
    "VACANCY_FILLED": ("ตำแหน่งนี้ได้คนครบแล้ว", "the vacancy is filled"),
    "VACANCY_CLOSED": ("นายจ้างปิดรับสมัครแล้ว", "the employer closed the vacancy"),
    "VACANCY_EXPIRED": ("ประกาศรับสมัครหมดอายุแล้ว", "the vacancy has expired"),
    "NOT_TOLD": ("ข้อมูลของคู่นี้ไม่เปิดเผยแล้ว", "nothing more is told about this match"),
}
NOT_ASKED: Final = "NOT_ASKED"
_TRUE_OF_ALL: Final = frozenset(
    {Criterion.AGREEMENT, Criterion.NO_OBJECTION, Criterion.NOT_PLACED, Criterion.NOT_REFUSED, Criterion.GRADUATING}
)
_OVER_OTHERWISE: Final = ("คู่นี้ไม่ตรงกันแล้ว", "this match no longer stands")
_MET: Final = {"YES": "yes", "NO": "no", "NOT_KNOWN": "not_known", "UNKNOWN": "not_known"}
_SAID: Final[Mapping[tuple[str, str], Words]] = {
    (Criterion.SEEKING_WORK, "yes"): ("ต้องการทำงาน", "Wants to work"),
    (Criterion.GRADUATING, "yes"): ("จบหรือกำลังจะจบการศึกษา", "Has graduated or is about to"),
    (Criterion.NOT_INSURED, "yes"): ("ไม่ได้ทำงานประจำ", "Not in insured employment"),
    (Criterion.NOT_INSURED, "not_known"): (
        "ยังไม่ได้ตรวจสถานะงานกับประกันสังคม",
        "Employment not checked yet",
    ),
    (Criterion.NOT_PLACED, "yes"): ("ยังไม่ได้รับการบรรจุ", "Not placed yet"),
    (Criterion.NO_OBJECTION, "yes"): ("ไม่คัดค้านการใช้ข้อมูล", "Has not objected"),
    (Criterion.AGREEMENT, "yes"): ("ข้อตกลงมีผลใช้บังคับ", "The agreement is in force"),
    (Criterion.OCCUPATION, "WANTED"): ("อาชีพตรงกับที่ต้องการ", "The occupation they want"),
    (Criterion.OCCUPATION, "FIELD"): ("อาชีพตรงกับสาขาที่เรียน", "An occupation of their field of study"),
    (Criterion.LEVEL, "yes"): ("ระดับการศึกษาตรงตามที่ขอ", "The level of education fits"),
    (Criterion.CERTIFICATE, "yes"): ("มีหนังสือรับรองที่ต้องใช้", "Holds the certificate that is needed"),
    (Criterion.PROVINCE, "WANTED"): ("จังหวัดที่ต้องการทำงาน", "A province they want to work in"),
    (Criterion.PROVINCE, "HOME"): ("จังหวัดเดียวกับที่อยู่", "The province they live in"),
    (Criterion.PROVINCE, "NEIGHBOUR"): ("จังหวัดติดกับที่อยู่", "Next to the province they live in"),
    (Criterion.NOT_REFUSED, "yes"): ("ไม่เคยปฏิเสธตำแหน่งนี้", "Has not refused this vacancy"),
    (Criterion.FIELD, "yes"): ("สาขาที่เรียนตรงกับงาน", "The field of study fits"),
    (Criterion.FIELD, "no"): ("สาขาที่เรียนไม่ตรงกับที่ขอ", "Another field of study than asked for"),
    (Criterion.SKILL, "yes"): ("ผ่านมาตรฐานฝีมือแรงงานแล้ว", "Has passed the skill standard"),
    (Criterion.SKILL, "no"): ("ยังไม่ผ่านมาตรฐานฝีมือแรงงานที่ขอ", "Has not passed the skill standard asked for"),
    (Criterion.WAGE, "yes"): ("ค่าจ้างถึงที่ต้องการ", "The wage meets what they want"),
    (Criterion.WAGE, "no"): ("ค่าจ้างต่ำกว่าที่ต้องการ", "The wage is below what they want"),
    (Criterion.WAGE, "not_known"): ("ไม่ทราบค่าจ้างที่ต้องการหรือที่เสนอ", "The wage wanted or offered is not known"),
    (Criterion.LEVEL, "not_known"): ("ไม่ทราบระดับการศึกษา", "Level of education not known"),
    (Criterion.DISTRICT, "yes"): ("อำเภอเดียวกัน", "Same district"),
    (Criterion.DISTRICT, "no"): ("คนละอำเภอ", "Another district"),
    (Criterion.DISTRICT, "not_known"): ("ไม่ทราบอำเภอ", "District not known"),
}
_SOURCES_EN: Final[Mapping[str, str]] = {
    topics.STUDENT: "student register",
    topics.INSURANCE: "Social Security",
    topics.SKILL_TEST: "Skill Development, test",
    topics.CERTIFICATE: "Skill Development, certificate",
    topics.VACANCY: "vacancy notice",
    topics.PLACEMENT: "placement service",
    topics.IDENTITY: "decisions on identity",
}
_SOURCES_TH: Final[Mapping[str, str]] = {
    topics.STUDENT: "ทะเบียนนักเรียน นักศึกษา",
    topics.INSURANCE: "ประกันสังคม",
    topics.SKILL_TEST: "กรมพัฒนาฝีมือแรงงาน (ผลทดสอบ)",
    topics.CERTIFICATE: "กรมพัฒนาฝีมือแรงงาน (หนังสือรับรอง)",
    topics.VACANCY: "ประกาศตำแหน่งว่าง",
    topics.PLACEMENT: "กรมการจัดหางาน",
    topics.IDENTITY: "คำวินิจฉัยตัวตน",
}


@dataclass(frozen=True)
class Line:
    """A criterion as shown: met is yes, less, not_known or no; `note` says what it rests on."""

    met: str
    sentence: str
    note: str
    points: int
    points_max: int


def lines(facts: Mapping[str, Any], language: Language) -> list[Line]:
    """Word the criteria that say something about this pair, those that give most points first."""
    telling = [one for one in facts.get("criteria", ()) if not _goes_without_saying(one)]
    ranked = sorted(telling, key=lambda one: (-one["points_max"], one["met"] != "YES"))
    return [line(criterion, language) for criterion in ranked]


def _goes_without_saying(criterion: Mapping[str, Any]) -> bool:
    """Leave out what nobody asked for, and what is true of every match that is shown."""
    met = criterion["met"] == "YES"
    return met and (criterion["detail"] == NOT_ASKED or criterion["name"] in _TRUE_OF_ALL)


def line(criterion: Mapping[str, Any], language: Language) -> Line:
    """Word one criterion: what it says, how far it is met, and the record it rests on."""
    name, met = criterion["name"], _MET[criterion["met"]]
    how, _, code = (criterion["detail"] or "").rpartition(":")
    label = LABELS.get(name, (name, name))
    said = pick(_SAID.get((name, how)) or _SAID.get((name, met)) or (label[0], label[1]), language)
    named = _named(name, code, language)
    if met in ("yes", "no") and criterion["points"] < criterion["points_max"]:
        met = "less"  # a match stands although this gave fewer points
    sentence = f"{said} ({named})" if named else said
    return Line(met, sentence, source(criterion, language), criterion["points"], criterion["points_max"])


def source(criterion: Mapping[str, Any], language: Language) -> str:
    """Name the register a criterion rests on and the day its record is of."""
    names = _SOURCES_TH if language == "th" else _SOURCES_EN
    register, as_of = names.get(criterion["topic"] or "", ""), criterion["as_of"]
    if not as_of:
        return register
    day = short_date(date.fromisoformat(as_of), language)
    return pick((f"{register} ณ {day}", f"{register}, as of {day}"), language).strip(" ,")


def _named(name: str, code: str, language: Language) -> str:
    """Name the occupation, province or skill standard that a criterion's code stands for."""
    match name:
        case Criterion.OCCUPATION if code.isdigit():
            return f"{occupation(code, language)}, ISCO {code}"
        case Criterion.PROVINCE if code.isdigit():
            return province(code, language)
        case Criterion.CERTIFICATE | Criterion.SKILL if "/" in code:
            named, _, level = code.rpartition("/")
            return pick((f"{standard(named, language).strip()} ระดับ {level}", f"{named}, level {level}"), language)
        case _:
            return ""


def over(because: str | None, at_ms: int, language: Language) -> str:
    """Say why a match is over, since when, and that nobody need call."""
    said = pick(_OVER.get(because or "", _OVER_OTHERWISE), language)
    clock = moment(at_ms).strftime("%H:%M")
    if language == "th":
        return f"{said} ตั้งแต่ {clock} น. · {NO_CALL[0]}"
    return f"{said[:1].upper()}{said[1:]}, since {clock} · {NO_CALL[1]}"
