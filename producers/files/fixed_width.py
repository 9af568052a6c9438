"""A fixed-width extract as rows of cells by its layout; whatever the layout does not name must be blank."""

import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from producers.files.first_look import CODECS
from producers.files.layout import Layout, Place
from producers.files.limits import Limits
from producers.files.refusing import FileRefusedError
from producers.files.text_table import Numbered

# How many records a trailer says there are.
COUNT: Final = "count"


class FixedWidth:
    """The records of one extract; can be gone through again and again."""

    def __init__(self, stream: BinaryIO, layout: Layout, limits: Limits) -> None:
        self._stream, self._layout, self._limits = stream, layout, limits
        whole = layout.length
        self._record = _gaps(layout.fields, whole, layout.kind)
        self._first = _gaps(layout.header, whole, layout.header_kind)
        self._last = _gaps(layout.trailer, whole, layout.trailer_kind)

    def header(self) -> dict[str, str]:
        """Give what the header says, nothing where the layout has none."""
        number, line = next(self._lines(), (0, ""))
        if not number or not self._layout.header_kind:
            return {}
        self._hold(line, number, self._layout.header_kind, self._first)
        return {one.column: line[one.start : one.end] for one in self._layout.header}

    def rows(self) -> Iterator[Numbered]:
        """Give each record's cells in the layout's order; FileRefusedError where a line is not as the layout says."""
        layout, count, ended = self._layout, 0, _ends_anywhere(self._layout)
        fields = [(one.start, one.end) for one in layout.fields]
        lines = self._lines()
        if layout.header_kind:
            number, line = next(lines, (1, ""))
            self._hold(line, number, layout.header_kind, self._first)
        number = 0
        for number, line in lines:
            if layout.trailer_kind and not ended and line.startswith(layout.trailer_kind):
                self._hold(line, number, layout.trailer_kind, self._last)
                self._hold_count(line, number, count)
                ended = True
                continue
            self._hold(line, number, layout.kind or "", self._record)
            count += 1
            yield number, [line[start:end].strip() for start, end in fields]
        if not ended:
            raise FileRefusedError("LAYOUT_LENGTH", line=number + 1, length=count)

    def _hold(self, line: str, number: int, kind: str, gaps: list[tuple[int, int]]) -> None:
        """Demand that a line begins with its kind and is blank where the layout names nothing."""
        if not line.startswith(kind) or any(line[start:end].strip() for start, end in gaps):
            raise FileRefusedError("NOT_IN_LAYOUT", line=number)

    def _hold_count(self, line: str, number: int, count: int) -> None:
        """Hold the trailer's count against the records there were: an extract cut short must not pass for complete."""
        for one in self._layout.trailer:
            said = line[one.start : one.end].strip()
            if one.column == COUNT and (not said.isdecimal() or int(said) != count):
                raise FileRefusedError("LAYOUT_LENGTH", line=number, length=count)

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Give each line that is not blank, as long as the layout says; blanks at its end may have been cut off."""
        self._stream.seek(0)
        text = io.TextIOWrapper(self._stream, CODECS[self._layout.encoding], errors="strict")
        try:
            for number, raw in enumerate(text, 1):
                line = raw.rstrip("\r\n\x1a")
                if not line.strip():
                    continue
                if len(line) > self._layout.length and line[self._layout.length :].strip():
                    raise FileRefusedError("LAYOUT_LENGTH", line=number, length=self._layout.length)
                yield number, line.ljust(self._layout.length)
        finally:
            text.detach()


def _ends_anywhere(layout: Layout) -> bool:
    """Say whether an extract may end without a trailer."""
    return layout.trailer_kind is None


def _gaps(fields: tuple[Place, ...], length: int, kind: str | None) -> list[tuple[int, int]]:
    gaps, before = [], len(kind or "")
    for one in sorted(fields, key=lambda field: field.start):
        if one.start > before:
            gaps.append((before, one.start))
        before = one.end
    if before < length:
        gaps.append((before, length))
    return gaps
