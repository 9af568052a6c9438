"""What the ledger's check and a breach's clock say, in Thai and English."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from operations.audit.breach import Clock, Seen, Stage
from operations.audit.verifying import Fault, Kind, Report
from schemas.dates import full

_FAULTS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.CHANGED: ("รายการที่ {n} ไม่ใช่รายการที่บันทึกไว้ หรือไม่ได้อยู่ในลำดับเดิม", "entry {n} is not what was recorded there"),
    Kind.MISSING: ("รายการตั้งแต่ที่ {n} หายไป", "entries are missing from {n} on"),
    Kind.ADDED: ("รายการที่ {n} ไม่ได้บันทึกโดยระบบ", "entry {n} was not recorded by the ledger"),
    Kind.CUT_OFF: ("ทะเบียนถูกตัดตั้งแต่รายการที่ {n}", "the ledger is cut off before entry {n}"),
    Kind.COUNTER: ("ตัวนับของทะเบียนไม่ตรงกับรายการที่ {n}", "the ledger's counter does not agree at entry {n}"),
    Kind.NOT_AS_SIGNED: ("รายการที่ {n} ไม่ตรงกับหัวทะเบียนที่ลงนามไว้", "entry {n} is not the one a kept head vouches for"),
    Kind.BAD_HEAD: ("หัวทะเบียนที่ให้มาไม่มีลายเซ็นที่ถูกต้อง", "a head given is not signed by a key we know"),
}
_COUNTED: Final = ("disclosures", "people", "fields")
_STAGES: Final[Mapping[Stage, tuple[str, str]]] = {
    Stage.IN_TIME: ("ยังอยู่ในกำหนด 72 ชั่วโมง", "within the 72 hours"),
    Stage.LATE: (
        "เกิน 72 ชั่วโมง: แจ้งทันทีพร้อมเหตุผลที่ล่าช้า ภายใน 15 วัน",
        "past the 72 hours: notify at once, with the reasons for the delay, within 15 days",
    ),
    Stage.TOO_LATE: ("เกิน 15 วันแล้ว: แจ้งทันทีและปรึกษาฝ่ายกฎหมาย", "past the 15 days: notify at once and take legal advice"),
}


def sentence(fault: Fault) -> tuple[str, str]:
    """Say a fault in Thai and in English."""
    th, en = _FAULTS[fault.kind]
    return th.format(n=fault.entry), en.format(n=fault.entry)


def report_as_dict(report: Report) -> dict[str, Any]:
    """Give a check's result with the keys that `-o json` promises."""
    return {
        "well": report.well,
        "entries": report.entries,
        "heads": report.heads,
        "guarded_through": report.guarded_through,
        "faults_count": report.faults_count,
        "faults": [
            {"code": one.kind.value, "entry": one.entry, "th": sentence(one)[0], "en": sentence(one)[1]}
            for one in report.faults
        ],
    }


def report_lines(report: Report) -> Iterator[str]:
    """Say a check's result for people."""
    if report.well:
        yield f"ทะเบียนถูกต้องครบถ้วน {report.entries:,} รายการ (the ledger is whole: {report.entries:,} entries)"
    else:
        yield f"พบความผิดปกติ {report.faults_count:,} จุดในทะเบียน ({report.faults_count:,} faults in the ledger)"
    for one in report.faults:
        th, en = sentence(one)
        yield f"  {one.kind.value:14}{th} ({en})"
    if report.heads:
        yield f"หัวทะเบียนรับรองถึงรายการที่ {report.guarded_through:,} (heads vouch up to entry {report.guarded_through:,})"
    else:
        yield "ไม่มีหัวทะเบียนให้เทียบ จึงไม่อาจรู้ได้ว่าท้ายทะเบียนถูกตัดหรือไม่"
        yield "(no head to compare with: that the ledger's end was cut off can't be known; give --heads)"


def clock_as_dict(at: Clock) -> dict[str, Any]:
    """Give the clock with the keys that `-o json` promises."""
    return {
        "known_at": at.known_at.isoformat(),
        "notify_by": at.notify_by.isoformat(),
        "late_by": at.late_by.isoformat(),
        "stage": at.stage.value,
        "left_hours": round(at.left / timedelta(hours=1), 1),
    }


def clock_lines(at: Clock) -> Iterator[str]:
    """Say the clock for people."""
    th, en = _STAGES[at.stage]
    notify, late = (int(moment.timestamp() * 1000) for moment in (at.notify_by, at.late_by))
    yield f"{th} ({en})"
    yield f"แจ้ง สคส. ภายใน {full(notify, 'th')} (tell the PDPC by {full(notify, 'en')})"
    yield f"ล่าช้าได้ไม่เกิน {full(late, 'th')} (with reasons, at the latest {full(late, 'en')})"
    yield f"เหลือเวลา {at.left / timedelta(hours=1):,.1f} ชั่วโมง (hours left: {at.left / timedelta(hours=1):,.1f})"


def breach_as_dict(at: Clock, seen: Seen) -> dict[str, Any]:
    """Give a breach's clock and extent with the keys that `-o json` promises."""
    return {
        **clock_as_dict(at),
        "people_count": len(seen.people),
        "told": [one.what._asdict() | {name: getattr(one, name) for name in _COUNTED} for one in seen.told],
        "people": seen.people,
    }


def breach_lines(at: Clock, seen: Seen) -> Iterator[str]:
    """Say a breach's clock and extent for people; who they are is in the JSON."""
    yield from clock_lines(at)
    yield f"เปิดเผยข้อมูลของ {len(seen.people):,} คนในช่วงนั้น (people of whom something was told: {len(seen.people):,})"
    for one in seen.told:
        receiver, by, purpose, clause, data_set = one.what
        yield (
            f"  {receiver:8}{by:20}{purpose:12}{clause:12}{data_set or '-':24}"
            f"{one.people:>8,} คน/people {one.disclosures:>8,} ครั้ง/times  {' '.join(one.fields)}"
        )
