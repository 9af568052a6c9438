"""Reads one row from a line of JSON, from a member of a JSON body, or from a record of CSV: text by column, bounded."""

import csv
from collections.abc import Mapping, Sequence
from typing import Final

from pydantic_core import from_json

from producers.columns import WHOLE_ROW, shown
from producers.draft import Row
from producers.gateway.problems import ProblemError
from producers.receipts import Refused, refused
from schemas.refusals import refusal

COLUMNS_MAX: Final = 500
NUMBER_MAX: Final = 10**18
NOT_A_ROW: Final = refused(refusal("NOT_A_ROW", WHOLE_ROW))
TOO_LARGE: Final = refused(refusal("TOO_LARGE", WHOLE_ROW))
Read = Row | Refused


def json_line(line: bytes) -> Read:
    """Read a line of JSON Lines: an object of text by column."""
    try:
        # Values are not kept in the parser's cache: they may be about a person.
        return row_of(from_json(line, cache_strings="keys"))
    except ValueError:
        return NOT_A_ROW


def json_body(body: bytes) -> list[object]:
    """Read a JSON body's rows; ProblemError when it is not JSON, or holds no list of rows."""
    try:
        found = from_json(body, cache_strings="keys")
    except ValueError:
        raise ProblemError("NOT_JSON") from None
    rows = found.get("rows") if isinstance(found, dict) and found.keys() == {"rows"} else found
    if not isinstance(rows, list):
        raise ProblemError("NOT_ROWS")
    return rows


def row_of(found: object) -> Read:
    """Take an object as a row: text as it is, whole numbers as text, nothing for null; else it is refused."""
    if not isinstance(found, dict):
        return NOT_A_ROW
    if len(found) > COLUMNS_MAX:
        return TOO_LARGE
    for value in found.values():
        if type(value) is not str:
            return _as_text(found)
    return found


def _as_text(found: Mapping[str, object]) -> Read:
    row: dict[str, str] = {}
    for name, value in found.items():
        match value:
            case str():
                row[name] = value
            case bool():
                return refused(refusal("NOT_ENCODABLE", shown(name)))
            case int() if abs(value) < NUMBER_MAX:
                row[name] = str(value)
            case None:
                row[name] = ""
            case _:
                return refused(refusal("NOT_ENCODABLE", shown(name)))
    return row


def csv_header(record: bytes, charset: str) -> tuple[str, ...]:
    """Read the columns' names; ProblemError when they are not text, too many, empty or doubled."""
    try:
        names = tuple(name.strip() for name in _cells(record, charset))
    except (ValueError, csv.Error):
        raise ProblemError("NOT_A_HEADER") from None
    if not all(names) or len(set(names)) != len(names) or not 0 < len(names) <= COLUMNS_MAX:
        raise ProblemError("NOT_A_HEADER")
    return names


def csv_record(record: bytes, charset: str, header: Sequence[str]) -> Read:
    """Read a record of CSV, which has as many cells as its header."""
    try:
        cells = _cells(record, charset)
    except (ValueError, csv.Error):
        return NOT_A_ROW
    return dict(zip(header, cells, strict=True)) if len(cells) == len(header) else NOT_A_ROW


def _cells(record: bytes, charset: str) -> list[str]:
    return next(csv.reader([record.decode(charset).rstrip("\r")], strict=True), [])
