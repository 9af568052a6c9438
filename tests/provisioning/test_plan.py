"""What provisioning would change is worked out before anything is changed."""

from datetime import date

import pytest

from operations.provisioning.plan import Present, ProvisioningError, plan, told, told_extra
from schemas.agreement import DEMONSTRATION, MEMORANDUM
from schemas.broker_access import Acl, acls
from schemas.topics import AGENCIES, MATCH, STUDENT, every_topic, topic_config

PARTITIONS = 6
TODAY = date(2026, 11, 23)
ALLOWED = acls(DEMONSTRATION, TODAY)


def complete() -> Present:
    """Give a broker on which everything stands as the table says."""
    return Present(
        partitions=dict.fromkeys(every_topic(), PARTITIONS),
        settings={name: topic_config(name) for name in every_topic()},
        acls=frozenset(ALLOWED),
    )


def test_on_an_empty_broker_everything_is_created() -> None:
    wanted = plan(Present({}, {}, frozenset()), PARTITIONS, ALLOWED)

    assert wanted.create == every_topic()
    assert set(wanted.allow) == set(ALLOWED)
    assert not wanted.is_empty


def test_where_everything_stands_nothing_is_changed() -> None:
    wanted = plan(complete(), PARTITIONS, ALLOWED)

    assert wanted.is_empty
    assert told(wanted) == []


def test_a_setting_that_was_changed_by_hand_is_set_back() -> None:
    present = complete()
    changed = dict(present.settings) | {STUDENT: topic_config(STUDENT) | {"cleanup.policy": "delete"}}

    wanted = plan(Present(present.partitions, changed, present.acls), PARTITIONS, ALLOWED)

    assert told(wanted) == [f"set cleanup.policy=compact on {STUDENT}"]


def test_another_number_of_partitions_is_refused_since_it_is_fixed_for_the_life_of_a_log() -> None:
    present = complete()
    other = dict(present.partitions) | {MATCH: 3}

    with pytest.raises(ProvisioningError, match=r"saphan\.match\.v1 has 3 partitions, not 6"):
        plan(Present(other, present.settings, present.acls), PARTITIONS, ALLOWED)


def test_a_permission_in_no_row_is_told_and_one_of_a_stranger_is_left_alone() -> None:
    present = complete()
    ours, theirs = Acl("ovec", "WRITE", "TOPIC", "doe.", "PREFIXED"), Acl("monitoring", "DESCRIBE", "TOPIC", "*")

    wanted = plan(Present(present.partitions, present.settings, present.acls | {ours, theirs}), PARTITIONS, ALLOWED)

    assert wanted.is_empty
    assert told_extra(wanted) == ["ovec WRITE TOPIC doe.*"]


def test_once_the_term_has_ended_what_agencies_could_write_is_told_to_be_taken_away() -> None:
    wanted = plan(complete(), PARTITIONS, acls(MEMORANDUM, TODAY))

    assert wanted.is_empty
    writers = {acl.principal for acl in wanted.extra if acl.operation == "WRITE"}
    assert writers == set(AGENCIES)
