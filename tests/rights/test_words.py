"""Values are said as a Thai reader knows them, with the code beside the word; what has no word stays as it is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from operations.people.words import in_words
from schemas import topics


@pytest.mark.parametrize(
    ("topic", "field", "value", "said"),
    [
        (topics.STUDENT, "status", "ABOUT_TO_GRADUATE", "คาดว่าจะสำเร็จการศึกษา (ABOUT_TO_GRADUATE)"),
        (topics.STUDENT, "level", "BTECH", "ทล.บ. (BTECH)"),
        (topics.STUDENT, "province", "10", "กรุงเทพมหานคร (10)"),
        (topics.STUDENT, "desired_provinces", ("21", "99"), "ระยอง (21), 99"),
        (topics.STUDENT, "status", "UNKNOWN", "UNKNOWN"),
        (topics.STUDENT, "college", "1321010001", "1321010001"),
        (topics.MATCH, "unchecked", False, "ไม่ใช่"),
        (topics.MATCH, "criteria", [{"name": "LEVEL"}, {"name": "PLACE"}], "2 รายการ"),
        (topics.MATCH, "caused_at", datetime(2026, 11, 23, 7, 30, tzinfo=UTC), "23 พ.ย. 2569 14:30:00 น."),
        (topics.INSURANCE, "started_on", date(2026, 6, 1), "1 มิ.ย. 2569"),
    ],
)
def test_a_value_is_said_in_words(topic: str, field: str, value: Any, said: str) -> None:
    assert in_words(topic, field, value) == said
