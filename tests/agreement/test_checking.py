"""The offline proof finds every contradiction between topics, schemas, permissions and the agreement."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from operations.agreement.checking import Evidence, check
from schemas.agreement import DEMONSTRATION, MEMORANDUM, Agreement, Population, Purpose, Row
from schemas.broker_access import Acl, acls
from schemas.registry import load
from schemas.topics import APPLIED, INSURANCE, SKILL_TEST, STUDENT, TEST_PLAN

TODAY = date(2026, 11, 23)
SCHEMAS = {name: load(name) for name in APPLIED}
WELL = Evidence(DEMONSTRATION, TODAY, SCHEMAS, acls(DEMONSTRATION, TODAY))


def wrong(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """Give what each check finds, where it finds something."""
    return {one.name: one.findings for one in check(evidence) if not one.ok}


def test_the_demonstration_contradicts_nothing() -> None:
    assert wrong(WELL) == {}


def test_the_memorandum_contradicts_nothing_but_the_day() -> None:
    ended = Evidence(MEMORANDUM, TODAY, SCHEMAS, acls(MEMORANDUM, TODAY))
    assert list(wrong(ended)) == ["in_force"]
    assert all("2023-05-05" in finding for finding in wrong(ended)["in_force"])
    then = date(2020, 1, 1)
    assert wrong(Evidence(MEMORANDUM, then, SCHEMAS, acls(MEMORANDUM, then))) == {}


def altered(topic: str, receiver: str, change: Callable[[Row], Row]) -> Agreement:
    """Give the demonstration with the rows of a data set for a receiver changed."""
    rows = tuple(change(row) if (row.topic, row.receiver) == (topic, receiver) else row for row in DEMONSTRATION.rows)
    return replace(DEMONSTRATION, rows=rows)


def under(agreement: Agreement) -> Evidence:
    """Compare another agreement, with its own permissions."""
    return Evidence(agreement, TODAY, SCHEMAS, acls(agreement, TODAY))


def without_handling(topic: str) -> Agreement:
    """Give the demonstration as if it did not speak of a data set."""
    return replace(DEMONSTRATION, handling={name: one for name, one in DEMONSTRATION.handling.items() if name != topic})


def as_if_named(topic: str, name: str, held_in: tuple[str, ...]) -> Agreement:
    """Give the demonstration with one more field named by a data set's clause."""
    handling = DEMONSTRATION.handling[topic]
    named = replace(handling, named={**handling.named, name: held_in})
    return replace(DEMONSTRATION, handling={**DEMONSTRATION.handling, topic: named})


CONTRADICTIONS: dict[str, tuple[Evidence, str, str]] = {
    "a topic the agreement does not speak of": (under(without_handling(STUDENT)), "topics", STUDENT),
    "a topic that reaches nobody": (
        under(replace(DEMONSTRATION, rows=tuple(row for row in DEMONSTRATION.rows if row.topic != TEST_PLAN))),
        "topics",
        "no row gives it to anybody",
    ),
    "another giver": (
        under(
            replace(
                DEMONSTRATION,
                handling={**DEMONSTRATION.handling, STUDENT: replace(DEMONSTRATION.handling[STUDENT], giver="doe")},
            )
        ),
        "topics",
        "ovec under 3.1.1(1), in the agreement doe under 3.1.1(1)",
    ),
    "a field no schema has": (
        under(altered(INSURANCE, "ovec", lambda row: replace(row, fields=row.fields | {"wage"}))),
        "fields",
        "sso.insurance.v1 to ovec for outcomes: no field wage",
    ),
    "a field beside the derived ones": (
        under(altered(INSURANCE, "doe", lambda row: replace(row, fields=row.fields | {"employer"}))),
        "fields",
        "no field employer",
    ),
    "a field a clause names and the schema lacks": (
        under(as_if_named(INSURANCE, "hospital", ("hospital",))),
        "named",
        "clause 3.2.1(2) names hospital, which its schema lacks",
    ),
    "a field a clause names and no row gives": (
        under(as_if_named(INSURANCE, "why", ("end_reason",))),
        "named",
        "clause 3.2.1(2) names why, which no row gives",
    ),
    "a schema that cites another clause": (
        replace(WELL, schemas={**SCHEMAS, STUDENT: {**SCHEMAS[STUDENT], "clause": "3.1.2"}}),
        "named",
        "its schema cites clause 3.1.2",
    ),
    "records about people of everyone": (
        under(altered(STUDENT, "doe", lambda row: replace(row, population=Population.EVERYONE))),
        "populations",
        "ovec.student.v1 to doe for placement: of everyone",
    ),
    "a flow between departments without an instrument": (
        under(altered(SKILL_TEST, "doe", lambda row: replace(row, instrument=None))),
        "instruments",
        "from dsd to doe: no instrument is named",
    ),
    "SSO's own record within the ministry": (
        under(altered(INSURANCE, "doe", lambda row: replace(row, derive=None))),
        "instruments",
        "the record itself would cross",
    ),
    "a purpose no clause states": (
        under(replace(DEMONSTRATION, purposes={Purpose.RIGHTS: DEMONSTRATION.purposes[Purpose.RIGHTS]})),
        "purposes",
        "the purpose placement is stated nowhere",
    ),
    "a right no row gives": (
        replace(WELL, allowed=(*WELL.allowed, Acl("ovec", "WRITE", "TOPIC", "doe.", "PREFIXED"))),
        "rights",
        "ovec may write doe.vacancy.v1, and no row lets it give that",
    ),
    "an agency that reads people's records": (
        replace(WELL, allowed=(*WELL.allowed, Acl("doe", "READ", "TOPIC", STUDENT))),
        "rights",
        "doe may read ovec.student.v1",
    ),
    "a right that is lacking": (
        replace(WELL, allowed=tuple(acl for acl in WELL.allowed if (acl.principal, acl.name) != ("ovec", STUDENT))),
        "rights",
        "ovec gives ovec.student.v1, and may not write it",
    ),
    "a right to change a topic": (
        replace(WELL, allowed=(*WELL.allowed, Acl("operator", "ALTER", "TOPIC", "*"))),
        "rights",
        "operator may ALTER *",
    ),
    "something held that the person may not have": (
        under(altered(STUDENT, "person", lambda row: replace(row, fields=row.fields - {"wish"}))),
        "people",
        "ovec.student.v1: the person may not have all of it",
    ),
}


@pytest.mark.parametrize(("evidence", "name", "told"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_a_contradiction_is_found(evidence: Evidence, name: str, told: str) -> None:
    assert any(told in finding for finding in wrong(evidence).get(name, ()))


def test_every_check_has_an_example_that_fails() -> None:
    assert {name for _, name, _ in CONTRADICTIONS.values()} | {"in_force"} == {one.name for one in check(WELL)}
