"""Dead letters as operators read them: named, explained, and opened only with the private key."""

import pytest

from operations.dead_letters.codes import MEANINGS, UNKNOWN, meaning
from operations.dead_letters.describing import group_row, letter_row, opened_row
from operations.dead_letters.reading import Letter, grouped
from schemas import dead_letters
from schemas.dead_letters import Origin, Original, headers, read_headers, seal_original
from schemas.sealing import SealBrokenError, new_box
from tests.operations.examples import NOW_MS

PRIVATE, PUBLIC = new_box()
ORIGIN = Origin("sso.insurance.v1", 3, 41, NOW_MS - 5, "TRUNCATED", 7)
ORIGINAL = Original(b"a key \xff", b"1103700000011 in clear", (("ce_id", b"1"), ("ce_time", None)))


def a_letter(origin: Origin = ORIGIN, at: int = NOW_MS) -> Letter:
    return Letter(origin, at, seal_original(PUBLIC, ORIGINAL))


@pytest.mark.parametrize("origin", [ORIGIN, ORIGIN._replace(schema_id=None)])
def test_the_readable_headers_can_be_read_back(origin: Origin) -> None:
    assert read_headers(headers(origin)) == origin


def test_headers_that_are_no_dead_letters_are_refused() -> None:
    with pytest.raises(ValueError, match=dead_letters.CODE):
        read_headers([one for one in headers(ORIGIN) if one[0] != dead_letters.CODE])
    with pytest.raises(ValueError, match="int"):
        read_headers([*headers(ORIGIN), (dead_letters.OFFSET, b"x")])


@pytest.mark.parametrize("original", [ORIGINAL, Original(None, None, ()), Original(b"", b"", (("", b""),))])
def test_the_original_comes_back_byte_for_byte_with_the_private_key_only(original: Original) -> None:
    sealed = seal_original(PUBLIC, original)
    assert dead_letters.open_original(PRIVATE, sealed) == original
    with pytest.raises(SealBrokenError):
        dead_letters.open_original(new_box()[0], sealed)


def test_nothing_of_the_content_can_be_read_without_the_key() -> None:
    letter = a_letter()
    assert b"1103700000011" not in letter.sealed
    assert "1103700000011" not in str(letter_row(letter)) + str(headers(ORIGIN)) + str(dead_letters.key(ORIGIN))


def test_the_holder_of_the_key_sees_key_value_and_header_names() -> None:
    row = opened_row(a_letter(), PRIVATE)
    assert row == {
        "key": "a key \\xff",
        "value": ORIGINAL.value and ORIGINAL.value.hex(),
        "headers": ["ce_id", "ce_time"],
    }


def test_a_letter_is_named_by_where_its_record_lies_and_says_what_to_do() -> None:
    row = letter_row(a_letter())
    assert row["name"] == "sso.insurance.v1/3/41"
    assert row["do"] == meaning("TRUNCATED").step_en


def test_letters_are_grouped_by_topic_and_code_most_first() -> None:
    other = ORIGIN._replace(code="BAD_KEY")
    groups = grouped([a_letter(other), a_letter(at=NOW_MS - 9), a_letter()])
    assert [(group.code, group.letters, group.first_ms, group.newest_ms) for group in groups] == [
        ("TRUNCATED", 2, NOW_MS - 9, NOW_MS),
        ("BAD_KEY", 1, NOW_MS, NOW_MS),
    ]
    assert group_row(groups[0])["letters"] == 2


def test_a_code_nobody_explained_is_said_to_be_unknown_not_hidden() -> None:
    assert meaning("NEW_CODE") is UNKNOWN
    assert all(said.th and said.en and said.step_th and said.step_en for said in (*MEANINGS.values(), UNKNOWN))
