"""Says a source's facts in plain Thai and English: why a row was not taken, why one is not visible yet, what to do."""

from collections.abc import Iterable, Mapping
from typing import Final

from producers.arrivals.arrival import Outcome, Way
from producers.arrivals.telling import TOLD_WAYS
from producers.column_titles import title
from producers.columns import WHOLE_ROW
from producers.receipt_lines import REASONS
from producers.source_pages.facts import Reconciled, Sent
from producers.source_pages.timing import Keeping, Kept
from producers.source_pages.waiting import Why
from schemas.dates import count, short_date
from schemas.refusals import SENTENCES

Words = tuple[str, str]
BATCH_SHOWN: Final = 8
OUTCOMES: Final[Mapping[Outcome, Words]] = {
    Outcome.ACCEPTED: ("รับไว้", "accepted"),
    Outcome.REFUSED: ("ไม่รับ", "refused"),
    Outcome.TRY_AGAIN: ("ให้ส่งอีกครั้ง", "to be sent again"),
    Outcome.DROPPED: ("ไม่อ่าน ไม่เก็บ", "dropped unread"),
}
KINDS: Final[Mapping[Outcome, str]] = {
    Outcome.ACCEPTED: "good",
    Outcome.REFUSED: "bad",
    Outcome.TRY_AGAIN: "warn",
    Outcome.DROPPED: "plain",
}
DROPPED: Final[Words] = (
    "ผู้นี้ไม่อยู่ในทะเบียนนักเรียน นักศึกษาอาชีวศึกษา จึงไม่อ่านและไม่เก็บ (ข้อ 3.2.1) ไม่ต้องทำอะไร",
    "this person is in no register of vocational students, so nothing was read or kept (3.2.1); nothing to do",
)
SEND_AGAIN: Final[Words] = ("ส่งแถวเดิมอีกครั้งได้เลย ไม่เกิดซ้ำ", "send the same row again; nothing is doubled")
_MEND: Final[Words] = ("แก้ในทะเบียนของท่านแล้วส่งใหม่", "mend it in your register and send it again")
# Where mending the row would not help.
_INSTEAD: Final[Mapping[str, Words]] = {
    "AGREEMENT_NOT_IN_FORCE": ("รอจนมีข้อตกลงมีผลใช้บังคับ", "wait until an agreement is in force"),
    "NOT_IN_AGREEMENT": ("ชุดข้อมูลนี้ยังส่งไม่ได้ตามข้อตกลง", "this data set can't be sent under the agreement"),
    "NOT_IN_CLAUSE": ("ตัดช่องนี้ออกแล้วส่งใหม่", "leave this column out and send it again"),
    "ERASED": ("ไม่ต้องส่งแถวนี้อีก", "do not send this row again"),
    "VERSION_NOT_RISING": ("ไม่ต้องทำอะไร มีรุ่นที่ใหม่กว่าแล้ว", "nothing to do: a newer version stands"),
    "TWO_CONTENTS_ONE_VERSION": ("เพิ่มเลขครั้งที่แก้ไขแล้วส่งใหม่", "raise the revision and send it again"),
    "NOT_YOUR_TOPIC": ("ตรวจว่าเลือกชุดข้อมูลถูกต้อง", "see whether the right data set was chosen"),
}
WHYS: Final[Mapping[Why, Words]] = {
    Why.BEING_APPLIED: (
        "รับไว้แล้ว กำลังนำเข้าภาพรวม โดยปกติไม่เกินไม่กี่วินาที ไม่ต้องส่งซ้ำ",
        "accepted and being applied, which takes seconds as a rule; do not send it again",
    ),
    Why.SLOW: (
        "รับไว้แล้ว แต่นำเข้าช้ากว่าปกติ เป็นเรื่องของระบบ ผู้ดูแลระบบเห็นแล้ว ไม่ต้องส่งซ้ำ",
        "accepted, but applying is slow: the platform's trouble, which its operators see; do not send it again",
    ),
    Why.NOT_KNOWN: (
        "รับไว้แล้ว แต่ขณะนี้ยังถามไม่ได้ว่านำเข้าถึงไหน โปรดเปิดดูใหม่ภายหลัง ไม่ต้องส่งซ้ำ",
        "accepted, but how far it was applied can't be asked right now; look again later, and do not send it again",
    ),
    Why.PAUSED: (
        "เก็บไว้แบบปิดผนึก ยังไม่แสดงแก่ผู้ใด เพราะไม่มีข้อตกลงมีผลใช้บังคับ",
        "held sealed and shown to nobody, since no agreement is in force",
    ),
}
WAYS: Final[Mapping[Way, Words]] = {
    Way.GATEWAY: ("ผ่านเกตเวย์", "over the gateway"),
    Way.UPLOAD: ("หน้าอัปโหลด", "uploaded"),
    Way.SDK: ("โปรแกรมผ่านเกตเวย์", "by a program"),
    Way.EDGE: ("เอดจ์ที่หน่วยงาน", "your own edge"),
    Way.FILE: ("ไฟล์", "files"),
    Way.OUTBOX: ("เอาต์บ็อกซ์", "outbox"),
}
# Where a row sent past the gateway can be looked at by its line.
AT_HOME: Final[Mapping[Way, Words]] = {
    Way.EDGE: ("ดูเหตุผลในไฟล์คำตอบข้างไฟล์ที่ส่ง", "see why in the answers beside the file"),
    Way.FILE: ("ดูเหตุผลในไฟล์คำตอบข้างไฟล์ที่ส่ง", "see why in the answers beside the file"),
    Way.OUTBOX: ("ดูเหตุผลในคอลัมน์ refused ของตารางเอาต์บ็อกซ์", "see why in the outbox table, column refused"),
}
KEEPING: Final[Mapping[Keeping, tuple[Words, str]]] = {
    Keeping.KEPT: (("✓ ตามกำหนด", "✓ kept"), "good"),
    Keeping.LATE: (("! เลยกำหนด", "! late"), "warn"),
    Keeping.NEVER: (("ยังไม่เคยส่ง", "never sent"), "plain"),
    Keeping.NOT_COUNTED: (("ไม่นับวัน", "not counted"), "plain"),
}


def because(topic: str, outcome: Outcome, code: str, field: str) -> Words:
    """Say why a row was not taken, the column called by its name."""
    if outcome is Outcome.TRY_AGAIN:
        return REASONS.get(code, REASONS[""])
    if outcome is Outcome.DROPPED:
        return DROPPED
    if outcome is Outcome.ACCEPTED:
        return "", ""
    if code not in SENTENCES:
        return f"แถวนี้รับไว้ไม่ได้ ({code})", f"this row can't be taken ({code})"
    th, en = ("แถวนี้", "this row") if field in {"", WHOLE_ROW} else _column(topic, field)
    return SENTENCES[code][0].format_map(_Facts(field=th)), SENTENCES[code][1].format_map(_Facts(field=en))


class _Facts(dict[str, str]):
    """The facts of a sentence; the history keeps only the field, and no other."""

    def __missing__(self, _name: str) -> str:
        return "…"


def _column(topic: str, field: str) -> Words:
    th, en = title(topic, field)
    return (f"{th} ({field})", f"{en} ({field})") if th != field else (field, field)


def next_step(outcome: Outcome, code: str) -> Words:
    """Say what to do about a row that was not taken."""
    if outcome is Outcome.TRY_AGAIN:
        return SEND_AGAIN
    return _INSTEAD.get(code, _MEND) if outcome is Outcome.REFUSED else ("", "")


def timing(one: Kept) -> Words:
    """Say how a timing is kept: what was agreed, by when the next is due, and the silences before."""
    if one.last is None:
        return (
            f"กำหนดอย่างน้อยทุก {one.due_days} วัน" if one.due_days else "ไม่ได้กำหนดเป็นจำนวนวัน",
            f"agreed at least every {one.due_days} days" if one.due_days else "no number of days is agreed",
        )
    if one.due_days is None or one.next_by is None:
        return (
            f"ไม่ได้กำหนดเป็นจำนวนวัน ใน 12 เดือนเคยเว้นนานที่สุด {one.longest_days} วัน",
            f"no number of days is agreed; the longest silence in 12 months was {one.longest_days} days",
        )
    late_th = (
        f"ใน 12 เดือนช้า {one.late_times} ครั้ง นานที่สุด {one.longest_days} วัน" if one.late_times else "ใน 12 เดือนไม่เคยช้า"
    )
    late_en = (
        f"late {one.late_times} times in 12 months, at most {one.longest_days} days"
        if one.late_times
        else "never late in 12 months"
    )
    return (
        f"กำหนดอย่างน้อยทุก {one.due_days} วัน ครั้งต่อไปภายใน {short_date(one.next_by, 'th')} · {late_th}",
        f"agreed at least every {one.due_days} days, next by {short_date(one.next_by, 'en')} · {late_en}",
    )


def compared(one: Reconciled) -> Words:
    """Say how a comparison ended: equal, or how many records differ and on which side."""
    if one.equal:
        return f"ตรงกัน {count(one.count)} ระเบียน", f"equal, {count(one.count)} records"
    said = (
        (one.missing, "สะพานยังไม่มี", "missing at Saphan"),
        (one.extra, "มีเฉพาะที่สะพาน", "only at Saphan"),
        (one.different, "เนื้อหาต่างรุ่น", "of another version"),
    )
    return (
        " · ".join(f"{th} {count(number)} ระเบียน" for number, th, _ in said if number),
        " · ".join(f"{count(number)} {en}" for number, _, en in said if number),
    )


def place(one: Sent) -> Words:
    """Say where a row stood in what was sent: its batch, shortened, and its line; of an outbox its row's id."""
    if one.way is Way.OUTBOX:
        return f"เอาต์บ็อกซ์ · id {one.line}", f"outbox · id {one.line}"
    batch = one.batch[:BATCH_SHOWN]
    return f"{batch} · บรรทัด {one.line}", f"{batch} · line {one.line}"


def way(one: Sent) -> Words:
    """Say which way a row came in, and whether what became of it is the source's own word."""
    if one.way is None:
        return "", ""
    th, en = WAYS[one.way]
    return (f"{th} · ตามที่ท่านแจ้ง", f"{en} · by your own word") if one.way in TOLD_WAYS else (th, en)


def joined(words: Iterable[str]) -> str:
    """Join what is to be read one after the other."""
    return " · ".join(one for one in words if one)
