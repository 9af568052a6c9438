"""What the OpenAPI document says of the addresses that edges at home ask."""

from typing import Any, Final

from producers.gateway.describing import problems, written_out
from producers.premises.questions import (
    AgainAnswer,
    ErasedAnswer,
    ErasedQuestion,
    Message,
    PopulationAnswer,
    PopulationQuestion,
)


def _described(summary: str, text: str, question: type[Message] | None, answer: type[Message]) -> dict[str, Any]:
    content = {"application/json": {"schema": written_out(answer)}}
    statuses = (400, 401, 429) if question is None else (400, 401, 403, 408, 413, 415, 429)
    described: dict[str, Any] = {
        "summary": summary,
        "description": text,
        "security": [{"key": []}],
        "responses": {"200": {"description": "คำตอบ — the answer", "content": content}, **problems(*statuses)},
    }
    if question is not None:
        asked = {"application/json": {"schema": written_out(question)}}
        described["requestBody"] = {"required": True, "content": asked}
    return described


POPULATION: Final = _described(
    "ใครอยู่ในทะเบียนอาชีวศึกษา — who is in OVEC's population",
    "For an agency's edge at home, up to a thousand pseudonyms at once (clauses 3.2.1(2), (3)). `yes`: send the row. "
    "`no`: drop it unread. `not_known`: drop nothing, ask again. Nothing of the question is kept.",
    PopulationQuestion,
    PopulationAnswer,
)
ERASED: Final = _described(
    "ใครถูกลบเมื่อใด — who was erased, and when",
    "Per pseudonym the moment (ms since 1970) up to which the person, or this data set of theirs, was erased; 0 for "
    "never, null where it can't be told now: ask again.",
    ErasedQuestion,
    ErasedAnswer,
)
AGAIN: Final = _described(
    "รายการที่ต้องส่งใหม่เพราะเข้าเรียนภายหลัง — what to send again, since its people enrolled later",
    "Records sent to this gateway and dropped unread whose people are in the population by now; follow `after` to the "
    "last page. Rows that an edge at home dropped never came here: `saphan edge again` lists them there.",
    None,
    AgainAnswer,
)
