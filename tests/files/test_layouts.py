"""Fixed-width extracts are read by their layout, which names what the clause names; anything else is not taken."""

import io
from datetime import date

import pytest

from producers.files.dating import packed_text
from producers.files.declaring import Said
from producers.files.extract import extract
from producers.files.fixed_width import FixedWidth
from producers.files.layout import LAYOUTS, layout, parse
from producers.files.limits import DEFAULT
from producers.files.reading import open_file
from producers.files.refusing import FileRefusedError
from producers.files.sheets import Profile
from schemas.topics import INSURANCE
from tests.files.making import answers, bare, codes, lines, row

NAME = "sso-insurance"
WHOLE = (LAYOUTS / f"{NAME}.toml").read_text(encoding="utf-8")
AS_OF = date(2026, 11, 15)


def spell(**changed: str) -> dict[str, str]:
    return row(INSURANCE, **{"start_date": "01/07/2568", **changed})


def content(*rows: dict[str, str], complete: bool = True, name: str = NAME) -> bytes:
    return b"".join(extract(layout(name), rows, AS_OF, complete=complete))


def test_an_extract_is_read_by_its_layout() -> None:
    rows = [spell(), spell(spell_no="SSO-000000002", end_date="31/10/2569", end_reason="1", confirmed_month="")]
    found = lines(content(*rows), INSURANCE, layout=NAME)
    assert [bare(line.values) for line in found] == [bare(one) for one in rows]
    assert [line.number for line in found] == [2, 3]
    assert codes(answers(content(*rows), INSURANCE, layout=NAME)) == [None, None]


def test_its_header_declares_as_of_and_coverage() -> None:
    for complete in (True, False):
        with open_file(io.BytesIO(content(spell(), complete=complete)), Profile(INSURANCE, layout=NAME)) as file:
            assert (file.kind, file.encoding) == ("fixed", "cp874")
            assert file.said == Said(1_794_675_600_000, complete)


@pytest.mark.parametrize("name", [path.stem for path in sorted(LAYOUTS.glob("*.toml"))])
def test_every_layout_that_comes_with_the_platform_is_valid_and_reads_what_it_writes(name: str) -> None:
    topic = layout(name).topic
    one = row(topic) if topic != INSURANCE else spell()
    (line,) = lines(content(one, name=name), topic, layout=name)
    assert bare(line.values) == {column: text for column, text in bare(one).items() if column in line.values}


def test_a_wage_can_stand_in_no_layout() -> None:
    wages = WHOLE.replace(
        "]\n\n# As of when", '    { column = "wage", from = 256, length = 14 },\n]\n\n# As of when', 1
    )
    with pytest.raises(FileRefusedError, match="BAD_LAYOUT") as why:
        parse(wages.replace("length = 255", "length = 269", 1))
    assert "wage is not in clause 3.2.1(2)" in why.value.en


@pytest.mark.parametrize("behind", ["00000001500000", "  15000"])
def test_a_wage_behind_what_the_layout_names_is_not_taken(behind: str) -> None:
    first, *rest = content(spell()).splitlines()
    told = b"\r\n".join([first, rest[0].ljust(255) + behind.encode(), *rest[1:]])
    with pytest.raises(FileRefusedError, match="LAYOUT_LENGTH"):
        lines(told, INSURANCE, layout=NAME)


def test_what_stands_between_the_fields_is_not_taken() -> None:
    gap = parse(WHOLE.replace('    { column = "position", from = 169, length = 60 },\n', ""))
    told = content(spell(position="ช่างไฟฟ้า"))
    with pytest.raises(FileRefusedError, match="NOT_IN_LAYOUT"):
        list(FixedWidth(io.BytesIO(told), gap, DEFAULT).rows())


def test_the_format_of_contribution_reports_is_not_taken_for_an_extract() -> None:
    person = "2" + "1999900010019" + "003" + "ฟ้าใส".ljust(30) + "ทองลมภู".ljust(35) + "00000001500000" + "000000075000"
    with pytest.raises(FileRefusedError, match="NOT_IN_LAYOUT"):
        lines(("1" + "0" * 134 + "\r\n" + person.ljust(135, "0") + "9\r\n").encode("cp874"), INSURANCE, layout=NAME)


def test_an_extract_that_was_cut_short_is_not_taken_for_a_complete_one() -> None:
    told = content(spell(), spell(spell_no="SSO-000000002")).splitlines(keepends=True)
    with pytest.raises(FileRefusedError, match="LAYOUT_LENGTH"):
        lines(b"".join([*told[:2], told[3]]), INSURANCE, layout=NAME)


def test_days_of_zeros_are_blank_and_days_that_are_none_are_refused() -> None:
    told = content(spell())
    blank = told.replace(b"01072568", b"00000000")
    assert codes(answers(blank, INSURANCE, layout=NAME)) == [("MISSING", "start_date")]
    wrong = told.replace(b"01072568", b"31022568")
    assert codes(answers(wrong, INSURANCE, layout=NAME)) == [("BAD_DATE", "start_date")]


def test_a_value_too_long_for_its_field_is_never_cut() -> None:
    with pytest.raises(ValueError, match="first_name is longer"):
        content(spell(first_name="ก" * 41))


@pytest.mark.parametrize(
    ("changed", "to"),
    [
        ('topic = "sso.insurance.v1"', 'topic = "sso.wages.v1"'),
        ('code_page = "cp874"', 'code_page = "ebcdic"'),
        ('era = "be"', 'era = "guess"'),
        ("length = 255", "length = 100"),
        ("from = 15, length = 13", "from = 14, length = 13"),
        ('format = "MMYYYY"', 'format = "MMDDYY"'),
        ('column = "prefix"', 'column = "first_name"'),
        ('kind = "2"', 'sort = "2"'),
        ("[trailer]", "[trailer"),
    ],
)
def test_a_layout_that_is_not_valid_is_refused_with_what_is_wrong(changed: str, to: str) -> None:
    assert changed in WHOLE
    with pytest.raises(FileRefusedError, match="BAD_LAYOUT"):
        parse(WHOLE.replace(changed, to, 1))


@pytest.mark.parametrize("name", ["../../etc/passwd", "no-such", "/etc/passwd", "..\\x", "/etc/passwd.toml"])
def test_a_layouts_name_is_no_path(name: str) -> None:
    with pytest.raises(FileRefusedError, match="BAD_LAYOUT"):
        layout(name)


def test_two_digit_years_of_an_extract_are_of_its_era() -> None:
    form = parse(
        'topic = "sso.insurance.v1"\ncode_page = "utf-8"\nera = "be"\nlength = 40\n'
        'field = [{column = "spell_no", from = 1, length = 10}, '
        '{column = "start_date", from = 11, length = 6, format = "DDMMYY"}]'
    )
    assert form.fields[1].format == "DDMMYY"
    assert packed_text("010768", "DDMMYY", form.era) == "01/07/2568"
