"""Says to people what is held about a person and what came of what they asked, Thai first."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from operations.people.erasing import Erased
from operations.people.objecting import Outcome
from operations.people.words import in_words
from schemas.dates import full, short_date

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "HELD": ("ถือไว้", "held"),
    "DELETED": ("ต้นทางลบแล้ว เก็บไว้เพียงเลขรุ่น", "deleted at its source; only its version is kept"),
    "UNREADABLE": ("อ่านไม่ได้ เก็บไว้เพียงเลขรุ่น", "can't be read; only its version is kept"),
}
DECISIONS: Final[Mapping[str, tuple[str, str]]] = {
    "JOIN": ("รวมเป็นคนเดียวกัน", "joined as one person"),
    "SPLIT": ("แยกเป็นคนละคน", "split into two people"),
    "OBJECTION": ("คัดค้านการจับคู่งาน", "objects to being matched"),
    "OBJECTION_WITHDRAWN": ("ถอนการคัดค้าน", "objection withdrawn"),
    "ERASURE": ("ลบข้อมูล", "erased"),
}


def explained_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Say the whole explanation, part by part."""
    yield f"ข้อมูลที่ระบบถือไว้ของ {told['person']} ณ {_when(told['as_of'])}  (what is held about this person)"
    for other in told["joined"]:
        yield f"  รวมกับ {other}  (joined with it)"
    yield told["agreement"]["th"]
    yield f"({told['agreement']['en']})"
    if not told["data_sets"]:
        yield "ไม่มีข้อมูลของบุคคลนี้  (nothing is held)"
    for one in told["data_sets"]:
        yield from _data_set(one)
    yield from _part("การตัดสินใจ", "decisions", map(_decision, told["decisions"]))
    yield from _part("ใครได้เห็นบ้าง", f"who has seen it, {told['seen_count']} times", map(_seen, told["seen_by"]))
    yield from _part("คำขอแก้ไขที่รออยู่", "corrections that wait", map(_correction, told["corrections"]))


def outcome_lines(outcome: Outcome, *, withdrawn: bool) -> Iterator[str]:
    """Say what came of an objection or of its withdrawal."""
    if withdrawn:
        yield "บันทึกการถอนคำคัดค้านแล้ว  (the objection is withdrawn)"
    else:
        yield "บันทึกคำคัดค้านแล้ว: หยุดจับคู่งานและแจ้งเตือน สถิติตามกฎหมายไม่เปลี่ยน"
        yield "(the objection is recorded: matching and alerts stop; lawful statistics do not change)"
        gone, left = outcome.open_before - outcome.open_after, outcome.open_after
        yield f"ถอนการจับคู่ {gone} รายการ เหลือ {left}  (matches withdrawn: {gone}, left: {left})"
    if not outcome.in_force:
        yield "ระบบยังประมวลผลไม่เสร็จในเวลาที่รอ: ตรวจอีกครั้งด้วย saphan person explain"
        yield "(it is in the log, but did not take effect while we waited: look again with `saphan person explain`)"


def erased_lines(erased: Erased) -> Iterator[str]:
    """Say what came of an erasure."""
    count, until = len(erased.pseudonyms), erased.until_ms
    yield f"บันทึกการลบและทำลายกุญแจแล้ว: {erased.records} ระเบียน {count} รหัสแทนตัว รับไว้ถึง {full(until, 'th')}"
    yield f"(erased, keys destroyed: {erased.records} records, {count} pseudonyms, accepted until {full(until, 'en')})"
    if erased.complete:
        yield "ไม่มีข้อมูลเหลือในระบบ ทะเบียนการเปิดเผยยังคงไว้  (nothing is held any more; the ledger of disclosures stays)"
    else:
        yield "ระบบยังลบไม่เสร็จในเวลาที่รอ: สั่งอีกครั้งได้  (not all is gone yet: the same command may be given again)"


def _data_set(one: Mapping[str, Any]) -> Iterator[str]:
    through = f"  เก็บถึง {short_date(date.fromisoformat(one['kept_through']), 'th')}" if one["kept_through"] else ""
    yield ""
    yield f"{one['th']}  ({one['en']})  {one['data_set']}"
    yield f"  จาก{one['from_th']} ตามข้อ {one['clause']}{through}  (from {one['from_en']}, clause {one['clause']})"
    for record in one["records"]:
        yield from _record(one["data_set"], record)


def _record(topic: str, one: Mapping[str, Any]) -> Iterator[str]:
    th, en = STATES[one["state"]]
    yield f"  {one['record']} รุ่น {one['version']} รับเมื่อ {_when(one['accepted_at'])}: {th} ({en})"
    if one["identity"]:
        yield "    ชื่อ ที่อยู่ โทรศัพท์ เลขประจำตัว: ปิดผนึก ขอรับได้ด้วย export  (identity: sealed; `export` opens it)"
    for name, value in one["fields"].items():
        if value not in (None, [], ()):
            yield f"    {name:26}{in_words(topic, name, value)}"


def _when(iso: str) -> str:
    return full(int(datetime.fromisoformat(iso).timestamp() * 1000), "th")


def _part(th: str, en: str, lines: Iterator[str]) -> Iterator[str]:
    yield ""
    yield f"{th}  ({en})"
    empty = True
    for line in lines:
        empty = False
        yield f"  {line}"
    if empty:
        yield "  ไม่มี  (none)"


def _decision(one: Mapping[str, Any]) -> str:
    th, en = DECISIONS.get(one["decision"], (one["decision"], one["decision"]))
    of = f" {one['data_set']}" if one["data_set"] else ""
    return f"{_when(one['decided_at'])}  {th}{of} ({en})  โดย {one['decided_by']} เพราะ {one['reason']}"


def _seen(one: Mapping[str, Any]) -> str:
    why = f"  “{one['reason']}”" if one["reason"] else ""
    return (
        f"{_when(one['at'])}  {one['receiver']}/{one['by']}  {one['purpose']}  ข้อ {one['clause']}  "
        f"{one['data_set'] or ''}: {' '.join(one['fields'])}{why}"
    )


def _correction(one: Mapping[str, Any]) -> str:
    answered = "ต้นทางส่งรุ่นใหม่แล้ว (answered by a newer version)" if one["answered"] else "รออยู่ (waiting)"
    what = f"{one['data_set']} {one['record']} {one['field']} {one['reason']}"
    return f"{_when(one['asked_at'])}  {one['owner'].upper()}  {what}: {answered}"
