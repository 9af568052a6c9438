"""What the ways in are measured with is what they are for, and figures are set beside the SDK's of the same run."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from bench import figures, ways_in
from bench.measuring import StoppedError
from bench.ways_in_child import WAYS
from bench.ways_in_rows import csv_file, rows
from producers.files.reading import open_file
from producers.files.sheets import Era, Profile
from producers.outbox import Relay, Round
from producers.receipts import Accepted
from schemas.agreement import DEMONSTRATION
from schemas.database import open_database
from schemas.outbox import OUTBOX
from schemas.topics import VACANCY
from tests.producers.fakes import NOON_MS, FakeErasures, FakeLog, edge, publisher


@pytest.fixture(autouse=True)
def few_vacancies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invent a few rows instead of many."""
    monkeypatch.setattr("bench.ways_in_rows.BASE", 20)
    monkeypatch.setattr("bench.ways_in_rows.PEOPLE", 50)


def test_every_row_is_a_record_of_its_own_and_is_taken() -> None:
    given = list(rows(50, "a"))
    assert len({row["job_id"] for row in (*given, *rows(50, "b"))}) == 100
    assert given == list(rows(50, "a"))
    assert {type(one) for one in publisher("doe", FakeLog()).publish(VACANCY, given)} == {Accepted}


def test_the_file_holds_the_same_rows(tmp_path: Path) -> None:
    csv_file(tmp_path / "x.csv", 30, "f")
    with open_file(tmp_path / "x.csv", Profile(VACANCY, Era.BUDDHIST)) as opened:
        lines = list(opened.lines())
    assert [line.values["job_id"] for line in lines] == [row["job_id"] for row in rows(30, "f")]
    assert not any(line.problem for line in lines)


def test_the_outbox_holds_them_as_the_register_writes_them(postgresql_url: str) -> None:
    ways_in._write_outbox(postgresql_url, 40, "o")
    engine = open_database(postgresql_url)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(OUTBOX)).scalar_one() == 40
    log = FakeLog()
    own = publisher("doe", log)
    assert Relay(engine, edge("doe"), log, DEMONSTRATION, FakeErasures(), lambda: NOON_MS, own).round() == Round(40)
    engine.dispose()


def test_a_way_is_set_beside_the_sdk_by_the_medians_of_its_turns() -> None:
    def turn(sdk: float, file: float) -> dict[str, dict[str, float]]:
        return {
            "sdk": {"rows_per_second": sdk, "cpu_us_per_row": 1e6 / sdk},
            "file": {"rows_per_second": file, "cpu_us_per_row": 1e6 / file},
        }

    found = ways_in._medians([turn(10_000, 8_000), turn(1, 9_000), turn(12_000, 1)])
    assert ways_in._ratio(found["file"], found["sdk"]) == 0.8
    assert figures.reached("file", "rate_vs_sdk", 0.8)
    assert not figures.reached("file", "rate_vs_sdk", 0.79)
    assert not figures.reached("gateway", "memory_mib", 201)
    assert not figures.reached("outbox", "rows_per_second", 4_999)


def test_what_can_not_be_measured_stops_the_bench_with_its_last_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ways_in, "environment", lambda *_: {})
    with pytest.raises(StoppedError, match="KeyError"):
        ways_in._child(SimpleNamespace(state=tmp_path), "doe", ("no such way", 1, "x"))  # type: ignore[arg-type]
    assert {"sdk", "gateway", "file", "outbox"} == set(WAYS)
