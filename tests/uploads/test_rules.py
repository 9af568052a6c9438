"""The rules of an upload: what a mend changes, where a line stands, what a page shows, and how it is kept."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.receipts import Accepted, NotVocational, Refused, TryAgain
from producers.uploads.lines import READY, Ended, Heading, Line, Standing, Upload, Verdict
from producers.uploads.mending import counts, left_out, mended, rows, standing_in, told
from producers.uploads.showing import SHOWN_MAX, cell, one, page, sentence, used_columns
from producers.uploads.writing import from_plain, to_plain
from schemas.topics import STUDENT

WRONG = Refused("UNKNOWN_CODE", "status", "ไม่รู้จัก", "not known", "กำลังศึกษา")
PLACED = Accepted(STUDENT, 3, 17)
TEXTS = st.text(max_size=20)
VERDICTS = st.one_of(
    st.none(),
    st.just(READY),
    st.just(NotVocational()),
    st.builds(Accepted, TEXTS, st.integers(0, 9), st.integers(0, 2**40)),
    st.builds(Refused, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    st.builds(TryAgain, TEXTS),
)
CELLS = st.dictionaries(TEXTS, TEXTS, max_size=4)
LINES = st.builds(Line, TEXTS, st.integers(1, 9999), CELLS, CELLS, VERDICTS, st.booleans())
ENDED = st.one_of(
    st.none(), st.builds(Ended, st.integers(0, 9), st.integers(0, 9), st.one_of(st.none(), st.integers(1)))
)
UPLOADS = st.builds(
    Upload,
    TEXTS,
    TEXTS,
    st.integers(0, 2**41),
    st.booleans(),
    st.lists(st.builds(Heading, TEXTS, TEXTS, st.one_of(st.none(), TEXTS), TEXTS), max_size=3).map(tuple),
    st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    st.lists(LINES, max_size=4).map(tuple),
    ENDED,
)


def upload(*lines: Line) -> Upload:
    return Upload(STUDENT, "students.xlsx", 0, complete=False, headings=(), said=(), lines=lines)


def line(verdict: Verdict | None = None, **cells: str) -> Line:
    return Line("", 5, {"student_id": "66301040001", **cells}, {}, verdict)


@given(UPLOADS)
def test_what_is_written_is_read_again_the_same(kept: Upload) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(kept)))) == kept


@given(LINES)
def test_every_line_stands_in_one_place(any_line: Line) -> None:
    standing = counts(upload(any_line))
    assert sum(standing.values()) == 1
    assert standing[any_line.standing] == 1


def test_a_mend_is_looked_at_again_and_remembers_what_stood_in_the_file() -> None:
    (found,) = mended(upload(line(WRONG, status="?")), {0: {"status": " กำลังศึกษา "}}).lines
    assert (found.cells["status"], found.before, found.standing) == ("กำลังศึกษา", {"status": "?"}, Standing.UNCHECKED)
    (again,) = mended(upload(found), {0: {"status": "พ้นสภาพ"}}).lines
    assert again.before == {"status": "?"}
    (back,) = mended(upload(again), {0: {"status": "?"}}).lines
    assert back.before == {}


def test_what_is_typed_as_it_was_changes_nothing() -> None:
    before = upload(line(WRONG, status="?"), line(PLACED))
    assert mended(before, {0: {"status": "?"}, 1: {"status": "x"}, 2: {"status": "x"}, -1: {"status": "x"}}) == before


def test_a_line_left_out_stands_apart_unless_it_has_arrived() -> None:
    found = left_out(upload(line(READY), line(PLACED)), {0: True, 1: True, 9: True})
    assert [one_line.standing for one_line in found.lines] == [Standing.LEFT_OUT, Standing.ARRIVED]
    assert left_out(found, {0: False}).lines[0].standing is Standing.READY


def test_a_verdict_is_noted_on_its_own_line_alone() -> None:
    found = told(upload(line(), line()), {1: PLACED})
    assert [one_line.standing for one_line in found.lines] == [Standing.UNCHECKED, Standing.ARRIVED]
    assert standing_in(found, Standing.ARRIVED) == [1]
    assert told(upload(line(TryAgain("BUSY"))), {}).lines[0].standing is Standing.READY


def test_what_the_file_says_goes_before_what_is_filled_in() -> None:
    filled = {"college_code": "1321000001"}
    found = rows(upload(line(college_code="1321000002"), line(college_code="")), [0, 1], filled)
    assert [row["college_code"] for row in found] == ["1321000002", "1321000001"]


def test_a_page_has_so_many_lines_and_one_beyond_the_last_is_the_last() -> None:
    many = upload(*[line(READY)] * (SHOWN_MAX + 1))
    first, last = page(many, None, 1), page(many, Standing.READY, 99)
    assert (len(first.shown), first.pages) == (SHOWN_MAX, 2)
    assert (len(last.shown), last.number) == (1, 2)
    assert page(many, Standing.MEND, 1).shown == ()


def test_a_missing_column_is_shown_although_the_file_has_none() -> None:
    found = upload(line(Refused("MISSING", "level", "", "", "ปวส.")))
    assert "level" in used_columns(found)
    (shown,) = page(found, Standing.MEND, 1).shown
    assert [needed.column for needed in shown.needed] == ["level"]


def test_a_problem_of_the_row_as_a_whole_is_told_beside_it() -> None:
    shown = one(upload(line(Refused("TOO_LARGE", "?", "ใหญ่เกินไป", "too large"))), 0)
    assert (shown.about, shown.needed) == (("ใหญ่เกินไป", "too large"), ())
    assert one(upload(line(TryAgain("BUSY"))), 0).about is not None
    assert one(upload(line(READY)), 0).about is None


def test_a_refusal_is_said_with_the_name_people_know() -> None:
    th, en = sentence(STUDENT, Refused("MISSING", "citizen_id", "ไม่ได้กรอกช่อง citizen_id", "citizen_id is missing"))
    assert (th, en) == ("ไม่ได้กรอกช่อง “เลขประจำตัวประชาชน”", "“citizen number” is missing")
    assert sentence(STUDENT, Refused("NEW_RULE", "citizen_id", "ก", "a")) == ("ก", "a")


@pytest.mark.parametrize(("column", "closed"), [("status", True), ("province_code", False), ("first_name", False)])
def test_only_a_short_list_is_closed(column: str, closed: bool) -> None:
    assert cell(STUDENT, column, "", None).closed is closed


def test_no_repr_shows_what_a_line_holds() -> None:
    assert "66301040001" not in repr(line(READY))
