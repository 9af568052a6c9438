"""Rows as a client sends them, and receipts as it reads them."""

import json
from typing import Any

from producers import receipt_lines
from tests.producers.rows import VACANCY_ROW

LINES = "application/x-ndjson"
Row = dict[str, Any]


def vacancy(number: int, **changed: Any) -> Row:
    return {**VACANCY_ROW, "job_id": f"DOE-{number}", **changed}


def as_lines(rows: list[Any]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def as_csv(rows: list[Row]) -> str:
    cells = [list(rows[0]), *([str(row[name]) for name in rows[0]] for row in rows)]
    return "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in cells)


def receipts(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.text
    read = [receipt_lines.read(line) for line in answer.text.splitlines()]
    assert [row for row, _ in read] == list(range(1, len(read) + 1))
    return [receipt for _, receipt in read]
