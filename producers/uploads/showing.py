"""Makes of an upload what its page shows: cells with their problems, in words, under the names people know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from producers.column_people import CITIZENS, NAMES
from producers.column_titles import Title, title
from producers.columns import WHOLE_ROW
from producers.data_sets import DATA_SETS
from producers.receipts import Accepted, Refused, TryAgain
from producers.schema_fields import fields_of, own_number
from producers.uploads.choices import CLOSED_MAX, Choice, choices, several
from producers.uploads.lines import Line, Standing, Upload, Verdict
from producers.uploads.mending import counts, standing_in
from schemas.refusals import SENTENCES
from schemas.topics import BY_NAME

SHOWN_MAX: Final = 50
ENVELOPE: Final = frozenset({"revision", "changed_at", "deleted"})
# Where a row names no person, what else tells which one it is.
_CALLED: Final = ("position", "name", "course", "establishment_name", "employer_name", "place", "measure")
# A reason why a row could not be taken now, as somebody at the browser may be told it.
AGAIN: Final = (
    "ระบบยังรับไม่ได้ในขณะนี้ ข้อมูลไม่ได้ผิด กด “ส่ง” อีกครั้งในอีกสักครู่",
    "It could not be taken just now; nothing is wrong with it. Press “send” again in a while.",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is shown; `problem` is what is wrong with it, `before` what stood there before it was mended."""

    column: str
    title: Title
    text: str
    problem: Title | None
    example: str
    before: str | None
    offered: tuple[Choice, ...]
    closed: bool
    several: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as it is shown; `about` is a problem of the row as a whole, `needed` the cells to be looked at."""

    at: int
    sheet: str
    number: int
    own: str
    who: str
    standing: Standing
    left_out: bool
    receipt: str
    about: Title | None
    needed: tuple[Cell, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an upload's lines."""

    counts: Mapping[Standing, int]
    columns: tuple[tuple[str, Title], ...]
    own_title: Title
    shown: tuple[Shown, ...]
    number: int
    pages: int


@cache
def columns_of(topic: str) -> tuple[str, ...]:
    """List a data set's columns as people fill them: own number, who, then as the schema has them, then the rest."""
    known = DATA_SETS[topic].columns
    wanted = (own_number(topic), *CITIZENS.columns, *(field.column for field in fields_of(topic)), *known)
    return tuple(dict.fromkeys(name for name in wanted if name in known and name not in ENVELOPE))


def data_set_title(topic: str) -> Title:
    """Name a data set."""
    row = BY_NAME[topic]
    return (row.record_th, row.record_en)


def sentence(topic: str, refused: Refused) -> Title:
    """Say a refusal with the column's name as people know it."""
    named = title(topic, refused.field)
    if refused.code not in SENTENCES or refused.field == WHOLE_ROW:
        return (refused.th, refused.en)
    th, en = SENTENCES[refused.code]
    return (th.format(field=f"“{named[0]}”"), en.format(field=f"“{named[1]}”"))


def page(upload: Upload, wanted: Standing | None, number: int) -> Page:
    """Give one page of the lines that stand as wanted, or of all; one beyond the last is the last."""
    places = range(len(upload.lines)) if wanted is None else standing_in(upload, wanted)
    pages = max(1, -(-len(places) // SHOWN_MAX))
    number = min(max(1, number), pages)
    used = used_columns(upload)
    some = places[(number - 1) * SHOWN_MAX : number * SHOWN_MAX]
    shown = tuple(_shown(upload.topic, at, upload.lines[at], used) for at in some)
    columns = tuple((name, title(upload.topic, name)) for name in used)
    return Page(counts(upload), columns, title(upload.topic, own_number(upload.topic)), shown, number, pages)


def used_columns(upload: Upload) -> tuple[str, ...]:
    """List the columns that some line fills or lacks, in the register's order."""
    filled = {name for line in upload.lines for name, text in line.cells.items() if text}
    filled |= {line.verdict.field for line in upload.lines if isinstance(line.verdict, Refused)}
    known = columns_of(upload.topic)
    return tuple(name for name in known if name in filled)


def one(upload: Upload, at: int) -> Shown:
    """Give one line with every column its data set has, to be mended as a whole."""
    return _shown(upload.topic, at, upload.lines[at], columns_of(upload.topic))


def cell(topic: str, column: str, text: str, refused: Refused | None, before: str | None = None) -> Cell:
    """Make one cell, with what may stand in it."""
    bad = refused is not None and refused.field == column
    offered = choices(topic).get(column, ())
    more = column in several(topic)
    return Cell(
        column,
        title(topic, column),
        text,
        sentence(topic, refused) if refused and bad else None,
        refused.example if refused and bad else "",
        before,
        offered,
        closed=0 < len(offered) <= CLOSED_MAX and not more,
        several=more,
        hint=DATA_SETS[topic].columns.get(column, ""),
    )


def _shown(topic: str, at: int, line: Line, columns: Sequence[str]) -> Shown:
    refused = line.verdict if isinstance(line.verdict, Refused) else None
    cells = tuple(cell(topic, name, line.cells.get(name, ""), refused, line.before.get(name)) for name in columns)
    about = None
    if refused and not any(one.problem for one in cells):
        about = sentence(topic, refused)
    elif isinstance(line.verdict, TryAgain):
        about = AGAIN
    return Shown(
        at,
        line.sheet,
        line.number,
        line.cells.get(own_number(topic), ""),
        _who(line),
        line.standing,
        line.left_out,
        receipt(line.verdict),
        about,
        tuple(one for one in cells if one.problem),
        cells,
    )


def receipt(got: Verdict | None) -> str:
    """Write an accepted row's receipt: where its record stands in the log."""
    return f"{got.topic}/{got.partition}/{got.offset}" if isinstance(got, Accepted) else ""


def _who(line: Line) -> str:
    """Say whom or what a row is about, as its file does, so that it is found in a pile of paper."""
    name = " ".join(filter(None, (line.cells.get(part, "").strip() for part in NAMES)))
    return name or next(filter(None, (line.cells.get(column, "").strip() for column in _CALLED)), "")
