"""The apply part: our worker and what people would use instead, each bringing the same events into the same Redis."""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench import figures, loading, measuring, place
from bench.events import events
from bench.figures import OURS
from bench.measuring import Contender
from bench.place import Place
from schemas.topics import INSURANCE

ROOT: Final = Path(__file__).parent.parent
TURNS: Final = 3
EVENTS: Final = 600_000
# Stock Faust gets a part of the same events, for patience: it is measured for as long as the others.
FAUST_EVENTS: Final = 100_000
RUN_SECONDS_MAX: Final = 240
QUIX_PYTHON: Final = ROOT / ".venv-bench" / "bin" / "python"
FAUST_ARGUMENTS: Final = ("worker", "--without-web", "--loglevel", "warn")


def contenders(where: Place, redis: Any, count: int, logs: Path) -> list[Contender]:
    """List who runs, in the order they take turns."""

    def other(name: str, python: str, module: str, arguments: Sequence[str] = (), most: int = count) -> Contender:
        command = (python, "-m", f"bench.contenders.{module}", *arguments)
        told = where.contender_environment(INSURANCE, logs)
        return Contender(
            name, command, told, f"bench.{name}", "BENCH_GROUP", min(count, most), lambda: place.sets_done(redis)
        )

    return [
        _ours(where, redis, count),
        other("bare_loop", sys.executable, "bare_loop"),
        other("quix", str(QUIX_PYTHON), "quix"),
        other("faust", sys.executable, "stock_faust", FAUST_ARGUMENTS, FAUST_EVENTS),
    ]


def _ours(where: Place, redis: Any, count: int) -> Contender:
    """Run the worker as it is run in earnest, but for matching, which the others do not do either."""
    command = (str(Path(sys.executable).with_name("saphan")), "worker", "run")
    told: Mapping[str, str] = {**where.worker_environment, "SAPHAN_MATCHING": "off"}
    return Contender(
        OURS,
        command,
        told,
        "saphan.bench",
        "SAPHAN_WORKER_GROUP",
        count,
        lambda: place.offsets_passed(redis, INSURANCE, where.partitions),
    )


def prepare(where: Place, count: int) -> None:
    """Put the events on the topic, unless they are there."""
    kafka = where.kafka.librdkafka()
    if loading.held(kafka, INSURANCE, where.partitions) == 0:
        loading.load(kafka, INSURANCE, events(count, where.partitions))


def part(
    where: Place,
    logs: Path,
    tell: Callable[[str], None],
    *,
    count: int = EVENTS,
    turns: int = TURNS,
    only: Collection[str] = (),
) -> dict[str, Any]:
    """Let all contenders take turns on the same events and give the medians by contender."""
    redis = where.redis()
    tell(f"putting {count:,} events on {INSURANCE}")
    prepare(where, count)
    taking = [one for one in contenders(where, redis, count, logs) if not only or one.name in only]
    found: dict[str, list[figures.Run]] = {one.name: [] for one in taking}
    for turn in range(turns):
        for one in taking:
            measured = _once(redis, one, turn, logs)
            tell(
                f"turn {turn + 1} of {turns}: {one.name} {measured.events_per_second:,.0f} events/s, "
                f"{measured.cpu_us_per_event} µs of CPU per event"
            )
            found[one.name].append(measured)
    return {name: figures.summary(measured) for name, measured in found.items()}


def _once(redis: Any, contender: Contender, turn: int, logs: Path) -> figures.Run:
    place.emptied(redis)
    log = logs / f"{contender.name}.log"
    begun, ended = measuring.run(contender, turn, lambda: place.redis_cpu_seconds(redis), log, RUN_SECONDS_MAX)
    return figures.run(
        ended.applied - begun.applied,
        ended.seconds - begun.seconds,
        ended.cpu_seconds - begun.cpu_seconds,
        ended.redis_cpu_seconds - begun.redis_cpu_seconds,
    )
