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
        self._gaps = _gaps(layout.fields, layout.length, len(layout.kind or ""))

    def position(self) -> int:
        """Say how many bytes were read so far."""
        return self._stream.tell()

    def header(self) -> dict[str, str]:
        """Give what the header says, nothing where the layout has none."""
        for _, line in self._lines():
            if self._layout.header_kind and line.startswith(self._layout.header_kind):
                return {one.column: line[one.start : one.end] for one in self._layout.header}
            break
        return {}

    def rows(self) -> Iterator[Numbered]:
        """Give each record's cells in the layout's order; FileRefusedError where a line is not as the layout says."""
        layout, count = self._layout, 0
        fields = [(one.start, one.end) for one in layout.fields]
        for number, line in self._lines():
            if number == 1 and layout.header_kind and line.startswith(layout.header_kind):
                continue
            if layout.trailer_kind and line.startswith(layout.trailer_kind):
                self._hold_to(line, number, count)
                continue
            if layout.kind and not line.startswith(layout.kind):
                raise FileRefusedError("NOT_IN_LAYOUT", line=number)
            for start, end in self._gaps:
                if line[start:end].strip():
                    raise FileRefusedError("NOT_IN_LAYOUT", line=number)
            count += 1
            yield number, [line[start:end].strip() for start, end in fields]

    def _hold_to(self, line: str, number: int, count: int) -> None:
        """Hold the trailer's count against the records there were: an extract cut short must not pass for complete."""
        for one in self._layout.trailer:
            said = line[one.start : one.end].strip()
            if one.column == COUNT and (not said.isdecimal() or int(said) != count):
                raise FileRefusedError("LAYOUT_LENGTH", line=number, length=count)

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Give each line that is not blank, of the layout's length; blanks at its end may be cut off."""
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


def _gaps(fields: tuple[Place, ...], length: int, begin: int) -> list[tuple[int, int]]:
    gaps, before = [], begin
    for one in sorted(fields, key=lambda field: field.start):
        if one.start > before:
            gaps.append((before, one.start))
        before = one.end
    if before < length:
        gaps.append((before, length))
    return gaps
