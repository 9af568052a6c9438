"""A match is worded as an officer would say it, in both languages, and every code has its words."""

import re
from typing import Any, get_args

import pytest

from consumers.desk.outcomes import NotPossibleError, Outcome, Reason, Step, next_version, noted, taken_back
from consumers.desk.reasons import lines, over
from consumers.desk.wording import sentence, small_print, title, wage
from schemas.criteria import Criterion
from schemas.events import WithdrawnBecause
from tests.consumers.pretend import NOW_MS, criterion, facts

TEST = {"standard": "Industrial Electrician", "level": 1, "tested_on": "2026-10-02", "result": "PASSED"}


@pytest.mark.parametrize(
    ("changes", "thai", "english"),
    [
        ({"certificates": []}, "จบ ปวส. ไฟฟ้า ปี 2568 · อยู่อำเภอเดียวกับที่ทำงาน", "lives in the same district"),
        (
            {"certificates": [], "skill_tests": [TEST]},
            "ผ่านทดสอบช่างไฟฟ้าอุตสาหกรรม ระดับ 1 เมื่อ 2 ต.ค. 2569",
            "passed Industrial Electrician, level 1, on 2 Oct 2026",
        ),
        ({"applicant": {"district": "2102"}}, "อยู่จังหวัดเดียวกัน (ระยอง)", "lives in the same province (Rayong)"),
        ({"applicant": {"province": "20"}}, "อยู่จังหวัดติดกัน (ชลบุรี)", "neighbouring province (Chon Buri)"),
        ({"applicant": {"province": "50"}}, "ยินดีย้ายมาจากเชียงใหม่", "willing to move from Chiang Mai"),
        ({"applicant": {"status": "ABOUT_TO_GRADUATE"}}, "กำลังจะจบ ปวส. ไฟฟ้า", "About to graduate from PVS"),
    ],
)
def test_a_reason_is_one_plain_sentence(changes: dict[str, Any], thai: str, english: str) -> None:
    told = facts(1, **changes)
    assert thai in sentence(told, "th")
    assert english in sentence(told, "en")


def test_title_and_small_print_name_the_work_the_places_and_the_wage() -> None:
    told = facts(1)
    assert title(told, "en") == "Building and related electricians · บริษัทตัวอย่างวิศวกรรม จำกัด"
    assert small_print(told, "en").endswith("2 of 5 places left · 13,500–16,000 baht a month")
    assert wage(facts(1, position={"wage_min": 450, "wage_max": 450, "wage_unit": "DAY"}), "th") == "450 บาท/วัน"
    assert not wage(facts(1, position={"wage_min": None, "wage_max": None}), "th")
    assert told["person"] not in small_print(told, "th")


def test_each_criterion_names_what_it_rests_on_and_the_obvious_is_left_out() -> None:
    shown = lines(facts(1), "th")
    assert (shown[0].sentence, shown[0].note, shown[0].points) == (
        "อาชีพตรงกับที่ต้องการ (ช่างไฟฟ้าอาคาร, ISCO 7411)",
        "ทะเบียนนักเรียน นักศึกษา ณ 12 พ.ย. 2569",
        40,
    )
    sentences = [line.sentence for line in shown]
    assert "ข้อตกลงมีผลใช้บังคับ" not in sentences
    assert not any("สาขา" in one for one in sentences), "nobody asked for a field of study"
    assert {line.sentence: line.met for line in shown}["ค่าจ้างต่ำกว่าที่ต้องการ"] == "less"


@pytest.mark.parametrize("name", list(Criterion))
@pytest.mark.parametrize("met", ["YES", "NO", "NOT_KNOWN", "UNKNOWN"])
def test_every_criterion_has_words_in_both_languages(name: str, met: str) -> None:
    told = facts(1, criteria=[criterion(name, met, 0, 0, detail="CODE:9")])
    for language, letters in (("th", "[ก-๙]"), ("en", "[A-Za-z]")):
        for line in lines(told, language):  # type: ignore[arg-type]
            assert re.search(letters, line.sentence)
            assert "_" not in line.sentence


@pytest.mark.parametrize("because", [*get_args(WithdrawnBecause), "NOT_TOLD", None])
def test_every_withdrawal_says_why_since_when_and_that_nobody_need_call(because: str | None) -> None:
    thai, english = over(because, NOW_MS, "th"), over(because, NOW_MS, "en")
    assert thai.endswith("ตั้งแต่ 14:32 น. · ไม่ต้องโทร")
    assert english.endswith(", since 14:32 · no need to call")
    assert because is None or because not in thai + english


def test_what_stands_after_taking_back_is_what_stood_before() -> None:
    contacted = noted(Outcome.CONTACTED, None, True, "officer", 1)
    refused = noted(Outcome.REFUSED, Reason.OTHER, True, "officer", 2)
    assert taken_back([contacted, refused], "officer", 3) == Step(Outcome.CONTACTED, None, "officer", 3)
    assert taken_back([contacted], "officer", 3) == Step(None, None, "officer", 3)
    with pytest.raises(NotPossibleError):
        taken_back([], "officer", 3)


@pytest.mark.parametrize(
    ("outcome", "reason", "match_open"),
    [(Outcome.PLACED, None, False), (Outcome.PLACED, Reason.OTHER, True), (Outcome.REFUSED, None, True)],
)
def test_what_does_not_fit_is_not_noted(outcome: Outcome, reason: Reason | None, match_open: bool) -> None:
    with pytest.raises(NotPossibleError):
        noted(outcome, reason, match_open, "officer", 3)


def test_versions_follow_the_clock_and_never_fall() -> None:
    assert next_version(0, 100) == 100
    assert next_version(100, 100) == 101
    assert next_version(500, 100) == 501
