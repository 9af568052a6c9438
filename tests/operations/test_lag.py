"""How late the view is, by examples."""

from dataclasses import replace

from operations.status.lag import Lag, State, lags, unapplied, worst
from operations.status.snapshot import PartitionLog, Sample, Snapshot, TagView
from schemas.topics import dead_letter
from tests.operations.examples import NOW_MS

TOPIC = "ovec.student.v1"
PLACE = (TOPIC, 0)


def a_partition(
    end: int, applied: int | None, *history: Sample, head_ms: int | None = None, oldest: int = 0
) -> Snapshot:
    marks = {} if applied is None else {TOPIC: applied}
    heads = {} if head_ms is None else {PLACE: head_ms}
    log = PartitionLog(TOPIC, 0, oldest, end, 0)
    return Snapshot(NOW_MS, (log,), (TagView(0, marks),), history=history, heads_ms=heads)


def seen(seconds_ago: float, end: int, applied: int) -> Sample:
    return Sample(NOW_MS - int(seconds_ago * 1000), {PLACE: end}, {PLACE: applied})


def only(snapshot: Snapshot) -> Lag:
    (lag,) = lags(snapshot)
    return lag


def test_everything_applied_is_no_lag() -> None:
    assert only(a_partition(100, 99)) == Lag(TOPIC, 0, 99, 0, 0.0, State.OK)


def test_an_empty_partition_never_applied_is_no_lag() -> None:
    assert only(a_partition(0, None)).records == 0


def test_what_compaction_removed_is_not_late() -> None:
    assert only(a_partition(100, None, oldest=90)).records == 10
    assert only(a_partition(100, 99, oldest=100)).records == 0


def test_lag_in_seconds_is_since_the_first_unapplied_record_was_seen_in_the_log() -> None:
    late = only(a_partition(100, 79, seen(30, 60, 50), seen(20, 80, 60), seen(10, 90, 70)))
    assert (late.records, late.seconds, late.state) == (20, 10.0, State.WARN)


def test_a_repaired_record_with_an_old_time_is_not_called_days_late() -> None:
    late = only(a_partition(100, 98, seen(2, 99, 98), head_ms=NOW_MS - 86_400_000))
    assert late.seconds == 0.0


def test_the_records_own_time_counts_when_the_history_does_not_reach_back() -> None:
    late = only(a_partition(100, 49, seen(2, 90, 49), head_ms=NOW_MS - 3_600_000))
    assert (late.seconds, late.state) == (3600.0, State.STALLED)


def test_late_but_moving_is_a_warning_and_standing_still_is_stalled() -> None:
    assert only(a_partition(100, 60, seen(60, 90, 20))).state is State.WARN
    assert only(a_partition(100, 60, seen(60, 90, 60))).state is State.STALLED


def test_the_head_is_asked_for_only_where_the_history_can_not_tell() -> None:
    assert unapplied(a_partition(100, 79, seen(20, 80, 60))) == {}
    assert unapplied(a_partition(100, 79, seen(20, 95, 60))) == {PLACE: 80}
    assert unapplied(a_partition(100, None)) == {PLACE: 0}


def test_the_worst_state_stands_for_all() -> None:
    assert worst([State.OK, State.STALLED, State.WARN]) is State.STALLED
    assert worst([]) is State.OK


def test_dead_letters_are_not_applied_and_so_never_late() -> None:
    snapshot = a_partition(100, 99)
    assert len(lags(replace(snapshot, logs=(*snapshot.logs, PartitionLog(dead_letter(TOPIC), 0, 0, 7, 7))))) == 1


def test_a_partition_beyond_the_views_tags_is_not_judged() -> None:
    snapshot = a_partition(100, 99)
    assert lags(replace(snapshot, tags=())) == ()
