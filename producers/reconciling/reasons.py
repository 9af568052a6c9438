"""Why one side holds a record and the other does not, as words both sides know."""

from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """What became of a record that the source holds and Saphan does not list."""

    MISSING = "missing"
    HELD = "held"
    OTHER_VERSION = "other version"
    DELETED = "deleted"
    UNREADABLE = "unreadable"
    ERASED = "erased"
    OUTSIDE = "outside"
    NOT_KNOWN = "not known"


# Right as it is: not part of what is compared, or there after all.
SET_ASIDE: Final = frozenset({Why.HELD, Why.ERASED, Why.OUTSIDE})
SENTENCES: Final[dict[Why, tuple[str, str]]] = {
    Why.MISSING: ("สะพานไม่มีระเบียนนี้ โปรดส่งอีกครั้ง", "Saphan does not hold it: send it again"),
    Why.HELD: ("สะพานมีระเบียนนี้แล้ว", "Saphan holds it after all"),
    Why.OTHER_VERSION: ("สะพานมีระเบียนนี้เป็นรุ่นอื่น", "Saphan holds another version of it"),
    Why.DELETED: (
        "ระเบียนนี้ถูกลบด้วยรุ่นที่ใหม่กว่า หากยังมีอยู่ โปรดส่งด้วยรุ่นที่สูงขึ้น",
        "it was deleted by a newer version: if it stands, send it with a higher one",
    ),
    Why.UNREADABLE: (
        "รับไว้แล้วแต่อ่านไม่ได้ ผู้ดูแลระบบเห็นในรายการที่ตกค้าง",
        "it was taken but can't be read: operators see it among the dead letters",
    ),
    Why.ERASED: ("บุคคลนี้ถูกลบข้อมูลตามสิทธิแล้ว", "its person was erased"),
    Why.OUTSIDE: ("บุคคลนี้ไม่อยู่ในทะเบียนอาชีวศึกษา", "its person is not in OVEC's register"),
    Why.NOT_KNOWN: ("ยังบอกไม่ได้ในขณะนี้ โปรดถามอีกครั้ง", "it can't be told now: ask again"),
}
