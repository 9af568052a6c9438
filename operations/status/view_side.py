"""What Redis says: watermarks, gaps, what waits per tag, and the workers' own reports."""

import json
from collections.abc import Mapping
from typing import Any, Final

from redis import Redis

from operations.status.snapshot import TagView, Worker
from schemas import view
from schemas.topics import APPLIED

NEWEST: Final = "a:"
WORKERS: Final = view.worker_key("*")


def tags(client: "Redis", partitions: int) -> tuple[TagView, ...]:
    """Read every tag's state in one round trip."""
    pipeline: Any = client.pipeline(transaction=False)
    for number in range(partitions):
        tag = view.tag(number)
        pipeline.hgetall(view.watermark_key(number))
        pipeline.zcard(f"{tag}:d")
        pipeline.zcard(f"{tag}:v")
        pipeline.scard(f"{tag}:repair")
        pipeline.scard(f"{tag}:bury")
    raw = pipeline.execute()
    return tuple(read_tag(number, *raw[5 * number : 5 * number + 5]) for number in range(partitions))


def read_tag(
    number: int, marks: Mapping[bytes, bytes], people: int, vacancies: int, repairs: int, burials: int
) -> TagView:
    """Read a tag's hash: a topic's name holds its watermark, `a:<topic>` its newest acceptance."""
    named = {name.decode(): value for name, value in marks.items()}
    return TagView(
        number,
        {topic: int(named[topic]) for topic in APPLIED if topic in named},
        {topic: int(named[NEWEST + topic]) for topic in APPLIED if NEWEST + topic in named},
        int(marks.get(b"gaps", 0)),
        people,
        vacancies,
        repairs,
        burials,
    )


def workers(client: "Redis") -> tuple[Worker, ...]:
    """Read the reports of all workers that spoke lately; a silent one's report has expired."""
    scanner: Any = client
    names = sorted(scanner.scan_iter(match=WORKERS, count=1000))
    reports = [(name, scanner.get(name)) for name in names]
    return tuple(read_worker(name.decode(), raw) for name, raw in reports if raw is not None)


def read_worker(key: str, raw: bytes) -> Worker:
    """Read one worker's report."""
    report = json.loads(raw)
    return Worker(
        name=key.removeprefix(view.worker_key("")),
        tags=tuple(report["tags"]),
        reported_ms=report["at_ms"],
        started_ms=report.get("started_ms"),
        memory_bytes=report.get("memory_bytes"),
    )
