"""Figures, medians, targets and how parts of several runs are kept together."""

import pytest

from bench import figures
from bench.__main__ import PARTS
from bench.figures import Run


def summaries(**cpu: float) -> dict[str, dict[str, float]]:
    """Give contenders that differ by their CPU only, their pace being the inverse."""
    return {name: {"cpu_us_per_event": us, "events_per_second": 1e6 / us} for name, us in cpu.items()}


def test_a_stretch_is_divided_by_its_events() -> None:
    assert figures.run(1000, 0.5, 0.02, 0.005) == Run(2000.0, 20.0, 5.0)


@pytest.mark.parametrize(("events", "seconds"), [(0, 1.0), (-5, 1.0), (10, 0.0)])
def test_a_stretch_without_events_or_time_is_no_figure(events: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="can't be measured"):
        figures.run(events, seconds, 1.0, 1.0)


def test_the_median_of_each_figure_is_taken_by_itself_and_the_runs_are_kept() -> None:
    found = figures.summary([Run(10, 3, 1), Run(30, 1, 3), Run(20, 2, 2)])
    assert {name: found[name] for name in Run._fields} == {
        "events_per_second": 20,
        "cpu_us_per_event": 2,
        "redis_cpu_us_per_event": 2,
    }
    assert [one["events_per_second"] for one in found["runs"]] == [10, 30, 20]


def test_our_cpu_is_a_share_of_theirs_and_our_pace_a_multiple() -> None:
    found = figures.apply_targets(summaries(saphan=5, bare_loop=20, quix=50, faust=100))
    assert found == {
        "cpu_vs_bare_loop": 0.25,
        "rate_vs_bare_loop": 4.0,
        "cpu_vs_quix": 0.1,
        "rate_vs_quix": 10.0,
        "cpu_vs_faust": 0.05,
        "rate_vs_faust": 20.0,
    }


def test_the_targets_are_those_that_were_asked_for_by_name() -> None:
    assert set(figures.apply_targets(summaries(saphan=5, bare_loop=20, quix=50, faust=100))) == set(
        figures.ASKED["apply"]
    )
    desk = figures.desk_targets([{"p50": 40, "p99": 200}])
    assert set(desk["event_to_desk_ms"]) == set(figures.ASKED["desk"])


def test_a_contender_that_did_not_run_gives_no_targets() -> None:
    with pytest.raises(KeyError):
        figures.apply_targets(summaries(saphan=5, bare_loop=20))


def test_the_desk_is_judged_by_the_median_run() -> None:
    runs = [{"p50": 50, "p99": 900}, {"p50": 40, "p99": 200}, {"p50": 70, "p99": 250}]
    assert figures.desk_targets(runs) == {"event_to_desk_ms": {"p50": 50, "p99": 250}}


@pytest.mark.parametrize(
    ("part", "name", "value", "yes"),
    [
        ("apply", "cpu_vs_quix", 0.15, True),
        ("apply", "cpu_vs_quix", 0.151, False),
        ("apply", "rate_vs_faust", 10, True),
        ("apply", "rate_vs_faust", 9.99, False),
        ("desk", "p99", 300, True),
        ("desk", "p99", 301, False),
    ],
)
def test_less_cpu_and_time_is_better_and_a_higher_pace_is(part: str, name: str, value: float, *, yes: bool) -> None:
    assert figures.reached(part, name, value) is yes


def test_a_part_that_did_not_run_keeps_its_figures_and_their_commit() -> None:
    earlier = {
        "commit": "old",
        "versions": {"quixstreams": "3"},
        "apply": {"saphan": {}},
        "desk": {"runs": [1]},
        "ran": {"apply": {"commit": "old"}, "desk": {"commit": "old"}},
        "targets": {"apply": {"cpu_vs_quix": 0.1}, "desk": {"event_to_desk_ms": {"p50": 1}}},
    }
    now = {
        "commit": "new",
        "versions": {"redis": "8"},
        "desk": {"runs": [2]},
        "ran": {"desk": {"commit": "new"}},
        "targets": {"desk": {"event_to_desk_ms": {"p50": 2}}},
    }
    assert figures.merged(earlier, now, ["desk"]) == {
        "commit": "new",
        "versions": {"quixstreams": "3", "redis": "8"},
        "apply": {"saphan": {}},
        "desk": {"runs": [2]},
        "ran": {"apply": {"commit": "old"}, "desk": {"commit": "new"}},
        "targets": {"apply": {"cpu_vs_quix": 0.1}, "desk": {"event_to_desk_ms": {"p50": 2}}},
    }


def test_a_part_that_ran_leaves_nothing_of_its_earlier_figures() -> None:
    earlier = {"apply": {"quix": {}}, "ran": {"apply": {}}, "targets": {"apply": {"cpu_vs_quix": 0.1}}}
    now = {"commit": "new", "apply": {}, "ran": {"apply": {}}, "targets": {"apply": {}}}
    assert figures.merged(earlier, now, ["apply"])["targets"] == {"apply": {}}
    assert "desk" not in figures.merged(earlier, now, ["apply"])


def test_each_part_that_runs_has_its_targets_and_can_be_asked_for() -> None:
    assert tuple(PARTS) == figures.PARTS
