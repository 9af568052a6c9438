"""A row's receipt as a line of JSON, as the gateway answers and its clients read: one table for both sides."""

import json
from collections.abc import Mapping
from typing import Any, Final

from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain

ACCEPTED: Final = "ACCEPTED"
REFUSED: Final = "REFUSED"
TRY_AGAIN: Final = "TRY_AGAIN"
DROPPED: Final = "DROPPED"
# The answer to a check: nothing stands against the row, and nothing was published.
VALID: Final = "VALID"
# What a partition's offset is while nothing stands there.
NOT_PUBLISHED: Final = -1
# Why a row must come again, in Thai and in English; a broker's own code falls under the last.
REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "POPULATION_NOT_KNOWN": (
        "ยังไม่ทราบว่าบุคคลนี้อยู่ในทะเบียนนักศึกษาหรือไม่ โปรดส่งใหม่",
        "whether the person is in the register of students can't be told now; send the row again",
    ),
    "ERASURES_NOT_KNOWN": (
        "ยังไม่ทราบว่าข้อมูลของบุคคลนี้ถูกลบหรือไม่ โปรดส่งใหม่",
        "whether the person's data were erased can't be told now; send the row again",
    ),
    "KEYS_NOT_AVAILABLE": (
        "ระบบกุญแจยังไม่ตอบ โปรดส่งใหม่",
        "the key service does not answer now; send the row again",
    ),
    "": ("ยังบันทึกไม่ได้ในขณะนี้ โปรดส่งใหม่", "it could not be recorded now; send the row again"),
}


def facts(row: int, receipt: Receipt) -> dict[str, Any]:
    """Give what is said of a row, which counts from 1 within its request."""
    match receipt:
        case Accepted(topic, partition, offset):
            if offset == NOT_PUBLISHED:
                return {"row": row, "outcome": VALID}
            return {"row": row, "outcome": ACCEPTED, "topic": topic, "partition": partition, "offset": offset}
        case Refused():
            told = {"row": row, "outcome": REFUSED, "code": receipt.code, "field": receipt.field}
            return told | {"rule": {"th": receipt.th, "en": receipt.en}, "example": receipt.example}
        case TryAgain(because):
            th, en = REASONS.get(because, REASONS[""])
            return {"row": row, "outcome": TRY_AGAIN, "because": because, "rule": {"th": th, "en": en}}
        case NotVocational():
            return {"row": row, "outcome": DROPPED}


def line(row: int, receipt: Receipt) -> str:
    """Write a row's receipt as one line of JSON without its end."""
    if isinstance(receipt, Accepted) and receipt.offset != NOT_PUBLISHED:
        # Most are accepted: written out by hand, a tenth of the time. No part of it can hold what JSON must escape.
        return (
            f'{{"row":{row},"outcome":"ACCEPTED","topic":"{receipt.topic}",'
            f'"partition":{receipt.partition},"offset":{receipt.offset}}}'
        )
    return json.dumps(facts(row, receipt), ensure_ascii=False, separators=(",", ":"))


def read(text: str | bytes) -> tuple[int, Receipt]:
    """Read a line back; a valid row of a check comes as accepted nowhere. ValueError when it is no receipt."""
    return receipt_of(json.loads(text))


def receipt_of(told: Mapping[str, Any]) -> tuple[int, Receipt]:
    """Give a row's number and its receipt; ValueError when it is no receipt."""
    try:
        row = int(told["row"])
        match told["outcome"]:
            case "ACCEPTED":
                return row, Accepted(told["topic"], told["partition"], told["offset"])
            case "VALID":
                return row, Accepted("", 0, NOT_PUBLISHED)
            case "REFUSED":
                rule = told["rule"]
                return row, Refused(told["code"], told["field"], rule["th"], rule["en"], told["example"])
            case "TRY_AGAIN":
                return row, TryAgain(told["because"])
            case "DROPPED":
                return row, NotVocational()
            case _:
                raise ValueError("a receipt's outcome is one of five words")
    except (KeyError, TypeError) as why:
        raise ValueError("this is no receipt") from why
