"""The apply part: our worker and what people would use instead, each bringing the same events into the same Redis."""

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench import figures, loading, measuring, place
from bench.events import events
from bench.figures import OURS
from bench.measuring import Contender
from bench.place import Place
from schemas.topics import INSURANCE

ROOT: Final = Path(__file__).parent.parent
RUNS: Final = 3
EVENTS: Final = 300_000
# Stock Faust is slow: it gets a part of the same events, and still runs the longest.
FAUST_EVENTS: Final = 60_000
RUN_SECONDS_MAX: Final = 240
OUR_GROUP: Final = "saphan.apply"
QUIX_PYTHON: Final = ROOT / ".venv-bench" / "bin" / "python"
log = logging.getLogger(__name__)


def contenders(where: Place, redis: Any, count: int) -> list[Contender]:
    """List who runs, in the order they take turns."""
    return [
        _ours(where, redis, count),
        _other("bare_loop", sys.executable, ["-m", "bench.contenders.bare_loop"], where, redis, count),
        _other("quix", str(QUIX_PYTHON), ["-m", "bench.contenders.quix"], where, redis, count),
        _other(
            "faust",
            sys.executable,
            ["-m", "bench.contenders.stock_faust", "worker", "--without-web", "--loglevel", "warn"],
            where,
            redis,
            min(count, FAUST_EVENTS),
        ),
    ]


def _ours(where: Place, redis: Any, count: int) -> Contender:
    return Contender(
        OURS,
        [str(Path(sys.executable).with_name("saphan")), "worker", "run"],
        {**where.worker_environment, "SAPHAN_MATCHING": "off"},
        OUR_GROUP,
        count,
        lambda: place.offsets_passed(redis, INSURANCE, where.partitions),
    )


def _other(name: str, python: str, arguments: Sequence[str], where: Place, redis: Any, count: int) -> Contender:
    group = f"bench.{name}"
    return Contender(
        name,
        [python, *arguments],
        where.contender_environment(INSURANCE, group),
        group,
        count,
        lambda: place.sets_done(redis),
    )


def prepare(where: Place, count: int) -> None:
    """Put the events on the topic, unless they are there."""
    kafka = where.kafka.librdkafka()
    if loading.held(kafka, INSURANCE, where.partitions) == 0:
        loading.load(kafka, INSURANCE, events(count, where.partitions))


def part(
    where: Place, logs: Path, told: Callable[[str], None], *, count: int = EVENTS, runs: int = RUNS,
    only: Sequence[str] = (),
) -> dict[str, Any]:
    """Run all contenders in turn, `runs` times, and give the medians by contender."""
    redis = where.redis()
    prepare(where, count)
    taking = [one for one in contenders(where, redis, count) if not only or one.name in only]
    found: dict[str, list[figures.Run]] = {one.name: [] for one in taking}
    for turn in range(runs):
        for one in taking:
            found[one.name].append(_once(where, redis, one, logs))
            told(f"{one.name} {turn + 1}/{runs}: {found[one.name][-1]}")
    return {name: figures.summary(measured) for name, measured in found.items()}


def _once(where: Place, redis: Any, contender: Contender, logs: Path) -> figures.Run:
    place.emptied(redis)
    loading.forget(where.kafka.librdkafka(), [contender.group])
    begun, ended = measuring.run(
        contender, lambda: place.redis_cpu_seconds(redis), logs / f"{contender.name}.log", RUN_SECONDS_MAX
    )
    return figures.run(
        ended.applied - begun.applied,
        ended.seconds - begun.seconds,
        ended.cpu_seconds - begun.cpu_seconds,
        ended.redis_cpu_seconds - begun.redis_cpu_seconds,
    )
