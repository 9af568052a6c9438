"""Who may do what on the real broker: every principal, every topic, every operation, as the table says and no more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from confluent_kafka import KafkaError, KafkaException, Producer, TopicCollection
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic

from operations.agreement.live import standing
from operations.provisioning.broker import carry_out, read
from operations.provisioning.plan import Plan, plan
from operations.provisioning.probe import admin_client, answers
from schemas.agreement import DEMONSTRATION, MEMORANDUM
from schemas.broker_access import PRINCIPALS, Acl, acls, raw
from schemas.connection import KafkaSettings
from schemas.topics import AGENCIES, APPLIED, BY_NAME, STUDENT, every_topic
from tests.conftest import AnyStack, FreshStack

Settings = Callable[[str], KafkaSettings]
OPERATIONS = ("READ", "WRITE", "DESCRIBE", "DESCRIBE_CONFIGS", "ALTER", "ALTER_CONFIGS", "DELETE", "CREATE")
SECONDS_MAX = 20.0
# The stack of the tests runs under the demonstration, which allows the same on every day of its term.
ALLOWED = acls(DEMONSTRATION, datetime.now(UTC).date())


def allowed(principal: str, topic: str, rules: tuple[Acl, ...] = ALLOWED) -> set[str]:
    """Say what the agreement allows a principal on a topic; reading or writing implies describing."""
    found = {
        rule.operation
        for rule in rules
        if rule.principal == principal
        and rule.resource_type == "TOPIC"
        and (rule.name in {topic, "*"} or (rule.pattern == "PREFIXED" and topic.startswith(rule.name)))
    }
    return found | ({"DESCRIBE"} if found & {"READ", "WRITE", "DELETE", "ALTER"} else set())


def decided(admin: AdminClient, topic: str) -> set[str]:
    """Ask the broker what it allows this principal on a topic."""
    future = admin.describe_topics(TopicCollection([topic]), include_authorized_operations=True)[topic]
    try:
        found = future.result(SECONDS_MAX)
    except KafkaException as refused:
        if refused.args[0].code() != KafkaError.TOPIC_AUTHORIZATION_FAILED:
            raise
        return set()
    return {operation.name for operation in found.authorized_operations} & set(OPERATIONS)


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_a_principal_may_do_what_the_rows_say_and_nothing_else(kafka_settings: Settings, principal: str) -> None:
    admin = admin_client(kafka_settings(principal))

    for topic in every_topic():
        assert decided(admin, topic) == allowed(principal, topic), topic


def against_the_rows(rules: tuple[Acl, ...]) -> list[str]:
    """Name each permission that the agreement's own words do not give, worked out apart from what makes the rules."""
    writers = {principal: {name for name in APPLIED if BY_NAME[name].writer == principal} for principal in AGENCIES}
    writers |= {"worker": set(every_topic()), "steward": {"saphan.identity.v1"}}
    readers = {"worker": set(APPLIED), "operator": set(every_topic())}
    readers["consumer"] = {"saphan.match.v1", "doe.vacancy.v1", "ovec.demand.v1"}
    wrong = []
    for principal in PRINCIPALS:
        for topic in every_topic():
            may = allowed(principal, topic, rules)
            if "WRITE" in may and topic not in writers.get(principal, set()):
                wrong.append(f"{principal} writes {topic}")
            if "READ" in may and topic not in readers.get(principal, set()):
                wrong.append(f"{principal} reads {topic}")
            if may & {"ALTER", "ALTER_CONFIGS", "DELETE", "CREATE"}:
                wrong.append(f"{principal} changes {topic}")
    return wrong


def test_the_rules_give_nobody_more_than_the_agreement_does() -> None:
    assert against_the_rows(ALLOWED) == []
    assert allowed("ovec", STUDENT) == {"WRITE", "DESCRIBE"}
    assert allowed("sso", STUDENT) == {"DESCRIBE"}


@pytest.mark.parametrize(
    ("slipped_in", "told"),
    [
        (Acl("doe", "READ", "TOPIC", STUDENT), f"doe reads {STUDENT}"),
        (Acl("ovec", "WRITE", "TOPIC", "doe.", "PREFIXED"), "ovec writes doe.vacancy.v1"),
        (Acl("consumer", "READ", "TOPIC", "sso.insurance.v1"), "consumer reads sso.insurance.v1"),
        (Acl("steward", "WRITE", "TOPIC", "*"), "steward writes saphan.match.v1"),
        (Acl("operator", "ALTER", "TOPIC", "*"), f"operator changes {STUDENT}"),
    ],
)
def test_a_permission_that_no_row_gives_is_found(slipped_in: Acl, told: str) -> None:
    assert told in against_the_rows((*ALLOWED, slipped_in))


def test_no_agency_reads_a_raw_topic_about_people_and_none_writes_after_the_term() -> None:
    for agency in AGENCIES:
        assert not any("READ" in allowed(agency, topic) for topic in every_topic())
    assert [topic for topic in APPLIED if raw(topic) and "READ" in allowed("consumer", topic)] == []

    for ended in (MEMORANDUM.last_day + timedelta(days=1), date(2018, 5, 4)):
        rules = acls(MEMORANDUM, ended)
        assert not {acl.principal for acl in rules if acl.operation == "WRITE"} & set(AGENCIES)
        assert allowed("worker", STUDENT, rules) == {"READ", "WRITE", "DESCRIBE"}
    assert allowed("ovec", STUDENT, acls(MEMORANDUM, MEMORANDUM.last_day)) == {"WRITE", "DESCRIBE"}


def test_an_agency_that_writes_anothers_topic_is_refused_by_the_broker(kafka_settings: Settings) -> None:
    assert written(kafka_settings("ovec"), "doe.vacancy.v1") == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_a_wrong_password_and_an_unknown_user_are_let_in_nowhere(kafka_settings: Settings) -> None:
    right = kafka_settings("ovec")

    assert answers(right)
    assert not answers(right.model_copy(update={"password": kafka_settings("doe").password}))
    assert not answers(right.model_copy(update={"username": "nobody"}))


def test_nobody_but_the_administrator_creates_a_topic(kafka_settings: Settings) -> None:
    for principal in PRINCIPALS:
        admin = admin_client(kafka_settings(principal))
        future = admin.create_topics([NewTopic("ovec.made-up.v1", 1, 1)])
        with pytest.raises(KafkaException, match="AUTHORIZATION_FAILED"):
            future["ovec.made-up.v1"].result(SECONDS_MAX)


def test_a_topic_that_was_not_provisioned_does_not_come_about_by_itself(kafka_admin: AdminClient) -> None:
    asked = kafka_admin.list_topics("ovec.unheard-of.v1", timeout=SECONDS_MAX)

    error = asked.topics["ovec.unheard-of.v1"].error
    assert error is not None
    assert error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART
    assert "ovec.unheard-of.v1" not in kafka_admin.list_topics(timeout=SECONDS_MAX).topics


def test_provisioning_twice_changes_nothing(stack: AnyStack, kafka_admin: AdminClient) -> None:
    assert plan(read(kafka_admin), stack.record.partitions, ALLOWED).is_empty


@pytest.mark.faults
def test_what_was_changed_by_hand_is_mended_and_what_was_slipped_in_is_taken_away(fresh_stack: FreshStack) -> None:
    stack = fresh_stack(partitions=1)
    admin, topic = admin_client(stack.kafka.settings("admin")), every_topic()[0]
    entry = ConfigEntry("cleanup.policy", "delete", incremental_operation=AlterConfigOpType.SET)
    changed = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[entry])
    admin.incremental_alter_configs([changed])[changed].result(SECONDS_MAX)
    slipped_in = Acl("sso", "READ", "TOPIC", "ovec.", "PREFIXED")
    whole = plan(read(admin), 1, ALLOWED)
    carry_out(admin, plan_with(whole, slipped_in), 1, 1)

    found = plan(read(admin), 1, ALLOWED)
    carry_out(admin, found, 1, 1, prune=True)

    assert (list(found.alter), found.extra) == ([topic], (slipped_in,))
    assert plan(read(admin), 1, ALLOWED) == plan_with(whole)


@pytest.mark.faults
def test_once_the_term_has_ended_and_rights_are_pruned_the_broker_refuses_every_agency(fresh_stack: FreshStack) -> None:
    stack = fresh_stack(partitions=1)
    admin = admin_client(stack.kafka.settings("admin"))
    assert written(stack.kafka.settings("ovec"), STUDENT) is None
    ended = acls(MEMORANDUM, MEMORANDUM.last_day + timedelta(days=1))

    carry_out(admin, plan(read(admin), 1, ended), 1, 1, prune=True)

    assert written(stack.kafka.settings("ovec"), STUDENT) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert standing(stack.kafka.settings("operator").librdkafka(), 1, ended).ok
    found = standing(stack.kafka.settings("operator").librdkafka(), 1, ALLOWED)
    assert "allow ovec WRITE TOPIC ovec.student.v1" in found.findings


def test_what_stands_on_the_broker_is_what_may_stand_and_asking_takes_no_more_than_an_operators_rights(
    stack: AnyStack, kafka_settings: Settings
) -> None:
    asked = kafka_settings("operator").librdkafka()
    assert standing(asked, stack.record.partitions, ALLOWED).findings == ()
    fewer = [acl for acl in ALLOWED if (acl.principal, acl.name) != ("sso", "sso.insurance.v1")]
    assert "in no row: sso WRITE TOPIC sso.insurance.v1" in standing(asked, stack.record.partitions, fewer).findings


def written(settings: KafkaSettings, topic: str) -> int | None:
    """Write to a topic; give the error's code, None when the broker took it."""
    told: list[KafkaError | None] = []
    producer = Producer(settings.librdkafka() | {"log_level": 0, "message.timeout.ms": int(SECONDS_MAX * 1000)})
    producer.produce(topic, b"x", b"key", partition=0, on_delivery=lambda error, _: told.append(error))
    producer.flush(SECONDS_MAX)
    (error,) = told
    return None if error is None else int(error.code())


def plan_with(whole: Plan, *allow: Acl) -> Plan:
    """Give a plan that alters nothing and allows just these."""
    return replace(whole, create=(), alter={}, allow=allow, extra=())
