"""The named criteria a match is judged by, as staff read them in Thai and English."""

from enum import StrEnum
from typing import Final, NamedTuple


class Criterion(StrEnum):
    """Name of a criterion, as it stands in saphan.match.v1."""

    SEEKING_WORK = "seeking_work"
    GRADUATING = "graduating"
    NOT_INSURED = "not_insured"
    NOT_PLACED = "not_placed"
    NO_OBJECTION = "no_objection"
    AGREEMENT = "agreement"
    OCCUPATION = "occupation"
    LEVEL = "level"
    CERTIFICATE = "certificate"
    PROVINCE = "province"
    NOT_REFUSED = "not_refused"
    FIELD = "field"
    SKILL = "skill"
    WAGE = "wage"
    DISTRICT = "district"


class Label(NamedTuple):
    """A criterion in both languages."""

    th: str
    en: str


LABELS: Final[dict[str, Label]] = {
    Criterion.SEEKING_WORK: Label("ต้องการทำงาน", "Seeking work"),
    Criterion.GRADUATING: Label("กำลังจะสำเร็จหรือสำเร็จการศึกษาแล้ว", "About to graduate or graduated"),
    Criterion.NOT_INSURED: Label("ยังไม่มีงานในระบบประกันสังคม", "Not in insured employment"),
    Criterion.NOT_PLACED: Label("ยังไม่ได้รับการบรรจุงาน", "Not placed yet"),
    Criterion.NO_OBJECTION: Label("ไม่ได้คัดค้านการใช้ข้อมูล", "No objection"),
    Criterion.AGREEMENT: Label("บันทึกข้อตกลงมีผลใช้บังคับ", "Agreement in force"),
    Criterion.OCCUPATION: Label("อาชีพตรงกัน", "Occupation"),
    Criterion.LEVEL: Label("ระดับการศึกษา", "Level of education"),
    Criterion.CERTIFICATE: Label("หนังสือรับรองความรู้ความสามารถ", "Certificate of competence"),
    Criterion.PROVINCE: Label("จังหวัด", "Province"),
    Criterion.NOT_REFUSED: Label("ไม่เคยถูกปฏิเสธในตำแหน่งนี้", "Not refused for this vacancy"),
    Criterion.FIELD: Label("สาขาวิชา", "Field of study"),
    Criterion.SKILL: Label("มาตรฐานฝีมือแรงงาน", "Skill standard"),
    Criterion.WAGE: Label("ค่าจ้าง", "Wage"),
    Criterion.DISTRICT: Label("อำเภอเดียวกัน", "Same district"),
}
