"""The table of topics that provisioning, access control, the README's map and the tests are derived from."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DAY_MS: Final = 24 * 60 * 60 * 1000


class Subject(StrEnum):
    """What a topic's records are about, and so what it is partitioned by."""

    PERSON = "person"
    VACANCY = "vacancy"


@dataclass(frozen=True)
class Topic:
    """One data set on one topic; `dirties` says whether matching must look again at the subject of a changed record."""

    name: str
    clause: str | None
    writer: str
    subject: Subject
    dirties: bool
    record_th: str
    record_en: str


STUDENT: Final = "ovec.student.v1"
VACANCY: Final = "doe.vacancy.v1"
PLACEMENT: Final = "doe.placement.v1"
INSURANCE: Final = "sso.insurance.v1"
SKILL_TEST: Final = "dsd.skill-test.v1"
CERTIFICATE: Final = "dsd.certificate.v1"
MATCH: Final = "saphan.match.v1"
IDENTITY: Final = "saphan.identity.v1"

PERSON, OFFER = Subject.PERSON, Subject.VACANCY
TOPICS: Final = (
    Topic(STUDENT, "3.1.1(1)", "ovec", PERSON, True, "ทะเบียนนักเรียน นักศึกษา", "a student's enrolment and wishes"),
    Topic(VACANCY, "3.2.1(1)", "doe", OFFER, True, "ตำแหน่งงานว่าง", "a vacancy notice or surveyed demand"),
    Topic(INSURANCE, "3.2.1(2)", "sso", PERSON, True, "การเป็นผู้ประกันตน", "a spell of insured employment"),
    Topic(SKILL_TEST, "3.2.1(3)", "dsd", PERSON, True, "ผลทดสอบมาตรฐานฝีมือแรงงาน", "one skill-test result"),
    Topic(CERTIFICATE, "3.2.1(3)", "dsd", PERSON, True, "หนังสือรับรองความรู้ความสามารถ", "one certificate of competence"),
    Topic(PLACEMENT, "3.2.1(7)", "doe", PERSON, True, "ผลการจัดหางาน", "where a person stands with a vacancy"),
    Topic(MATCH, "3.2.1(7)", "saphan", PERSON, False, "คู่ที่ตรงกัน", "a match: open or withdrawn, with its reasons"),
    Topic(IDENTITY, None, "saphan", PERSON, True, "การรวมและแยกตัวตน", "a decision about who is who"),
)
BY_NAME: Final = {topic.name: topic for topic in TOPICS}
APPLIED: Final = tuple(topic.name for topic in TOPICS)
AGENCIES: Final = ("ovec", "doe", "sso", "dsd")
DEAD_LETTER_PREFIX: Final = "saphan.dead-letter."


def dead_letter(topic: str) -> str:
    """Name the topic that takes what could not be applied from `topic`."""
    return DEAD_LETTER_PREFIX + topic


def topic_config(topic: str) -> dict[str, str]:
    """Give the broker settings of a topic."""
    common = {"max.message.bytes": str(1024 * 1024), "message.timestamp.type": "CreateTime"}
    if topic.startswith(DEAD_LETTER_PREFIX):
        return common | {"cleanup.policy": "delete", "retention.ms": str(30 * DAY_MS)}
    return common | {
        "cleanup.policy": "compact",
        "min.compaction.lag.ms": str(7 * DAY_MS),  # time for a stale arrival to be repaired
        "max.compaction.lag.ms": str(30 * DAY_MS),  # how long an erased record may linger on disk
        "delete.retention.ms": str(7 * DAY_MS),
        # A record keeps the moment its edge accepted it, however late a repair writes it again.
        "message.timestamp.before.max.ms": str(2**63 - 1),
    }


def every_topic() -> tuple[str, ...]:
    """List all topics to be created: the data sets and their dead letters."""
    return APPLIED + tuple(dead_letter(name) for name in APPLIED)


@dataclass(frozen=True)
class Acl:
    """One permission on the broker; whatever no row allows is denied."""

    principal: str
    operation: str
    resource_type: str
    name: str
    pattern: str = "LITERAL"


PRINCIPALS: Final = (*AGENCIES, "worker", "consumer", "edge", "operator")


def acls() -> tuple[Acl, ...]:
    """List every permission: an agency writes under its own prefix only; workers read, and write what is Saphan's."""
    return (*_agencies(), *_workers(), *_readers())


def _agencies() -> Iterator[Acl]:
    for agency in AGENCIES:
        for operation in ("WRITE", "DESCRIBE"):
            yield Acl(agency, operation, "TOPIC", f"{agency}.", "PREFIXED")
        # An edge asks where the population's log ends; it can't read it.
        yield Acl(agency, "DESCRIBE", "TOPIC", STUDENT)
        yield Acl(agency, "IDEMPOTENT_WRITE", "CLUSTER", "kafka-cluster")


def _workers() -> Iterator[Acl]:
    yield Acl("worker", "READ", "GROUP", "saphan.", "PREFIXED")
    yield Acl("worker", "DESCRIBE", "GROUP", "saphan.", "PREFIXED")
    yield Acl("worker", "IDEMPOTENT_WRITE", "CLUSTER", "kafka-cluster")
    for name in APPLIED:
        for operation in ("READ", "WRITE", "DESCRIBE"):
            yield Acl("worker", operation, "TOPIC", name)
        for operation in ("WRITE", "DESCRIBE"):
            yield Acl("worker", operation, "TOPIC", dead_letter(name))


def _readers() -> Iterator[Acl]:
    for name in (MATCH, VACANCY):
        for operation in ("READ", "DESCRIBE"):
            yield Acl("consumer", operation, "TOPIC", name)
    yield Acl("consumer", "READ", "GROUP", "consumer.", "PREFIXED")
    for resource, name in (("TOPIC", ""), ("GROUP", "")):
        for operation in ("READ", "DESCRIBE"):
            yield Acl("operator", operation, resource, name or "*")
    yield Acl("operator", "DESCRIBE_CONFIGS", "TOPIC", "*")
    for operation in ("DESCRIBE", "DESCRIBE_CONFIGS"):
        yield Acl("operator", operation, "CLUSTER", "kafka-cluster")
