"""The rules of clauses 2.2, 4, 5.1 and 5.2, on days alone: the term, an amendment, a renewal, a termination."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from schemas.dates import full_date

_DAY = timedelta(days=1)


class Refused(NamedTuple):
    """Why a document changes nothing: the clause it breaks, in Thai and English."""

    clause: str
    th: str
    en: str


class Phase(StrEnum):
    """Where an agreement stands on a day."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    WINDING_UP = "winding_up"
    ENDED = "ended"


class Winding(NamedTuple):
    """A termination that counts: from when nothing new is begun, and the last day on which work under way goes on."""

    effective_on: date
    complete_by: date


def last_day_of_term(signed_on: date, years: int) -> date:
    """Count a term of whole years from the day of signing, that day included (clause 4: five years)."""
    year = signed_on.year + years
    leap = (signed_on.month, signed_on.day) == (2, 29)
    return (date(year, 3, 1) if leap else signed_on.replace(year=year)) - _DAY


def phase(on: date, first_day: date, last_day: date, winding: Winding | None) -> Phase:
    """Say where an agreement stands: in force through its last day (clause 4); terminated, it winds up (5.2)."""
    if on < first_day:
        return Phase.NOT_YET
    if winding is None or winding.effective_on > last_day:
        return Phase.IN_FORCE if on <= last_day else Phase.ENDED
    if on < winding.effective_on:
        return Phase.IN_FORCE
    return Phase.WINDING_UP if on <= min(winding.complete_by, last_day) else Phase.ENDED


def refuse_amendment(
    notice_on: date, signed_on: date, decided_on: date | None, term: tuple[date, date], notice_days: int
) -> Refused | None:
    """Refuse a supplement without the joint committee (2.2), without notice in time (5.1), or outside the term (4)."""
    if decided_on is None or decided_on > signed_on:
        return Refused(
            "2.2",
            "ไม่มีมติคณะกรรมการดำเนินการก่อนวันลงนาม",
            "the joint committee had not decided on it by the day it was signed",
        )
    given = (signed_on - notice_on).days
    if given < notice_days:
        return Refused(
            "5.1",
            f"แจ้งล่วงหน้า {given} วัน น้อยกว่า {notice_days} วัน ลงนามได้เร็วสุด"
            f"วันที่ {full_date(notice_on + timedelta(days=notice_days), 'th')}",
            f"{given} days' notice, less than {notice_days}: it could be signed on"
            f" {full_date(notice_on + timedelta(days=notice_days), 'en')} at the earliest",
        )
    if not term[0] <= signed_on <= term[1]:
        return Refused(
            "4",
            f"ลงนามนอกระยะเวลาของข้อตกลง ซึ่งสิ้นสุดวันที่ {full_date(term[1], 'th')}",
            f"it was signed outside the term, whose last day is {full_date(term[1], 'en')}: that takes a new agreement",
        )
    return None


def refuse_renewal(last_day: date, longer: date) -> Refused | None:
    """Refuse a renewal that does not lengthen the term (clause 4)."""
    if longer > last_day:
        return None
    until_th, until_en = full_date(last_day, "th"), full_date(last_day, "en")
    return Refused("4", f"ไม่ได้ขยายระยะเวลาเกินวันที่ {until_th}", f"it does not lengthen the term beyond {until_en}")


def latest_notice(year_begins: date, notice_days: int) -> date:
    """Give the last day of notice before an academic year (clause 5.2): 17 March where it begins on 16 May."""
    return year_begins - timedelta(days=notice_days)


def refuse_termination(
    notice_on: date, effective_on: date, complete_by: date, year_begins: tuple[int, int], notice_days: int
) -> Refused | None:
    """Refuse a termination that begins with no academic year, or whose notice came too late for it (clause 5.2)."""
    if (effective_on.month, effective_on.day) != year_begins:
        return Refused(
            "5.2",
            f"ต้องมีผลในวันเริ่มปีการศึกษา ไม่ใช่วันที่ {full_date(effective_on, 'th')}",
            f"it takes effect when an academic year begins, not on {full_date(effective_on, 'en')}",
        )
    latest = latest_notice(effective_on, notice_days)
    if notice_on > latest:
        return Refused(
            "5.2",
            f"แจ้งหลังวันที่ {full_date(latest, 'th')} จึงมีผลได้เร็วสุดเมื่อเริ่มปีการศึกษาถัดไป",
            f"notice came after {full_date(latest, 'en')}: the next academic year is the earliest it can take effect",
        )
    if complete_by < effective_on:
        return Refused(
            "5.2",
            "งานที่ค้างอยู่ต้องได้ทำให้แล้วเสร็จ: วันสิ้นสุดต้องไม่ก่อนวันที่มีผล",
            "work under way is completed: its last day can't be before the day it takes effect",
        )
    return None


# What the two catch-all clauses may serve: 3.1.2 employment promotion and manpower planning, 3.2.2 planning.
_OTHER_DATA = {"3.1.2": frozenset({"placement", "planning", "training_and_testing"}), "3.2.2": frozenset({"planning"})}


def refuse_data_set(clause: str, giver: str, receivers: tuple[str, ...], purposes: tuple[str, ...]) -> Refused | None:
    """Refuse a data set that is not `other useful data` of one party for the other (clauses 3.1.2 and 3.2.2)."""
    if clause not in _OTHER_DATA:
        return Refused(
            clause,
            "ชุดข้อมูลใหม่เพิ่มได้ตามข้อ 3.1.2 หรือ 3.2.2 เท่านั้น",
            "a new data set comes in under clause 3.1.2 or 3.2.2 only",
        )
    from_ovec = clause == "3.1.2"
    if (giver == "ovec") is not from_ovec or any((receiver == "ovec") is from_ovec for receiver in receivers):
        return Refused(clause, "ผู้ให้และผู้รับไม่ใช่คู่ตามข้อนี้", "giver and receiver are not the parties of this clause")
    if wrong := sorted(set(purposes) - _OTHER_DATA[clause]):
        named = ", ".join(wrong)
        return Refused(clause, f"ข้อนี้ไม่ครอบคลุมวัตถุประสงค์ {named}", f"this clause does not serve {named}")
    return None


def refuse_flow(giver: str, receiver: str, instrument: str | None, derive: str | None) -> Refused | None:
    """Refuse a flow between the ministry's departments without an instrument, or of SSO's own records (clause 6).

    The steward is no department: they act for both parties (1.2).
    """
    internal = "ovec" not in (giver, receiver) and receiver != "steward" and giver not in (receiver, "saphan")
    if internal and giver == "sso" and derive is None:
        return Refused(
            "6",
            f"จากประกันสังคมถึง {receiver} ให้ได้เฉพาะว่ามีงานทำหรือไม่ ณ วันใด",
            f"what crosses from SSO to {receiver} is only whether someone is in employment, as of a day",
        )
    if internal and instrument is None:
        return Refused(
            "6",
            f"บันทึกข้อตกลงไม่ครอบคลุมการส่งข้อมูลจาก {giver} ถึง {receiver}: ต้องอ้างคำสั่งของกระทรวงแรงงานเอง",
            f"the memorandum covers nothing from {giver} to {receiver}: it takes an instrument of the ministry's own",
        )
    return None
