"""When the demonstration is at rest, and when it is not."""

from dataclasses import replace

import pytest

from operations.demo.resting import ALERTS_GROUP, caught_up, unread_matches, unrest
from operations.status.snapshot import GroupOffset, Snapshot
from schemas.topics import APPLIED, MATCH
from tests.operations.examples import a_snapshot, an_unwell_snapshot

NONE_PENDING = {"pending": 0}


def at_rest() -> Snapshot:
    seen = a_snapshot()
    own = [log for log in seen.logs if log.topic == MATCH]
    return replace(seen, groups=tuple(GroupOffset(ALERTS_GROUP, MATCH, log.partition, log.end) for log in own))


def test_with_nothing_left_anywhere_all_is_at_rest() -> None:
    assert unrest(at_rest(), NONE_PENDING, 0) is None


@pytest.mark.parametrize(
    ("snapshot", "pending", "to_relay", "said"),
    [
        (at_rest(), 0, 2, "2 outcomes to relay"),
        (an_unwell_snapshot(), 0, 0, f"{547 * len(APPLIED):,} records to apply"),
        (replace(at_rest(), tags=(replace(at_rest().tags[0], dirty_vacancies=3),)), 0, 0, "3 subjects to match"),
        (replace(at_rest(), tags=(replace(at_rest().tags[0], repairs=5),)), 0, 0, "5 winners to publish again"),
        (
            replace(at_rest(), tags=(replace(at_rest().tags[0], burials=5),)),
            0,
            0,
            "5 erased records to end in the log",
        ),
        (replace(at_rest(), groups=at_rest().groups[1:]), 0, 0, "3,400 matches the alerts have not read"),
        (at_rest(), 7, 0, "7 alerts to deliver"),
        (replace(at_rest(), kafka_error="TIMED_OUT"), 0, 0, "TIMED_OUT"),
    ],
)
def test_whatever_still_moves_is_named(snapshot: Snapshot, pending: int, to_relay: int, said: str) -> None:
    assert unrest(snapshot, {"pending": pending}, to_relay) == said


def test_what_compaction_removed_was_read() -> None:
    seen = at_rest()
    logs = tuple(log._replace(oldest=log.end) for log in seen.logs)
    assert unread_matches(replace(seen, logs=logs, groups=())) == 0


def test_living_begins_when_what_the_load_left_is_done_though_new_events_are_under_way() -> None:
    assert caught_up(at_rest(), {"pending": 20})
    assert not caught_up(at_rest(), {"pending": 2000})
    assert not caught_up(an_unwell_snapshot(), NONE_PENDING)
