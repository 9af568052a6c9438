"""Thai texts that read alike compare alike, and texts that differ stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import title_prefixes
from schemas.person import keyed_hash
from schemas.thai import match_key, without_prefix

KEY = bytes(range(32))
TYPED = st.text(st.sampled_from([*"กนฤ ะาำๅเแิีัํ็ฺุู่้๊๋์๎๑", "\u200b", "\u00ad", "\u00a0", *"AßİǰK"]), max_size=14)


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        ("canonical order: a vowel below before the tone", "กู้", "ก\u0e49\u0e39"),
        ("canonical composition of Latin letters", "José", "Jose\u0301"),
        ("zero width space", "สมชาย", "สม\u200bชาย"),
        ("zero width joiner and non-joiner", "สมชาย", "สม\u200d\u200cชาย"),
        ("byte order mark and soft hyphen", "สมชาย", "\ufeffสม\u00adชาย"),
        ("no-break space", "สมชาย ใจดี", "สมชาย\u00a0ใจดี"),
        ("sara am as two signs", "นำ", "น\u0e4d\u0e32"),
        ("sara am as two signs around a tone", "น้ำ", "น\u0e4d\u0e49\u0e32"),
        ("sara am as two signs after a tone", "น้ำ", "น\u0e49\u0e4d\u0e32"),
        ("sara am before its tone", "น้ำ", "น\u0e33\u0e49"),
        ("two sara e", "แก้ว", "เเก้ว"),
        ("a repeated tone", "ก้าว", "ก้้าว"),
        ("a repeated vowel above", "ดี", "ดีี"),
        ("several tones: the last", "ก้าว", "ก่้าว"),
        ("a tone before the vowel it stands on", "ที่", "ท\u0e48\u0e35"),
        ("a vowel to the right before its tone", "ก้าว", "กา้ว"),
        ("lakkhangyao for sara aa", "มาก", "มๅก"),
        ("several spaces, and around", "สมชาย ใจดี", "  สมชาย \t ใจดี "),
        ("Thai digits", "ปี 2569", "ปี ๒๕๖๙"),
        ("capital letters", "Smith", "SMITH"),
        ("rules that make room for each other", "น้ำ", "น\u0e4d\u200b\u0e49\u0e49\u0e32"),
    ],
)
def test_texts_that_read_alike_compare_alike(rule: str, one: str, other: str) -> None:
    assert one != other, rule
    assert match_key(one) == match_key(other), rule
    assert keyed_hash(KEY, "name", one) == keyed_hash(KEY, "name", other), rule


@pytest.mark.parametrize(
    ("one", "other"),
    [("น้ำ", "นำ"), ("กา", "ก้า"), ("ฤๅ", "ฤา"), ("สมชาย", "สม ชาย"), ("เอ", "แอ"), ("จรินทร์ จักระพาก", "จิรินทร์ จักระพากร")],
)
def test_texts_that_differ_compare_differently(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@given(TYPED | st.text(max_size=20))
def test_what_is_in_its_one_form_stays_as_it_is(text: str) -> None:
    key = match_key(text)
    assert match_key(key) == key


@given(TYPED)
def test_what_was_sent_is_not_changed_beyond_what_can_be_compared(text: str) -> None:
    assert len(match_key(text).encode()) <= 3 * len(text.encode())
    assert keyed_hash(KEY, "name", text) == keyed_hash(KEY, "name", match_key(text))


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("นายสมชาย", "สมชาย"),
        ("นางสาวสุดา", "สุดา"),
        ("น.ส. สุดา", "สุดา"),
        ("ว่าที่ร้อยตรีหญิงสุดา", "สุดา"),
        ("นางนางลอย", "นางลอย"),
        ("นาง นางลอย", "นางลอย"),
        ("นายิกา", "นายิกา"),
        ("นางสาวนายิกา", "นายิกา"),
        ("นาย", "นาย"),
        ("Mr. Somchai", "somchai"),
        ("Miss Suda", "suda"),
        ("Missouri", "missouri"),
    ],
)
def test_a_title_is_taken_off_once_the_longest_and_never_from_the_name_itself(name: str, bare: str) -> None:
    assert without_prefix(name, title_prefixes()) == bare


def test_the_same_name_with_another_title_is_the_same_name() -> None:
    titled = [f"{title} สมชาย ใจดี" for title in title_prefixes()]
    titled += [f"{title}สมชาย ใจดี" for title in title_prefixes() if not title.isascii()]
    assert {without_prefix(name, title_prefixes()) for name in titled} == {"สมชาย ใจดี"}
