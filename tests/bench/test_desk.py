"""What the desk part takes from a demonstration's report, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest

from bench import desk

REPORT: dict[str, Any] = {
    "view_equals_log": True,
    "event_to_desk_ms": {"p50": 31.0, "p95": 80.0, "p99": 120.0, "count": 400},
}


def test_the_desks_own_figures_are_taken() -> None:
    assert desk.measured(REPORT) == {"count": 400, "p50": 31.0, "p95": 80.0, "p99": 120.0}


@pytest.mark.parametrize(
    "wrong",
    [{"view_equals_log": False}, {"event_to_desk_ms": {"p50": None, "p95": None, "p99": None, "count": 0}}],
)
def test_a_platform_that_was_wrong_or_silent_has_no_figures(wrong: dict[str, Any]) -> None:
    with pytest.raises(desk.DemonstrationFailedError):
        desk.measured(REPORT | wrong)


def test_the_demonstration_is_asked_for_the_rate_and_the_report() -> None:
    asked = desk.command(Path("state"), Path("report.json"), seed=7)
    assert asked[asked.index("--rate") + 1] == "200"
    assert asked[asked.index("--report") + 1] == "report.json"
    assert asked[asked.index("--seed") + 1] == "7"
    assert {"--no-steward", "--direct"} <= set(asked)
