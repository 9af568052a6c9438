"""What concerns a whole request is answered as a problem (RFC 9457), in Thai and in English."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from starlette.responses import Response

MEDIA_TYPE: Final = "application/problem+json"


class Kind(NamedTuple):
    """A kind of problem: its status and what it says; never data."""

    status: int
    th: str
    en: str


PROBLEMS: Final[Mapping[str, Kind]] = {
    "NOT_JSON": Kind(400, "เนื้อความไม่ใช่ JSON", "The body is not JSON."),
    "NOT_ROWS": Kind(
        400,
        'เนื้อความ JSON ต้องเป็นรายการของแถว หรือ {"rows": [แถว]}',
        'A JSON body is an array of rows, or {"rows": [row]}.',
    ),
    "NOT_A_HEADER": Kind(
        400,
        "บรรทัดแรกของ CSV ต้องเป็นชื่อคอลัมน์ ไม่ซ้ำกัน",
        "The first line of CSV names the columns, each once.",
    ),
    "NOT_ASKED_RIGHT": Kind(400, "คำขอมีค่าที่ใช้ไม่ได้", "The request has a value that can't be taken."),
    "NOT_IN_LOG": Kind(
        400,
        "มีแถวที่อ้างถึงที่ในบันทึกซึ่งยังไม่มีข้อมูลอยู่",
        "A row names a place in the log where nothing stands yet.",
    ),
    "NO_KEY": Kind(401, "ต้องมีกุญแจที่ใช้ได้ของแหล่งข้อมูล", "A source's valid key is needed (authorization: Bearer …)."),
    "NOT_YOUR_DATA_SET": Kind(403, "กุญแจนี้ใช้กับข้อมูลชุดนี้ไม่ได้", "This key is not for this data set."),
    "NOT_YOUR_PART": Kind(403, "กุญแจนี้ใช้กับส่วนนี้ไม่ได้", "This key is not for this part of the data set."),
    "WITHHELD": Kind(
        403,
        "ข้อตกลงไม่ให้หน่วยงานนี้ส่งข้อมูลชุดนี้ในวันนี้",
        "The agreement does not let this agency give this data set today.",
    ),
    "NO_SUCH_DATA_SET": Kind(404, "ไม่มีข้อมูลชุดนี้", "There is no such data set."),
    "NOT_FOUND": Kind(404, "ไม่มีที่อยู่นี้", "There is no such address."),
    "NO_SUCH_METHOD": Kind(405, "ที่อยู่นี้ไม่รับวิธีนี้", "This address does not take this method."),
    "TOO_SLOW": Kind(408, "ไม่มีข้อมูลเข้ามานานเกินไป", "Nothing came in for too long."),
    "BODY_TOO_LARGE": Kind(
        413,
        "เนื้อความใหญ่เกินไป โปรดแบ่งส่ง หรือส่งเป็น JSON Lines",
        "The body is too large: send it in parts, or as JSON Lines.",
    ),
    "TOO_MANY_ROWS": Kind(
        413,
        "แถวมากเกินไปสำหรับ JSON โปรดแบ่งส่ง หรือส่งเป็น JSON Lines",
        "Too many rows for JSON: send them in parts, or as JSON Lines.",
    ),
    "LINE_TOO_LONG": Kind(413, "บรรทัดยาวเกินกว่าที่จะอ่านต่อได้", "A line is too long to read on."),
    "NOT_TAKEN": Kind(
        415,
        "รับเฉพาะ application/json, application/x-ndjson และ text/csv ที่ไม่บีบอัด",
        "Only application/json, application/x-ndjson and text/csv are taken, not compressed.",
    ),
    "TOO_FAST": Kind(429, "ส่งถี่เกินไป โปรดรอ", "Too much at once: wait."),
    "INTERNAL": Kind(500, "ระบบขัดข้อง", "Something failed here."),
    "BUSY": Kind(503, "มีคำขอรออยู่มาก โปรดรอ", "Many requests wait already: try again later."),
    "NOT_TOLD_NOW": Kind(503, "ยังตอบไม่ได้ในขณะนี้ โปรดรอ", "It can't be told now: ask again later."),
    "LOG_SLOW": Kind(503, "ระบบบันทึกยังไม่ตอบ โปรดรอ", "The log does not answer now: try again later."),
}
# By the status of a framework's own refusal.
BY_STATUS: Final[Mapping[int, str]] = {404: "NOT_FOUND", 405: "NO_SUCH_METHOD", 413: "BODY_TOO_LARGE"}


class ProblemError(Exception):
    """A whole request that can't be taken; `retry_after_seconds` says when it may come again."""

    def __init__(self, code: str, retry_after_seconds: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after_seconds = retry_after_seconds


def told(problem: ProblemError) -> dict[str, Any]:
    """Give a problem's members: the standard's own, its code, and the sentence in both languages."""
    kind = PROBLEMS[problem.code]
    found = {
        "type": f"urn:saphan:problem:{problem.code.lower().replace('_', '-')}",
        "title": kind.en,
        "status": kind.status,
        "code": problem.code,
        "detail": kind.en,
        "detail_th": kind.th,
    }
    wait = problem.retry_after_seconds
    return found if wait is None else found | {"retry_after_seconds": wait}


def answer(problem: ProblemError) -> Response:
    """Answer a request with its problem; the rest of its body is not waited for."""
    headers = {"cache-control": "no-store"}
    status = PROBLEMS[problem.code].status
    if problem.retry_after_seconds is not None:
        headers["retry-after"] = str(problem.retry_after_seconds)
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="saphan"'
    if status in (408, 413):
        headers["connection"] = "close"
    return Response(json.dumps(told(problem), ensure_ascii=False), status, headers, MEDIA_TYPE)
