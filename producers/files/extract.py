"""Writes a fixed-width extract by its layout, as an agency's own program would."""

from collections.abc import Iterable, Iterator
from datetime import date

from producers.draft import Row
from producers.files.first_look import CODECS
from producers.files.fixed_width import COUNT
from producers.files.layout import Layout, Place
from schemas.dates import BUDDHIST_ERA_YEARS


def extract(layout: Layout, rows: Iterable[Row], as_of: date, *, complete: bool) -> Iterator[bytes]:
    """Give the extract's lines; ValueError for a value that is longer than its field, never cut."""
    count = 0
    said = {"as_of": f"{as_of:%d%m}{as_of.year + BUDDHIST_ERA_YEARS}", "coverage": "C" if complete else "D"}
    if layout.header_kind:
        yield _line(layout, layout.header_kind, layout.header, said)
    for row in rows:
        count += 1
        packed = {one.column: _packed(one, row.get(one.column, "").strip()) for one in layout.fields}
        yield _line(layout, layout.kind or "", layout.fields, packed)
    if layout.trailer_kind:
        yield _line(layout, layout.trailer_kind, layout.trailer, {COUNT: f"{count:09}"})


def _packed(place: Place, text: str) -> str:
    """Write a day or month, dd/mm/yyyy or mm/yyyy, without anything between its parts."""
    if not place.format or not text:
        return text
    parts = text.split("/")
    found = dict(zip("DMY" if len(parts) == 3 else "MY", parts, strict=True))
    widths = {letter: place.format.count(letter) for letter in found}
    padded = {letter: part.zfill(widths[letter])[-widths[letter] :] for letter, part in found.items()}
    order = sorted(padded, key=place.format.index)
    return "".join(padded[letter] for letter in order)


def _line(layout: Layout, kind: str, places: Iterable[Place], texts: Row) -> bytes:
    line = [*kind, *" " * (layout.length - len(kind))]
    for one in places:
        text = texts.get(one.column, "")
        if len(text) > one.length:
            raise ValueError(f"{one.column} is longer than {one.length}")
        line[one.start : one.start + len(text)] = text
    return "".join(line).rstrip(" ").encode(CODECS[layout.encoding]) + b"\r\n"
