"""Recognises which column each heading is: by its name in Thai or English, as remembered, or by closeness."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from producers.column_titles import title
from producers.data_sets import DATA_SETS
from producers.files.refusing import FileRefusedError
from producers.files.sheets import Heading, How
from schemas.thai import match_key

# Below, two headings are two words; what reads as close to another column is nobody's.
CLOSE: Final = 0.8
_APART: Final = 0.06
_SHORT: Final = 5
_LONG: Final = 80
_ASIDE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\s_*.:;,/\\'\"|–—-]+")
# What registers also call a column.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "citizen_id": ("เลขบัตรประชาชน", "เลขประจำตัวประชาชน 13 หลัก", "รหัสประจำตัวประชาชน", "บัตรประชาชน", "national id"),
    "insured_id": ("เลขประจำตัวประชาชน", "เลขที่ผู้ประกันตน", "เลขบัตรประชาชน"),
    "student_id": ("รหัสนักเรียน", "รหัสประจำตัวนักเรียน", "รหัสประจำตัวนักศึกษา", "เลขประจำตัวนักเรียน", "student id"),
    "prefix": ("คำนำหน้าชื่อ", "คำนำหน้านาม", "คํานําหน้า"),
    "first_name": ("ขื่อ", "ชื่อตัว", "ชื่อจริง", "name"),
    "last_name": ("สกุล", "ชื่อสกุล", "last name"),
    "telephone": ("เบอร์โทร", "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์", "โทร", "มือถือ", "phone"),
    "address": ("ที่อยู่ปัจจุบัน", "ที่อยู่ตามทะเบียนบ้าน"),
    "province_code": ("จังหวัด", "province"),
    "province_name": ("ชื่อจังหวัด",),
    "district_code": ("รหัสเขต", "รหัสอำเภอ/เขต"),
    "college_code": ("รหัสวิทยาลัย", "รหัสโรงเรียน", "college"),
    "level": ("ระดับชั้น", "ระดับการศึกษา"),
    "status": ("สถานภาพ", "สถานะนักเรียน", "สถานภาพนักศึกษา"),
    "field": ("สาขา", "ชื่อสาขาวิชา"),
    "field_code": ("รหัสสาขา",),
    "specialisation": ("สาขางาน", "specialisation"),
    "curriculum_year": ("หลักสูตร", "ปีหลักสูตร", "หลักสูตรปี"),
    "entry_year": ("ปีที่เข้าศึกษา", "ปีการศึกษาที่เข้าศึกษา", "ปีที่เข้า"),
    "graduation_year": ("ปีที่สำเร็จการศึกษา", "ปีการศึกษาที่สำเร็จการศึกษา", "ปีที่จบ"),
    "wish": ("ความต้องการ", "ความประสงค์หลังสำเร็จการศึกษา"),
    "qualification": ("วุฒิ", "วุฒิการศึกษา"),
    "test_no": ("เลขที่ทดสอบ",),
    "test_centre": ("ศูนย์ทดสอบมาตรฐาน", "สถานที่ทดสอบ"),
    "standard": ("สาขาที่ทดสอบ", "มาตรฐาน", "สาขาอาชีพ"),
    "result": ("ผลสอบ", "ผลทดสอบ"),
    "position": ("ตำแหน่ง",),
    "positions": ("อัตรา", "จำนวน", "จำนวนอัตราว่าง", "จำนวนที่รับ"),
}
# Counts the lines, or came back with an answer of ours: read by nobody.
COUNTERS: Final = ("ลำดับ", "ลำดับที่", "ที่", "no", "no.", "#", "seq")
FEEDBACK: Final = ("แถวที่ (line)", "ผลการส่ง (outcome)", "ใบรับ (receipt)", "เหตุผล (reason)")


def key(heading: str) -> str:
    """Bring a heading into the form in which headings are compared: no spaces, signs, or what stands in brackets."""
    plain = match_key(heading[: _LONG * 2])
    return _ASIDE.sub("", plain) or plain.strip()


_LEFT_OUT: Final = frozenset(map(key, (*COUNTERS, *FEEDBACK)))


def recognise(topic: str, texts: Sequence[str], remembered: Mapping[str, str]) -> tuple[Heading, ...]:
    """Give each heading its column; FileRefusedError TWO_HEADINGS where two are surely the same one.

    What is remembered stands first, then a column's own name, then closeness among the columns left.
    """
    names, found = _names(topic), dict[int, Heading]()
    told = {key(heading): column for heading, column in remembered.items()}
    keys = [key(text) for text in texts]
    for at, (text, plain) in enumerate(zip(texts, keys, strict=True)):
        if plain in told:
            column = told[plain] if told[plain] in DATA_SETS[topic].columns else None
            found[at] = Heading(text, column, 1.0, How.REMEMBERED if column else How.IGNORED)
        elif plain in names:
            found[at] = Heading(text, names[plain], 1.0, How.NAME)
        elif plain in _LEFT_OUT or not plain:
            found[at] = Heading(text, None, 0.0, How.IGNORED)
    taken = [one.column for one in found.values() if one.column]
    for column in taken:
        if taken.count(column) > 1:
            raise FileRefusedError("TWO_HEADINGS", column=column)
    left = {name: column for name, column in names.items() if column not in taken}
    rest = {at: _closest(texts[at], keys[at], left) for at in range(len(texts)) if at not in found}
    return tuple(found[at] if at in found else _alone(rest, at) for at in range(len(texts)))


def _alone(rest: Mapping[int, Heading], at: int) -> Heading:
    """Take a close heading for its column unless another one reads at least as close to it."""
    one = rest[at]
    rivals = [other for where, other in rest.items() if where != at and other.column == one.column]
    if one.column and any(other.closeness >= one.closeness for other in rivals):
        return Heading(one.text, None, one.closeness, How.UNKNOWN)
    return one


@lru_cache(maxsize=4096)
def _scores(plain: str, name: str) -> float:
    return SequenceMatcher(None, plain, name, autojunk=False).ratio()


def _closest(text: str, plain: str, names: Mapping[str, str]) -> Heading:
    best: dict[str, float] = {}
    if _SHORT <= len(plain) <= _LONG:
        for name, column in names.items():
            if len(name) >= _SHORT and abs(len(name) - len(plain)) * 4 <= len(plain) + len(name):
                best[column] = max(best.get(column, 0.0), _scores(plain, name))
    ranked = sorted(best.items(), key=lambda one: one[1], reverse=True)[:2]
    if not ranked or ranked[0][1] < CLOSE or (len(ranked) == 2 and ranked[0][1] - ranked[1][1] < _APART):
        return Heading(text, None, round(ranked[0][1], 2) if ranked else 0.0, How.UNKNOWN)
    return Heading(text, ranked[0][0], round(ranked[0][1], 2), How.CLOSENESS)


@lru_cache(maxsize=64)
def _names(topic: str) -> Mapping[str, str]:
    """Map every name of every column of a data set to it; the column's own names come before what it is also called."""
    columns = DATA_SETS[topic].columns
    found: dict[str, str] = {}
    for column in columns:
        found.setdefault(key(column), column)
    for column in columns:
        for name in title(topic, column):
            found.setdefault(key(name), column)
    for column in columns:
        for name in _ALSO.get(column, ()):
            found.setdefault(key(name), column)
    return found
