"""What may be done to an upload: mending cells, leaving lines out, noting verdicts; each gives a new upload."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from producers.receipts import Accepted
from producers.uploads.lines import Line, Standing, Upload, Verdict

# What was typed on the page: by the line's place in the upload, the new text of its columns.
Changes = Mapping[int, Mapping[str, str]]


def mended(upload: Upload, changes: Changes) -> Upload:
    """Put new text into cells; a line that arrived stays as it arrived, and one that changed is to be asked about."""
    lines = list(upload.lines)
    for at, cells in changes.items():
        if 0 <= at < len(lines):
            lines[at] = _mended(lines[at], cells)
    return replace(upload, lines=tuple(lines))


def _mended(line: Line, typed: Mapping[str, str]) -> Line:
    changed = {name: text.strip() for name, text in typed.items() if text.strip() != line.cells.get(name, "").strip()}
    if not changed or isinstance(line.verdict, Accepted):
        return line
    first = {name: line.cells.get(name, "") for name in changed if name not in line.before}
    cells, before = {**line.cells, **changed}, {**line.before, **first}
    # What was put back to what stood there is not mended any more.
    back = {name for name, text in before.items() if text.strip() == cells[name].strip()}
    return replace(line, cells=cells, before={n: t for n, t in before.items() if n not in back}, verdict=None)


def left_out(upload: Upload, asked: Mapping[int, bool]) -> Upload:
    """Leave lines out of what is sent, or take them in again."""
    lines = list(upload.lines)
    for at, out in asked.items():
        if 0 <= at < len(lines) and not isinstance(lines[at].verdict, Accepted):
            lines[at] = replace(lines[at], left_out=out)
    return replace(upload, lines=tuple(lines))


def told(upload: Upload, verdicts: Mapping[int, Verdict]) -> Upload:
    """Note what the gateway said of lines."""
    lines = tuple(replace(line, verdict=verdicts.get(at, line.verdict)) for at, line in enumerate(upload.lines))
    return replace(upload, lines=lines)


def standing_in(upload: Upload, *wanted: Standing) -> list[int]:
    """List the places of the lines that stand so."""
    return [at for at, line in enumerate(upload.lines) if line.standing in wanted]


def counts(upload: Upload) -> dict[Standing, int]:
    """Count the lines by where they stand."""
    found = dict.fromkeys(Standing, 0)
    for line in upload.lines:
        found[line.standing] += 1
    return found


def rows(upload: Upload, places: Collection[int], filled_in: Mapping[str, str]) -> Sequence[Mapping[str, str]]:
    """Give the rows of some lines as the gateway takes them; what the file does not say is filled in."""
    return [{**filled_in, **{name: text for name, text in upload.lines[at].cells.items() if text}} for at in places]
