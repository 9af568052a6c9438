"""What the OpenAPI document says of the addresses that take rows, with examples."""

import json
from typing import Annotated, Any, Final

from fastapi import Path
from pydantic import BaseModel

from producers.data_sets import DATA_SETS
from producers.gateway.fields import example_row
from producers.gateway.problems import MEDIA_TYPE, PROBLEMS
from producers.topic_names import short
from schemas.topics import SKILL_TEST, STUDENT, VACANCY

_NAMES: Final = sorted({*DATA_SETS, *map(short, DATA_SETS)})
DataSetName = Annotated[
    str,
    Path(
        description="ชุดข้อมูล เช่น doe.vacancy หรือ doe.vacancy.v1 — the data set, by its topic's name or its short form.",
        json_schema_extra={"enum": _NAMES},
        examples=["doe.vacancy"],
    ),
]
_ROW: Final = {
    "type": "object",
    "description": "หนึ่งแถว: ข้อความตามชื่อคอลัมน์ — a row: text by column, as GET /v1/{dataset}/fields names them. "
    "Whole numbers are taken as text, null as blank.",
    "additionalProperties": {"type": ["string", "integer", "null"]},
}
_RULE: Final = {
    "type": "object",
    "required": ["th", "en"],
    "properties": {"th": {"type": "string"}, "en": {"type": "string"}},
}
_OUTCOMES: Final = ["ACCEPTED", "REFUSED", "TRY_AGAIN", "DROPPED", "VALID"]
RECEIPT: Final[dict[str, Any]] = {
    "type": "object",
    "description": "ใบรับของหนึ่งแถว — a row's receipt. ACCEPTED: where it stands in the log. REFUSED: code, column, "
    "rule, and an example of a right value. TRY_AGAIN: send the same row again later. DROPPED: about nobody in OVEC's "
    "register, dropped unread. VALID: the answer to a check.",
    "required": ["row", "outcome"],
    "properties": {
        "row": {"type": "integer", "minimum": 1},
        "outcome": {"enum": _OUTCOMES},
        "topic": {"type": "string"},
        "partition": {"type": "integer"},
        "offset": {"type": "integer"},
        "code": {"type": "string"},
        "field": {"type": "string"},
        "rule": _RULE,
        "example": {"type": "string"},
        "because": {"type": "string"},
    },
}
_ACCEPTED: Final = {"row": 1, "outcome": "ACCEPTED", "topic": VACANCY, "partition": 3, "offset": 1204}
_REFUSED: Final = {
    "row": 2,
    "outcome": "REFUSED",
    "code": "MISSING",
    "field": "position",
    "rule": {"th": "ไม่ได้กรอกช่อง position", "en": "position is missing"},
    "example": "ช่างไฟฟ้าภายในอาคาร",
}
_COUNT: Final = {"type": "integer", "minimum": 0}
ANSWER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["batch", "accepted", "refused", "try_again", "dropped", "receipts"],
    "properties": {
        "batch": {"type": "string"},
        **dict.fromkeys(("accepted", "refused", "try_again", "dropped"), _COUNT),
        "receipts": {"type": "array", "items": RECEIPT},
    },
}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "detail_th"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"enum": sorted(PROBLEMS)},
        "detail": {"type": "string"},
        "detail_th": {"type": "string"},
        "retry_after_seconds": {"type": "integer", "minimum": 1},
    },
}
_WAIT: Final = {
    "Retry-After": {"description": "Seconds until it may come again.", "schema": {"type": "string"}, "required": True}
}


def written_out(kind: type[BaseModel]) -> dict[str, Any]:
    """Describe a body; what is named within it is written out, since a part of a document can't refer to itself."""
    found = kind.model_json_schema()
    named = found.pop("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, list):
            return [resolved(one) for one in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return resolved(named[part["$ref"].rpartition("/")[2]])
        return {name: resolved(one) for name, one in part.items()}

    whole: dict[str, Any] = resolved(found)
    return whole


def problems(*statuses: int) -> dict[str, Any]:
    """Describe what a request may be refused with, by status."""
    found: dict[str, Any] = {}
    for status in statuses:
        kinds = {code: kind for code, kind in PROBLEMS.items() if kind.status == status}
        found[str(status)] = {
            "description": " ".join(kind.en for kind in kinds.values()),
            "content": {MEDIA_TYPE: {"schema": PROBLEM}},
        }
        if status in (429, 503):
            found[str(status)]["headers"] = _WAIT
    return found


def _examples(written: Any) -> dict[str, Any]:
    return {
        short(topic): {"summary": short(topic), "value": written(example_row(topic))}
        for topic in (VACANCY, STUDENT, SKILL_TEST)
    }


def _as_csv(row: dict[str, str]) -> str:
    return ",".join(row) + "\n" + ",".join(f'"{value}"' for value in row.values()) + "\n"


def _as_line(row: dict[str, str]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


_BODY: Final = {
    "required": True,
    "content": {
        "application/json": {
            # A row that is not as described has a receipt of its own; it does not make the whole body wrong.
            "schema": {
                "oneOf": [
                    {"type": "array", "items": _ROW, "description": "แถว — rows"},
                    {
                        "type": "object",
                        "required": ["rows"],
                        "additionalProperties": False,
                        "properties": {"rows": {"type": "array", "items": _ROW}},
                    },
                ]
            },
            "examples": _examples(lambda row: {"rows": [row]}),
        },
        "application/x-ndjson": {"schema": {"type": "string"}, "examples": _examples(_as_line)},
        "text/csv": {"schema": {"type": "string"}, "examples": _examples(_as_csv)},
    },
}


def _described(summary: str, text: str) -> dict[str, Any]:
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in (_ACCEPTED, _REFUSED)) + "\n"
    whole = {"batch": "9f2c…", "accepted": 1, "refused": 1, "try_again": 0, "dropped": 0}
    return {
        "summary": summary,
        "description": text,
        "security": [{"key": []}],
        "requestBody": _BODY,
        "responses": {
            "200": {
                "description": "ใบรับของแต่ละแถว ตามลำดับ — each row's receipt, in order: in one JSON answer to JSON, "
                "as JSON Lines, while rows still come in, to JSON Lines and CSV. Rows after the last receipt of a "
                "stream that broke off, or ended in a `problem`, are to be sent again: what was taken is not doubled.",
                "content": {
                    "application/json": {"schema": ANSWER, "example": whole | {"receipts": [_ACCEPTED, _REFUSED]}},
                    "application/x-ndjson": {"schema": {"type": "string"}, "example": lines},
                },
            },
            **problems(400, 401, 403, 404, 408, 413, 415, 429, 503),
        },
    }


RECORDS: Final = _described(
    "ส่งแถว — send rows",
    "รับ JSON, JSON Lines ยาวเท่าใดก็ได้ หรือ CSV แถวที่ถูกต้องถูกรับแม้แถวอื่นถูกปฏิเสธ ส่งซ้ำได้เสมอ\n\n"
    "Takes JSON, JSON Lines of any length, or CSV. Good rows flow though bad ones are refused. Safe to repeat: the "
    "same record and `revision` again get the same answer, and nothing is doubled. A client should read receipts while "
    "it still sends; one that sends all first may.",
)
CHECK: Final = _described(
    "ตรวจแถวโดยไม่ส่ง — check rows",
    "ตรวจทุกอย่างเหมือนการส่ง แต่ไม่บันทึก\n\nDoes all that sending does, but publishes and keeps nothing.",
)
