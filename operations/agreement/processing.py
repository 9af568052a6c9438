"""The record of processing activities (PDPA s.39), generated from the agreement: JSON, and the same as Markdown."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from operations.agreement.showing import POPULATIONS
from schemas.agreement import PERSON, Agreement, Handling, Row
from schemas.dates import full_date
from schemas.topics import BY_NAME, Subject

CONTACT: Final = ("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคลของหน่วยงาน", "the department's data protection officer")
RIGHTS: Final = (
    ("ขอดูและขอรับข้อมูล (มาตรา 30, 31): saphan person explain, export", "access and copy (s.30, 31)"),
    ("คัดค้าน (มาตรา 32): saphan person object หยุดการจับคู่และแจ้งเตือนทันที", "objection stops matching and alerts (s.32)"),
    ("ลบ (มาตรา 33): saphan person erase ทำลายกุญแจและลบทุกแห่ง", "erasure destroys the key and every copy (s.33)"),
    ("แก้ไข (มาตรา 36): saphan person correct ส่งต่อหน่วยงานเจ้าของข้อมูล", "correction goes to the owning agency (s.36)"),
)
SECURITY: Final = (
    ("ใช้รหัสแทนตัวบุคคล ชื่อและเลขประจำตัวปิดผนึก", "pseudonyms; names and numbers are sealed at the agency's edge"),
    ("กุญแจต่อคนอยู่นอกบันทึกและทำลายได้", "a key per person, kept apart from the log, that can be destroyed"),
    ("สิทธิบน Kafka สร้างจากแถวของข้อตกลง", "rights on the broker are made from the agreement's rows"),
    ("ทุกการเปิดเผยบันทึกในสมุดที่แก้ไขไม่ได้", "each disclosure stands in an append-only, hash-chained ledger"),
)
BASE: Final = {
    "th": "พ.ร.บ.คุ้มครองข้อมูลส่วนบุคคล 2562 มาตรา 24(4) ประกอบ พ.ร.บ.รัฐบาลดิจิทัล 2562 มาตรา 13",
    "en": "Personal Data Protection Act 2562 s.24(4) (public task), with Digital Government Act 2562 s.13",
}


def record(agreement: Agreement, on: date) -> dict[str, Any]:
    """Give the record of a day: per data set about people its controller, purposes, receivers and time of keeping."""
    status = agreement.status(on)
    about_people = [
        handling
        for topic, handling in agreement.handling.items()
        if topic in BY_NAME and BY_NAME[topic].subject is Subject.PERSON
    ]
    return {
        "law": "PDPA s.39",
        "agreement": agreement.name,
        "title_th": agreement.title_th,
        "title_en": agreement.title_en,
        "on": on.isoformat(),
        "in_force": status.in_force,
        "since": status.since.isoformat(),
        "parties": [party.model_dump() for party in agreement.parties],
        "activities": [_activity(agreement, handling, on) for handling in about_people],
        "rights": [{"th": th, "en": en} for th, en in RIGHTS],
        "refusals": {
            "th": "คำขอที่ปฏิเสธและคำคัดค้านบันทึกพร้อมเหตุผลบน saphan.identity.v1 และในคิวของเจ้าหน้าที่",
            "en": "objections and refused requests are recorded with their reason on saphan.identity.v1 and the queue",
        },
        "security": [{"th": th, "en": en} for th, en in SECURITY],
    }


def _activity(agreement: Agreement, handling: Handling, on: date) -> dict[str, Any]:
    topic, giver = BY_NAME[handling.topic], agreement.departments.get(handling.giver)
    rows = [row for row in agreement.on(on).rows if row.topic == handling.topic]
    person = next((row for row in rows if row.receiver == PERSON), None)
    return {
        "data_set": handling.topic,
        "record_th": topic.record_th,
        "record_en": topic.record_en,
        "clause": handling.clause,
        "controller_th": giver.th if giver else "สะพาน (ผู้ประมวลผลแทนคู่สัญญา)",
        "controller_en": giver.en if giver else "Saphan (processor for both parties)",
        "contact_th": CONTACT[0],
        "contact_en": CONTACT[1],
        "base_th": BASE["th"],
        "base_en": BASE["en"],
        "categories": sorted(person.fields) if person else [],
        "restriction_th": handling.restriction_th,
        "restriction_en": handling.restriction_en,
        "retention_days": handling.retention_days,
        "disclosures": [_disclosed(agreement, row) for row in rows if row.receiver != PERSON],
    }


def _disclosed(agreement: Agreement, row: Row) -> dict[str, Any]:
    purpose, population = agreement.purposes[row.purpose], POPULATIONS[row.population]
    return {
        "receiver": row.receiver,
        "clause": row.clause,
        "purpose_th": purpose.th,
        "purpose_en": purpose.en,
        "population_th": population[0],
        "population_en": population[1],
        "fields": sorted(row.fields),
        "instrument": row.instrument,
        "derived": row.derive,
        "timing_th": row.timing_th,
        "timing_en": row.timing_en,
    }


def markdown(found: dict[str, Any]) -> str:
    """Write the record as a document, Thai first."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: dict[str, Any]) -> Iterator[str]:
    day = date.fromisoformat(found["on"])
    yield "# บันทึกรายการกิจกรรมการประมวลผล (มาตรา 39) · Record of processing activities (PDPA s.39)"
    yield ""
    yield f"{found['title_th']} · {found['title_en']} · ณ วันที่ {full_date(day, 'th')} ({day.isoformat()})"
    yield ""
    for party in found["parties"]:
        yield f"- {party['th']} · {party['en']}"
    for activity in found["activities"]:
        yield from _section(activity)
    yield from _listed("สิทธิของเจ้าของข้อมูล · Rights of the person", found["rights"])
    yield from _listed("การปฏิเสธคำขอและการคัดค้าน · Refusals and objections", [found["refusals"]])
    yield from _listed("มาตรการรักษาความมั่นคงปลอดภัย · Security measures (s.37(1))", found["security"])


def _section(activity: dict[str, Any]) -> Iterator[str]:
    kept = activity["retention_days"]
    yield ""
    yield f"## {activity['record_th']} · {activity['data_set']} (ข้อ {activity['clause']})"
    yield ""
    yield f"- ผู้ควบคุม · controller: {activity['controller_th']} · {activity['controller_en']} ({activity['contact_th']})"
    yield f"- ฐานทางกฎหมาย · base in law: {activity['base_th']} · {activity['base_en']}"
    yield f"- ข้อมูล · categories: {', '.join(activity['categories'])}"
    if activity["restriction_th"]:
        yield f"- ข้อจำกัด · restriction: {activity['restriction_th']} · {activity['restriction_en']}"
    yield f"- เก็บรักษา · kept: {f'{kept:,} วัน · days' if kept else 'ตลอดไป · for good'}"
    if activity["disclosures"]:
        yield ""
        yield "| ผู้รับ receiver | ข้อ clause | เพื่อ purpose | ของใคร of whom | ข้อมูล fields |"
        yield "|---|---|---|---|---|"
    for one in activity["disclosures"]:
        extra = f" ({one['instrument']})" if one["instrument"] else ""
        yield (
            f"| {one['receiver']} | {one['clause']}{extra} | {one['purpose_th']} · {one['purpose_en']} "
            f"| {one['population_th']} · {one['population_en']} | {', '.join(one['fields'])} |"
        )


def _listed(title: str, found: list[dict[str, str]]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield from (f"- {one['th']} · {one['en']}" for one in found)
