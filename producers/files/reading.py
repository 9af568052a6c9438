"""Opens a register's file, whatever its kind, and gives its lines with every cell in the registers' own form."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from producers.columns import WHOLE_ROW, shown
from producers.files.cells import AS_THEY_ARE, Clean, cleaners
from producers.files.declaring import Said, in_header
from producers.files.first_look import look
from producers.files.fixed_width import FixedWidth
from producers.files.layout import Layout, layout
from producers.files.limits import DEFAULT, Limits
from producers.files.refusing import FileRefusedError
from producers.files.sheets import Heading, How, Line, Note, Profile, Sheet
from producers.files.tables import Table, known_columns, table
from producers.files.text_table import DELIMITERS, TextTable
from producers.files.workbook import Workbook
from schemas.refusals import Refusal, RefusedValueError, refusal

_SAMPLE: Final = 1_000
# Cells of a column that came before are not read anew, as far as they are few.
_REMEMBERED_MAX: Final = 2_000
_BETWEEN: Final = "\x1f"
# Begins with a plain sign, so that it is looked for as fast as one.
_ODD: Final = re.compile(r"\x1f\s*(?:[=@#+\-–—]|NULL\s*(?=\x1f|$))")
_BLANKS: Final = frozenset({"-", "--", "–", "—", "NULL"})
FORMULA: Final = re.compile(r"[=@]|[+-](?![0-9][0-9 ,.()/-]*$)")
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"})


def open_file(source: Path | BinaryIO, profile: Profile, limits: Limits = DEFAULT) -> "RegisterFile":
    """Open a file to be read; FileRefusedError says why not. To be closed, or used in a `with`."""
    ends = ExitStack()
    stream = ends.enter_context(source.open("rb")) if isinstance(source, Path) else source
    try:
        return RegisterFile(stream, profile, limits, ends)
    except BaseException:
        ends.close()
        raise


class RegisterFile:
    """One file, opened: what it is, its sheets, and its lines as often as they are wanted."""

    def __init__(self, stream: BinaryIO, profile: Profile, limits: Limits, ends: ExitStack) -> None:
        self.profile, self._stream, self._limits, self._ends = profile, stream, limits, ends
        self.layout: Layout | None = layout(profile.layout) if profile.layout else None
        seen = look(stream, limits, [self.layout.encoding] if self.layout else ("UTF-8", "cp874"))
        self.encoding, self.size, self.digest = seen.encoding, seen.size, seen.digest
        self.kind = "fixed" if self.layout else "xlsx" if seen.workbook else "csv"
        self.delimiter = ","
        self.passed_over: tuple[str, ...] = ()
        self._tables = self._opened(seen.workbook)
        if not self._tables:
            raise FileRefusedError("NO_HEADER", limit=limits.title_rows)
        self.sheets: tuple[Sheet, ...] = tuple(one.sheet for one in self._tables)
        self.said = Said()
        for one in self._tables:
            self.said = self.said.or_else(one.said)

    def _opened(self, workbook: bool) -> list[Table]:
        if self.layout:
            if workbook or self.layout.topic != self.profile.topic:
                raise FileRefusedError("BAD_LAYOUT", why=f"it is for a text of {self.layout.topic}")
            return [_extract(FixedWidth(self._stream, self.layout, self._limits), self.layout)]
        if workbook:
            book = Workbook(self._stream, self._limits)
            found = {name: table(name, partial(book.rows, name), self.profile, self._limits) for name in book.names}
            self.passed_over = tuple(name for name, one in found.items() if one is None)
            return [one for one in found.values() if one is not None]
        best: Table | None = None
        for delimiter in DELIMITERS:
            text = TextTable(self._stream, str(self.encoding), delimiter, self._limits)
            found_here = self._attempt(text)
            if known_columns(found_here) > known_columns(best):
                best, self.delimiter = found_here, delimiter
        return [best] if best else []

    def _attempt(self, text: TextTable) -> Table | None:
        """Look for headings set apart by one delimiter; a mark out of place matters with the file's own one only."""
        try:
            return table("", text.rows, self.profile, self._limits)
        except FileRefusedError:
            if text.delimiter != DELIMITERS[0]:
                return None
            raise

    def position(self) -> int:
        """Say how many bytes were read so far, of `size`; a workbook's stand for little."""
        return 0 if self.kind == "xlsx" else self._stream.tell()

    def lines(self) -> Iterator[Line]:
        """Give each line in order; FileRefusedError where the file can't be read any further."""
        for index, one in enumerate(self._tables):
            yield from _lines(index, one, self.profile, self.layout)

    def rows(self, sheet: int) -> Iterator[tuple[int, Sequence[str]]]:
        """Give each row of a sheet as it came, title rows and headings among them."""
        return self._tables[sheet].rows()

    def again(self) -> BinaryIO:
        """Give the file's bytes from their start."""
        self._stream.seek(0)
        return self._stream

    def close(self) -> None:
        """Let go of the file."""
        self._ends.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _extract(extract: FixedWidth, form: Layout) -> Table:
    headings = tuple(Heading(one.column, one.column, 1.0, How.NAME) for one in form.fields)
    as_of = next((one.format for one in form.header if one.column == "as_of"), None)
    return Table(Sheet("", 0, headings), extract.rows, in_header(extract.header(), form.era, as_of))


def _lines(index: int, one: Table, profile: Profile, form: Layout | None) -> Iterator[Line]:
    sheet = one.sheet
    places = [(at, _called(heading)) for at, heading in enumerate(sheet.headings) if heading.how is not How.IGNORED]
    names, width = [name for _, name in places], len(sheet.headings)
    picked = itemgetter(*(at for at, _ in places)) if len(places) > 1 else lambda cells: (cells[places[0][0]],)
    texts = [heading.text for heading in sheet.headings]
    unnamed = [at for at, heading in enumerate(sheet.headings) if not heading.text.strip()]
    sample = [(*cells, *[""] * (width - len(cells))) for _, cells in islice(_below(one), _SAMPLE)]
    samples = {name: [cells[at] for cells in sample] for at, name in places}
    reading = cleaners(profile, samples, form)
    cleaning = [(column, clean, clean in AS_THEY_ARE, dict[str, str]()) for column, clean in reading.items()]
    for number, row in _below(one):
        cells = row if len(row) >= width else [*row, *[""] * (width - len(row))]
        values = dict(zip(names, picked(cells), strict=True))
        joined = _BETWEEN.join(("", *values.values()))
        if not joined.strip("\x1f \t\r\n\xa0") or cells[:width] == texts:
            continue
        problem = _mended(values) if _ODD.search(joined) else None
        if (unnamed or len(cells) > width) and any(
            cells[at].strip() for at in (*unnamed, *range(width, len(cells)))
        ):  # under no heading
            problem = problem or refusal("NOT_IN_CLAUSE", WHOLE_ROW)
        notes, fault = _cleaned(values, cleaning)
        yield Line(index, number, values, problem or fault, notes, cells)


def _below(one: Table) -> Iterator[tuple[int, list[str]]]:
    return (row for row in one.rows() if row[0] > one.sheet.header_line)


def _called(heading: Heading) -> str:
    """Name a column; one that is none of the data set's keeps its heading, so that a filled cell of it is refused."""
    return heading.column or heading.text.strip() or WHOLE_ROW


def _cleaned(
    values: dict[str, str], cleaning: Sequence[tuple[str, Clean, bool, dict[str, str]]]
) -> tuple[tuple[Note, ...], Refusal | None]:
    notes: tuple[Note, ...] = ()
    problem = None
    for column, clean, digits_stay, before in cleaning:
        raw = values[column]
        if not raw or (digits_stay and raw.isdigit() and raw.isascii()):
            continue
        text = before.get(raw)
        if text is None:
            try:
                text = clean(raw.strip()) if not raw.isspace() else raw
            except RefusedValueError as why:
                problem = problem or refusal(why.code, column)
                continue
            if len(before) > _REMEMBERED_MAX:
                before.clear()
            before[raw] = text
        if text != raw:
            values[column] = text
            if text[:1] == "0" and text[1:] == raw.strip():
                notes = (Note.ZERO_RESTORED,)
    return notes, problem


def _mended(values: dict[str, str]) -> Refusal | None:
    """Blank what stands for nothing; give the first cell that holds a formula or a spreadsheet's error."""
    problem = None
    for column, raw in values.items():
        text = raw.strip()
        if text in _BLANKS:
            values[column] = ""
        elif FORMULA.match(text):
            problem = problem or refusal("FORMULA", shown(column))
        elif text in _ERRORS or (text and not text.strip("#")):
            problem = problem or refusal("CELL_ERROR", shown(column))
    return problem
