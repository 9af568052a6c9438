"""Writes rows and what became of them as a CSV file, in parts, so that any number of rows takes no more memory."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from producers.source_pages.facts import Before, Sent
from producers.source_pages.words import OUTCOMES, because, next_step
from schemas.dates import iso

# Excel takes a file for UTF-8 by this mark alone.
MARK: Final = "\ufeff"
PART_ROWS: Final = 1000
ROWS_MAX: Final = 1_000_000
HEADINGS: Final = (
    *("received_at", "data_set", "batch", "line", "outcome", "code", "field", "record", "way"),
    *("ผล", "เหตุผล", "สิ่งที่ควรทำ", "reason", "what_to_do"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
Part = Callable[[Before | None, int], Sequence[Sent]]


def lines(part: Part) -> Iterator[str]:
    """Give the file in parts; `part` gives so many rows before a row."""
    yield MARK + _written([HEADINGS])
    before: Before | None = None
    told = 0
    while told < ROWS_MAX:
        rows = part(before, PART_ROWS)
        if rows:
            yield _written([_row(one) for one in rows])
        if len(rows) < PART_ROWS:
            return
        before, told = Before(rows[-1].at_ms, rows[-1].number), told + len(rows)


def _row(one: Sent) -> tuple[str, ...]:
    th, en = because(one.topic, one.outcome, one.code, one.field)
    step_th, step_en = next_step(one.outcome, one.code)
    found = (
        iso(one.at_ms),
        one.topic,
        one.batch,
        str(one.line),
        one.outcome.value,
        one.code,
        one.field,
        one.record or "",
        "" if one.way is None else one.way.value,
        OUTCOMES[one.outcome][0],
        *(th, step_th, en, step_en),
    )
    return tuple(_plain(cell) for cell in found)


def _plain(cell: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _written(rows: Sequence[Sequence[str]]) -> str:
    into = io.StringIO()
    csv.writer(into).writerows(rows)
    return into.getvalue()
