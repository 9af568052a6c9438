"""The metrics Prometheus reads: kafka_exporter's names for what Kafka says, saphan_… in base units for our own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from operations.status.lag import State
from operations.status.snapshot import Snapshot
from operations.status.summary import Summary

Value = tuple[tuple[str, ...], float]


@dataclass(frozen=True)
class Named:
    """One metric: its name, kind, what it says, and its labels."""

    name: str
    kind: Literal["gauge", "counter"]
    says: str
    labels: tuple[str, ...] = ()


PLACE: Final = ("topic", "partition")
GROUP: Final = ("consumergroup", "topic", "partition")
CURRENT_OFFSET: Final = Named("kafka_topic_partition_current_offset", "gauge", "Offset after the last record.", PLACE)
OLDEST_OFFSET: Final = Named("kafka_topic_partition_oldest_offset", "gauge", "Offset of the oldest record.", PLACE)
GROUP_OFFSET: Final = Named("kafka_consumergroup_current_offset", "gauge", "Offset a group committed.", GROUP)
GROUP_LAG: Final = Named("kafka_consumergroup_lag", "gauge", "Records after what a group committed.", GROUP)
APPLIED_OFFSET: Final = Named("saphan_view_applied_offset", "gauge", "Last offset the view applied.", PLACE)
LAG_RECORDS: Final = Named("saphan_view_lag_records", "gauge", "Records the view has not applied.", PLACE)
LAG_SECONDS: Final = Named("saphan_view_lag_seconds", "gauge", "How long the first of them has been waiting.", PLACE)
LAG_STATE: Final = Named("saphan_view_lag_state", "gauge", "0 OK, 1 WARN, 2 STALLED.", PLACE)
GAPS_HEALED: Final = Named("saphan_view_gaps_healed_total", "counter", "Gaps read again from the log.", ("partition",))
WAITING: Final = Named("saphan_view_waiting", "gauge", "Subjects changed, not yet matched.", ("partition", "kind"))
BURIALS: Final = Named("saphan_view_burials", "gauge", "Erased records still to end in the log.", ("partition",))
REPAIRS: Final = Named("saphan_view_repairs", "gauge", "Records to be published again.", ("partition",))
DEAD_LETTERS: Final = Named("saphan_dead_letters_total", "counter", "Records put aside, by reason.", ("topic", "code"))
SOURCE_AGE: Final = Named("saphan_source_age_seconds", "gauge", "Since an agency's newest acceptance.", ("agency",))
WORKER_TAGS: Final = Named("saphan_worker_tags", "gauge", "Partitions a worker owns.", ("worker",))
WORKER_AGE: Final = Named("saphan_worker_report_age_seconds", "gauge", "Since a worker's last report.", ("worker",))
WORKER_MEMORY: Final = Named("saphan_worker_memory_bytes", "gauge", "A worker's resident memory.", ("worker",))
WELL: Final = Named("saphan_well", "gauge", "1 when /healthz says well.")

METRICS: Final = (
    *(CURRENT_OFFSET, OLDEST_OFFSET, GROUP_OFFSET, GROUP_LAG),
    *(APPLIED_OFFSET, LAG_RECORDS, LAG_SECONDS, LAG_STATE, GAPS_HEALED, WAITING, REPAIRS, BURIALS),
    *(DEAD_LETTERS, SOURCE_AGE, WORKER_TAGS, WORKER_AGE, WORKER_MEMORY, WELL),
)


def text(snapshot: Snapshot, summary: Summary) -> bytes:
    """Give the whole page in Prometheus' text format."""
    collected: Any = _Collected([family(named, values) for named, values in measured(snapshot, summary)])
    return generate_latest(collected)


def measured(snapshot: Snapshot, summary: Summary) -> Iterator[tuple[Named, list[Value]]]:
    """Give every metric's values, each with its labels."""
    yield from _of_kafka(snapshot)
    yield from _of_the_view(summary)
    yield DEAD_LETTERS, [((row.topic, row.code), row.letters) for row in summary.dead_letters]
    yield SOURCE_AGE, [((row.agency,), row.age_seconds) for row in summary.agencies if row.age_seconds is not None]
    yield WORKER_TAGS, [((row.worker,), len(row.tags)) for row in summary.workers]
    yield WORKER_AGE, [((row.worker,), row.reported_seconds_ago) for row in summary.workers]
    yield WORKER_MEMORY, [((row.worker,), row.memory_bytes) for row in summary.workers if row.memory_bytes is not None]
    yield WELL, [((), float(not summary.reasons))]


def _of_kafka(snapshot: Snapshot) -> Iterator[tuple[Named, list[Value]]]:
    ends = {(log.topic, log.partition): log.end for log in snapshot.logs}
    committed = [group for group in snapshot.groups if group.committed >= 0 and group[1:3] in ends]
    yield CURRENT_OFFSET, [((log.topic, str(log.partition)), log.end) for log in snapshot.logs]
    yield OLDEST_OFFSET, [((log.topic, str(log.partition)), log.oldest) for log in snapshot.logs]
    names = [(group.group, group.topic, str(group.partition)) for group in committed]
    late = [max(0, ends[group.topic, group.partition] - group.committed) for group in committed]
    yield GROUP_OFFSET, [(name, group.committed) for name, group in zip(names, committed, strict=True)]
    yield GROUP_LAG, list(zip(names, late, strict=True))


def _of_the_view(summary: Summary) -> Iterator[tuple[Named, list[Value]]]:
    lags = [((lag.topic, str(lag.partition)), lag) for lag in summary.partitions]
    order = list(State)
    yield APPLIED_OFFSET, [(place, lag.applied) for place, lag in lags if lag.applied is not None]
    yield LAG_RECORDS, [(place, lag.records) for place, lag in lags]
    yield LAG_SECONDS, [(place, lag.seconds) for place, lag in lags]
    yield LAG_STATE, [(place, order.index(lag.state)) for place, lag in lags]
    yield GAPS_HEALED, [((str(tag.number),), tag.gaps_healed) for tag in summary.tags]
    waiting: list[Value] = [((str(tag.number), "person"), tag.dirty_people) for tag in summary.tags]
    waiting += [((str(tag.number), "vacancy"), tag.dirty_vacancies) for tag in summary.tags]
    yield WAITING, waiting
    yield BURIALS, [((str(tag.number),), tag.burials) for tag in summary.tags]
    yield REPAIRS, [((str(tag.number),), tag.repairs) for tag in summary.tags]


def family(named: Named, values: Sequence[Value]) -> Metric:
    """Make Prometheus' own object of a metric and its values."""
    kind = CounterMetricFamily if named.kind == "counter" else GaugeMetricFamily
    made = kind(named.name, named.says, labels=named.labels)
    for labels, value in values:
        made.add_metric(labels, value)
    return made


@dataclass(frozen=True)
class _Collected:
    """What prometheus_client asks of a registry."""

    families: Sequence[Metric]

    def collect(self) -> Sequence[Metric]:
        return self.families
