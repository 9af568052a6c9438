"""What the agreement's bench measures is what is asked of every consumer."""

import pytest

from bench import agreement
from bench.agreement import STUDENT_RECORD, TARGET_US
from schemas.registry import load
from schemas.topics import STUDENT


def test_each_row_asked_gives_or_withholds_and_the_dearest_is_what_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "RECORDS", 50)
    told: list[str] = []
    found = agreement.part(told.append)
    figures = found["figures"]
    assert figures["projection_us"] == max(figures.values()) == found["targets"]["projection_us"]
    assert len(told) == len(figures) - 1
    assert TARGET_US == 2


def test_the_record_measured_has_every_field_of_a_students() -> None:
    (data,) = (field for field in load(STUDENT)["fields"] if field["name"] == "data")
    assert set(STUDENT_RECORD) == {field["name"] for field in data["type"][1]["fields"]}
