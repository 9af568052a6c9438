"""What each reason code of a dead letter means and what to do about it, in Thai and English."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Meaning:
    """One code in plain words, and the next step."""

    th: str
    en: str
    step_th: str
    step_en: str


ASK_TH: Final = "แจ้งหน่วยงานต้นทางให้ส่งรายการนี้ใหม่"
ASK_EN: Final = "Ask the source to send the record again."
SCHEMA_TH: Final = "ตรวจว่าหน่วยงานต้นทางใช้แบบข้อมูลที่ตกลงกัน แล้วส่งใหม่"
SCHEMA_EN: Final = "Check that the source uses the agreed schema, then have it sent again."

UNKNOWN: Final = Meaning("ไม่ทราบสาเหตุ", "Unknown reason", "แจ้งผู้ดูแลระบบ", "Tell the platform's maintainers.")
MEANINGS: Final = {
    "TOO_LARGE": Meaning("ข้อมูลใหญ่เกิน 256 KiB", "Larger than 256 KiB", ASK_TH, ASK_EN),
    "BAD_MAGIC": Meaning("ไม่ใช่รูปแบบข้อมูลของสะพาน", "Not framed as agreed", SCHEMA_TH, SCHEMA_EN),
    "UNKNOWN_SCHEMA": Meaning("ไม่รู้จักรุ่นของแบบข้อมูล", "Unknown schema id", SCHEMA_TH, SCHEMA_EN),
    "TRUNCATED": Meaning("ข้อมูลขาดตอน", "Cut off", ASK_TH, ASK_EN),
    "TRAILING_BYTES": Meaning("มีข้อมูลเกินท้ายรายการ", "Bytes after the end", SCHEMA_TH, SCHEMA_EN),
    "UNDECODABLE": Meaning("อ่านข้อมูลไม่ได้", "Can't be decoded", SCHEMA_TH, SCHEMA_EN),
    "NOT_CANONICAL": Meaning("เข้ารหัสไม่ตรงแบบ", "Not encoded canonically", SCHEMA_TH, SCHEMA_EN),
    "BAD_VERSION": Meaning("เลขรุ่นของรายการไม่ถูกต้อง", "Impossible version", SCHEMA_TH, SCHEMA_EN),
    "BAD_OPERATION": Meaning("ไม่รู้จักคำสั่งของรายการ", "Unknown operation", SCHEMA_TH, SCHEMA_EN),
    "DATA_AND_OPERATION_DIFFER": Meaning("คำสั่งกับข้อมูลขัดกัน", "Data and operation differ", SCHEMA_TH, SCHEMA_EN),
    "BAD_KEY": Meaning("คีย์ไม่ตรงรูปแบบ", "Key is not of the agreed shape", SCHEMA_TH, SCHEMA_EN),
    "WRONG_PARTITION": Meaning("อยู่ผิดส่วน", "In the wrong partition", SCHEMA_TH, SCHEMA_EN),
    "NULL_VALUE": Meaning("ลบโดยไม่มีคำสั่งลบข้อมูลบุคคล", "A tombstone without an erasure", ASK_TH, ASK_EN),
}


def meaning(code: str) -> Meaning:
    """Say what a code means; a code this version does not know is said to be unknown, never hidden."""
    return MEANINGS.get(code, UNKNOWN)
