"""However bytes are cut on their way, the same lines and records come out, and what has no end is not kept."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.gateway.cutting import LINE_BYTES_MAX, SKIPPED_BYTES_MAX, Cutter, Lines, Piece, Records, TooLong
from producers.gateway.problems import ProblemError
from producers.gateway.rows import csv_header, csv_record, json_line
from producers.receipts import Refused


def cut(cutter: Cutter, body: bytes, size: int) -> list[Piece]:
    found = [piece for at in range(0, len(body), size) for piece in cutter.feed(body[at : at + size])]
    return found + cutter.end()


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x00\ufeff"), max_size=30)


@given(st.lists(TEXT), st.integers(1, 50), st.booleans())
def test_lines_are_the_same_however_they_are_cut(texts: list[str], size: int, marked: bool) -> None:
    body = (b"\xef\xbb\xbf" if marked else b"") + "\n".join(texts).encode()
    assert cut(Lines(), body, size) == [text.encode() for text in texts if text.encode().strip()]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00\ufeff"), max_size=12)


@given(st.lists(st.tuples(CELL, CELL), min_size=1), st.integers(1, 50))
def test_records_are_read_as_the_library_reads_the_whole_file(rows: list[tuple[str, str]], size: int) -> None:
    sink = io.StringIO()
    csv.writer(sink, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *rows])
    header, *records = cut(Records(), sink.getvalue().encode(), size)
    assert header is not None
    names = csv_header(header, "utf-8")
    assert names == ("a", "b")
    read = [csv_record(record, "utf-8", names) for record in records if record is not None]
    assert read == [{"a": one, "b": other} for one, other in rows]


@pytest.mark.parametrize("size", [1000, 65_536, 10**6])
def test_a_line_that_is_too_long_is_named_and_the_next_one_is_read(size: int) -> None:
    body = b"one\n" + b"x" * (LINE_BYTES_MAX + 5) + b"\ntwo\n" + b"y" * (LINE_BYTES_MAX * 3) + b"\nthree"
    assert cut(Lines(), body, size) == [b"one", TooLong, b"two", TooLong, b"three"]


@pytest.mark.parametrize("cutter", [Lines, Records])
def test_a_line_whose_end_is_nowhere_to_be_found_ends_the_request(cutter: type[Lines | Records]) -> None:
    with pytest.raises(ProblemError, match="LINE_TOO_LONG"):
        cut(cutter(), b"x" * (SKIPPED_BYTES_MAX + LINE_BYTES_MAX), 65_536)


def test_a_quote_that_never_closes_spoils_no_more_than_a_lines_length() -> None:
    body = b'a,b\n"1,2\n' + b"3,4\n" * 40_000
    found = cut(Records(), body, 65_536)
    assert found[0] == b"a,b"
    assert found[1] is TooLong
    assert found[-1] == b"3,4"
    (last,) = cut(Records(), b'"1,2\n3', 4)
    assert isinstance(csv_record(last or b"", "utf-8", ("a", "b")), Refused)


@given(st.binary(max_size=400), st.integers(1, 60))
def test_random_bytes_are_refused_row_by_row_and_break_nothing(body: bytes, size: int) -> None:
    for piece in cut(Lines(), body, size):
        assert piece is not None
        assert isinstance(json_line(piece), Refused | dict)
    for record in cut(Records(), body, size):
        assert record is not None
        assert isinstance(csv_record(record, "utf-8", ("a",)), Refused | dict)


def test_a_heading_that_names_no_columns_is_a_problem() -> None:
    for heading in (b"", b"a,,b", b"a,a", b'"a', b"\xff", b",".join(str(at).encode() for at in range(600))):
        with pytest.raises(ProblemError, match="NOT_A_HEADER"):
            csv_header(heading, "utf-8")
    assert csv_header(" เลขที่ , b\r".encode("cp874"), "cp874") == ("เลขที่", "b")
