"""Reads what was typed on the page as if it stood in a file: the same dates, digits and dangers."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO, StringIO

from producers.data_sets import DATA_SETS
from producers.files.reading import open_file
from producers.files.refusing import FileRefusedError
from producers.files.sheets import Line as FileLine
from producers.files.sheets import Profile
from producers.receipts import refused
from producers.schema_fields import own_number
from producers.uploads.lines import Line, Standing, Upload
from producers.uploads.mending import standing_in
from schemas.refusals import refusal


def retyped(upload: Upload) -> Upload:
    """Read the lines that were mended and not looked at since; what can't be read is told at its cell."""
    places = [at for at in standing_in(upload, Standing.UNCHECKED) if upload.lines[at].before]
    if not places:
        return upload
    lines = list(upload.lines)
    for at, read in zip(places, _read(upload.topic, [lines[at] for at in places]), strict=True):
        lines[at] = read
    return replace(upload, lines=tuple(lines))


def read_typed(topic: str, line: Line) -> Line:
    """Read one line that was typed whole."""
    return _read(topic, [line])[0]


def _read(topic: str, lines: Sequence[Line]) -> list[Line]:
    columns = sorted({own_number(topic), "revision", *(name for line in lines for name in line.cells)})
    try:
        with open_file(BytesIO(_written(columns, lines)), Profile(topic)) as file:
            found = {line.number - 2: line for line in file.lines()}
    except FileRefusedError:
        return [_unreadable(topic, line) for line in lines]
    return [_taken(topic, line, found.get(at)) for at, line in enumerate(lines)]


def _written(columns: Sequence[str], lines: Sequence[Line]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for line in lines:
        writer.writerow([" ".join(line.cells.get(name, "").split()) for name in columns])
    return text.getvalue().encode(errors="replace")


def _taken(topic: str, line: Line, read: FileLine | None) -> Line:
    if read is None:
        return line
    cells = {name: text for name, text in read.values.items() if text or name in line.cells}
    if read.problem is None:
        return replace(line, cells=cells)
    example = DATA_SETS[topic].columns.get(read.problem.field, "")
    return replace(line, cells=cells, verdict=refused(read.problem, example))


def _unreadable(topic: str, line: Line) -> Line:
    return replace(line, verdict=refused(refusal("NOT_ENCODABLE", own_number(topic))))
