"""Why a steward decided as they did: the codes that are written down, each in Thai and English."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

Words = tuple[str, str]


class JoinReason(StrEnum):
    """Why two pseudonyms are one person."""

    NUMBER_CHANGED = "NUMBER_CHANGED"
    REGISTERED_TWICE = "REGISTERED_TWICE"
    CONFIRMED_BY_AGENCY = "CONFIRMED_BY_AGENCY"


class SplitReason(StrEnum):
    """Why two joined pseudonyms are two people after all."""

    NOT_THE_SAME_PERSON = "NOT_THE_SAME_PERSON"
    JOINED_BY_MISTAKE = "JOINED_BY_MISTAKE"
    CONFIRMED_BY_AGENCY = "CONFIRMED_BY_AGENCY"


class DismissReason(StrEnum):
    """Why nothing need be decided."""

    NOT_THE_SAME_PERSON = "NOT_THE_SAME_PERSON"
    BOTH_ARE_RIGHT = "BOTH_ARE_RIGHT"
    CORRECTED_AT_SOURCE = "CORRECTED_AT_SOURCE"
    CANNOT_BE_TOLD = "CANNOT_BE_TOLD"


WORDS: Final[Mapping[str, Words]] = {
    "NUMBER_CHANGED": ("เปลี่ยนเลขประจำตัว เช่น จากรหัส G เป็นเลขประชาชน", "the number changed, as from a G-code to a PIN"),
    "REGISTERED_TWICE": ("ลงทะเบียนซ้ำด้วยเลขที่พิมพ์ผิด", "registered twice, once under a mistyped number"),
    "CONFIRMED_BY_AGENCY": ("หน่วยงานเจ้าของข้อมูลยืนยันแล้ว", "confirmed by the agency that owns the records"),
    "NOT_THE_SAME_PERSON": ("เป็นคนละคน", "they are two people"),
    "JOINED_BY_MISTAKE": ("รวมผิด", "joined by mistake"),
    "BOTH_ARE_RIGHT": ("ถูกต้องทั้งคู่", "both are right"),
    "CORRECTED_AT_SOURCE": ("ต้นทางแก้ไขแล้ว", "corrected at its source"),
    "CANNOT_BE_TOLD": ("ข้อมูลไม่พอจะตัดสิน", "there is not enough to tell"),
}
