"""What the marks say: events a second, CPU per event, medians of the runs, and the ratios asked for."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple

OURS: Final = "saphan"
OTHERS: Final = {"bare_loop": "bare loop", "quix": "Quix Streams", "faust": "stock Faust"}
MICROSECONDS: Final = 1_000_000


class Run(NamedTuple):
    """One run of one contender."""

    events_per_second: float
    cpu_us_per_event: float
    redis_cpu_us_per_event: float


def run(events: int, seconds: float, cpu_seconds: float, redis_cpu_seconds: float) -> Run:
    """Divide what a stretch took by its events; ValueError when there were none."""
    if events <= 0 or seconds <= 0:
        raise ValueError(f"{events} events in {seconds} s can't be measured")
    return Run(
        round(events / seconds, 1),
        round(cpu_seconds / events * MICROSECONDS, 2),
        round(redis_cpu_seconds / events * MICROSECONDS, 2),
    )


def summary(runs: Sequence[Run]) -> dict[str, Any]:
    """Give the median of each figure, and the runs they are of."""
    return {name: median(getattr(one, name) for one in runs) for name in Run._fields} | {
        "runs": [one._asdict() for one in runs]
    }


def apply_targets(contenders: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Give our CPU as a part of each other's (less is better) and our pace as a multiple of theirs (more is better)."""
    ours = contenders[OURS]
    cpu = {
        f"cpu_vs_{name}": round(ours["cpu_us_per_event"] / contenders[name]["cpu_us_per_event"], 4) for name in OTHERS
    }
    rate = {
        f"rate_vs_{name}": round(ours["events_per_second"] / contenders[name]["events_per_second"], 3)
        for name in OTHERS
    }
    return cpu | rate


def merged(earlier: Mapping[str, Any], now: Mapping[str, Any], parts: Sequence[str]) -> dict[str, Any]:
    """Keep of an earlier run the parts that were not run again; each part says itself of which commit it is."""
    kept = {name: value for name, value in earlier.items() if name in KEPT and name not in parts}
    targets = {name: value for name, value in earlier.get("targets", {}).items() if name not in parts}
    return {**now, **kept, "targets": {**targets, **now["targets"]}}


KEPT: Final = ("apply", "desk")
