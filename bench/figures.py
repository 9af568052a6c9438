"""What was measured, as figures: events a second, CPU per event, medians of the runs, and the targets asked for."""

from collections.abc import Collection, Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple

OURS: Final = "saphan"
OTHERS: Final = ("bare_loop", "quix", "faust")
MICROSECONDS: Final = 1_000_000
# What was asked for; of a rate or a pace more is better, of time and CPU less.
ASKED: Final[Mapping[str, Mapping[str, float]]] = {
    "apply": {
        "cpu_vs_bare_loop": 0.25,
        "cpu_vs_quix": 0.15,
        "cpu_vs_faust": 0.06,
        "rate_vs_bare_loop": 1.6,
        "rate_vs_quix": 2.5,
        "rate_vs_faust": 10,
    },
    "desk": {"p50": 60, "p99": 300},
    "agreement": {"projection_us": 2},
    "sealing": {"sealing_us": 15},
    "audit": {"disclosures_per_second": 1000},
    "gateway": {"rate_vs_sdk": 0.5, "rows_per_second": 5000, "memory_mib": 200},
    "file": {"rate_vs_sdk": 0.8},
    "outbox": {"rows_per_second": 5000},
    "reconcile": {"seconds": 2},
}
PARTS: Final = tuple(ASKED)


class Run(NamedTuple):
    """One run of one contender."""

    events_per_second: float
    cpu_us_per_event: float
    redis_cpu_us_per_event: float


def run(events: int, seconds: float, cpu_seconds: float, redis_cpu_seconds: float) -> Run:
    """Divide what a stretch took by its events; ValueError when there was nothing to divide."""
    if events <= 0 or seconds <= 0:
        raise ValueError(f"{events} events in {seconds} s can't be measured")
    return Run(
        round(events / seconds, 1),
        round(cpu_seconds / events * MICROSECONDS, 2),
        round(redis_cpu_seconds / events * MICROSECONDS, 2),
    )


def summary(runs: Sequence[Run]) -> dict[str, Any]:
    """Give the median of each figure, and the runs they are of."""
    medians = {name: median(getattr(one, name) for one in runs) for name in Run._fields}
    return medians | {"runs": [one._asdict() for one in runs]}


def apply_targets(contenders: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Give our CPU per event as a share of each other's, and our pace as a multiple of theirs."""
    ours = contenders[OURS]
    found = {}
    for name in OTHERS:
        theirs = contenders[name]
        found[f"cpu_vs_{name}"] = round(ours["cpu_us_per_event"] / theirs["cpu_us_per_event"], 4)
        found[f"rate_vs_{name}"] = round(ours["events_per_second"] / theirs["events_per_second"], 3)
    return found


def desk_targets(runs: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Give the medians, over the runs, of the median and of the slowest hundredth of the ways to the desk."""
    return {"event_to_desk_ms": {name: median(one[name] for one in runs) for name in ASKED["desk"]}}


def reached(part: str, name: str, value: float) -> bool:
    """Say whether a figure is what was asked for; KeyError when it was not asked for."""
    asked = ASKED[part][name]
    return value >= asked if more_is_better(name) else value <= asked


def more_is_better(name: str) -> bool:
    """Say whether a target is a floor (a rate, or so many a second) and not a ceiling."""
    return name.startswith("rate_") or name.endswith("_per_second")


def merged(earlier: Mapping[str, Any], now: Mapping[str, Any], parts: Collection[str]) -> dict[str, Any]:
    """Put the parts that ran now beside those an earlier run left; `ran` says of which commit each is."""
    others = [name for name in PARTS if name in earlier and name not in parts]
    both = {
        key: {name: value for name, value in earlier.get(key, {}).items() if name in others} | now[key]
        for key in ("ran", "targets")
    }
    kept = {name: earlier[name] for name in others}
    versions = {**earlier.get("versions", {}), **now.get("versions", {})}
    return {**now, **kept, **both, **({"versions": versions} if versions else {})}
