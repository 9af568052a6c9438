"""Who may do what on the broker, worked out from the agreement's rows; whatever no row allows is denied."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from schemas.agreement import Agreement, Purpose, Terms
from schemas.topics import AGENCIES, APPLIED, BY_NAME, IDENTITY, STUDENT, Subject, dead_letter

SAPHAN: Final = "saphan"
# For whom, and for what, Saphan's consumers work: DOE's placement service.
_CONSUMER: Final = ("doe", Purpose.PLACEMENT)


@dataclass(frozen=True)
class Acl:
    """One permission on the broker."""

    principal: str
    operation: str
    resource_type: str
    name: str
    pattern: str = "LITERAL"


PRINCIPALS: Final = (*AGENCIES, "worker", "consumer", "edge", "operator", "steward")


def acls(agreement: Agreement, day: date) -> tuple[Acl, ...]:
    """List every permission on a day; while the agreement is not in force no agency may write, and no consumer read."""
    terms = agreement.on(day)
    return (*_agencies(terms), *_consumer(terms), *_workers(), *_operator(), *_steward())


def raw(topic: str) -> bool:
    """Say whether a topic holds an agency's records about people: nobody but workers and operators reads one."""
    return BY_NAME[topic].subject is Subject.PERSON and BY_NAME[topic].writer != SAPHAN


def _agencies(terms: Terms) -> Iterator[Acl]:
    """Let an agency write exactly the data sets that a row lets it give."""
    for agency in AGENCIES:
        given = [name for name in APPLIED if terms.gives(name, agency)]
        for name in given:
            for operation in ("WRITE", "DESCRIBE"):
                yield Acl(agency, operation, "TOPIC", name)
        # An edge asks where the logs of the population and of decisions about people end; it can't read them.
        for name in (STUDENT, IDENTITY):
            if given and name not in given:
                yield Acl(agency, "DESCRIBE", "TOPIC", name)
        if given:
            yield Acl(agency, "IDEMPOTENT_WRITE", "CLUSTER", "kafka-cluster")


def _consumer(terms: Terms) -> Iterator[Acl]:
    """Let consumers read what a row gives for placement, unless it is an agency's own records about people."""
    for name in APPLIED:
        if terms.row(name, *_CONSUMER) is not None and not raw(name):
            for operation in ("READ", "DESCRIBE"):
                yield Acl("consumer", operation, "TOPIC", name)
    yield Acl("consumer", "READ", "GROUP", "consumer.", "PREFIXED")


def _workers() -> Iterator[Acl]:
    """Let workers read what they apply, and write what is Saphan's: matches, repairs, tombstones and dead letters."""
    yield Acl("worker", "READ", "GROUP", "saphan.", "PREFIXED")
    yield Acl("worker", "DESCRIBE", "GROUP", "saphan.", "PREFIXED")
    yield Acl("worker", "IDEMPOTENT_WRITE", "CLUSTER", "kafka-cluster")
    for name in APPLIED:
        for operation in ("READ", "WRITE", "DESCRIBE"):
            yield Acl("worker", operation, "TOPIC", name)
        for operation in ("WRITE", "DESCRIBE"):
            yield Acl("worker", operation, "TOPIC", dead_letter(name))


def _operator() -> Iterator[Acl]:
    """Let operators look at everything and change nothing."""
    for resource in ("TOPIC", "GROUP"):
        for operation in ("READ", "DESCRIBE"):
            yield Acl("operator", operation, resource, "*")
    yield Acl("operator", "DESCRIBE_CONFIGS", "TOPIC", "*")
    for operation in ("DESCRIBE", "DESCRIBE_CONFIGS"):
        yield Acl("operator", operation, "CLUSTER", "kafka-cluster")


def _steward() -> Iterator[Acl]:
    """Let the steward decide who is who and about people's rights, and nothing else."""
    for operation in ("WRITE", "DESCRIBE"):
        yield Acl("steward", operation, "TOPIC", IDENTITY)
    yield Acl("steward", "IDEMPOTENT_WRITE", "CLUSTER", "kafka-cluster")
