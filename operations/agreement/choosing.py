"""Which agreement a command speaks of, and why that one."""

from collections.abc import Mapping
from typing import NamedTuple

from schemas.agreement import DEMONSTRATION, Agreement


class Chosen(NamedTuple):
    """An agreement, and why it was chosen, in Thai and English; nothing where somebody named it."""

    agreement: Agreement
    th: str = ""
    en: str = ""


def choose(agreements: Mapping[str, Agreement], named: str | None, in_environment: str | None) -> Chosen:
    """Take the one named, else the environment's, else the demonstration, since the memorandum's own term is over.

    KeyError when there is none of that name.
    """
    name = named or in_environment
    if name:
        return Chosen(agreements[name])
    return Chosen(
        agreements[DEMONSTRATION.name],
        f"ไม่ได้ระบุข้อตกลง จึงใช้ {DEMONSTRATION.name}: {DEMONSTRATION.title_th} เพราะบันทึกข้อตกลงเดิมสิ้นสุดแล้ว",
        f"No agreement was named (--agreement, SAPHAN_AGREEMENT), so this speaks of {DEMONSTRATION.name}:"
        f" {DEMONSTRATION.title_en}; the memorandum's own term is over.",
    )
