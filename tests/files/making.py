"""Makes files as sources write them, and reads them back."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from producers.column_titles import title
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.files.checking import checked
from producers.files.reading import open_file
from producers.files.sheets import Era, Line, Profile
from producers.receipts import Refused
from schemas.topics import STUDENT
from tests.producers.rows import ROWS

ENVELOPE = ("revision", "changed_at", "deleted")
AS_OF = "ข้อมูล ณ วันที่ 20 พฤศจิกายน 2569"


def row(topic: str = STUDENT, **changed: str) -> dict[str, str]:
    """Give a right row without what a platform's own register adds."""
    return {name: text for name, text in {**ROWS[topic], **changed}.items() if name not in ENVELOPE}


def headed(topic: str, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Put Thai headings over rows."""
    columns = list(rows[0])
    return [[title(topic, column)[0] for column in columns], *([one[column] for column in columns] for one in rows)]


def csv_bytes(table: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Write a CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode(encoding)


def xlsx_bytes(*tables: Sequence[Sequence[Any]]) -> bytes:
    """Write a workbook of one sheet per table."""
    book, out = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for number, table in enumerate(tables, 1):
        sheet = book.create_sheet(f"Sheet{number}")
        for cells in table:
            sheet.append(list(cells))
    book.save(out)
    return out.getvalue()


def written(folder: Path, content: bytes, name: str = "file") -> Path:
    """Put a file into a folder."""
    path = folder / name
    path.write_bytes(content)
    return path


def lines(content: bytes, topic: str = STUDENT, era: Era = Era.BUDDHIST, **profile: Any) -> list[Line]:
    """Read a file's lines."""
    with open_file(io.BytesIO(content), Profile(topic, era, **profile)) as file:
        return list(file.lines())


def answers(content: bytes, topic: str = STUDENT, era: Era = Era.BUDDHIST, **profile: Any) -> list[Refused | None]:
    """Check a file's lines."""
    return [checked(DATA_SETS[topic], line) for line in lines(content, topic, era, **profile)]


def codes(found: Sequence[Refused | None]) -> list[tuple[str, str] | None]:
    """Give code and column of each refusal."""
    return [None if one is None else (one.code, one.field) for one in found]


def data(content: bytes, topic: str = STUDENT, era: Era = Era.BUDDHIST) -> Mapping[str, Any]:
    """Give what the first line of a file becomes."""
    (line, *_) = lines(content, topic, era)
    read = DATA_SETS[topic].read({"revision": "1", "changed_at": "23/11/2569 09:00:00", **line.values})
    assert read.data is not None
    return {**read.data, "person": read.person}


def bare(values: Row) -> dict[str, str]:
    """Leave blanks out."""
    return {name: text.strip() for name, text in values.items() if text.strip()}
