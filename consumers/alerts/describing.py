"""What the placement service is told of a match: projected by the agreement, each disclosure named for the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from consumers.permission import RECEIVER
from schemas import topics
from schemas.agreement import Giving, Projection, Purpose, Standing, Terms, standing_of
from schemas.audit import Disclosure
from schemas.codec import Meta
from schemas.partition import split_match_id
from schemas.profile import Certificate, Enrolment, Profile, SkillTest, Vacancy

_MATCH_FIELDS: Final = (
    "vacancy",
    "episode",
    "status",
    "score",
    "withdrawn_because",
    "criteria",
    "occupation",
    "province",
    "caused_at",
    "unchecked",
)
_ENROLMENT_FIELDS: Final = (
    "status",
    "level",
    "field",
    "qualification",
    "graduation_academic_year",
    "college",
    "province",
    "district",
    "wish",
    "desired_wage_min",
)
_VACANCY_FIELDS: Final = (
    "vacancy_number",
    "employer_name",
    "position",
    "occupation",
    "province",
    "district",
    "positions_requested",
    "positions_filled",
    "employment_type",
    "wage_min",
    "wage_max",
    "wage_unit",
    "expires_on",
)
_CERTIFICATE_FIELDS: Final = ("standard", "level", "issued_on", "expires_on", "status")
_TEST_FIELDS: Final = ("standard", "level", "tested_on", "result")


@dataclass(frozen=True)
class Asking:
    """Who asks, under the terms of which day, and when."""

    terms: Terms
    by: str
    now_ms: int

    @property
    def on(self) -> date:
        """The day of the terms."""
        return self.terms.day

    def giving(self, topic: str, fields: Iterable[str]) -> Giving | None:
        """Give what projects a data set to the fields that are shown; None when nothing of it may be."""
        found = self.terms.giving(topic, RECEIVER, Purpose.PLACEMENT)
        return None if found is None else found.only(fields)


@dataclass(frozen=True)
class Described:
    """A match as it may be told, with the disclosures to be written before it is."""

    facts: dict[str, Any]
    disclosures: tuple[Disclosure, ...]


def describe(
    match: str, meta: Meta, data: Mapping[str, Any], person: Profile | None, vacancy: Vacancy | None, asking: Asking
) -> Described | None:
    """Tell what may be told of a match: its person and position only while it is open; None when nothing may flow."""
    pseudonym, _ = split_match_id(match)
    shown: dict[str, Projection] = {}

    def show(topic: str, records: Iterable[Any], fields: Iterable[str], standing: Standing | None = None) -> list[Any]:
        giving = asking.giving(topic, fields)
        told = [] if giving is None else [one for record in records if (one := giving(record, standing)) is not None]
        if told:
            shown[topic] = told[-1]
        return [one.as_dict() for one in told]

    told = show(topics.MATCH, [data], _MATCH_FIELDS)
    if not told:
        return None
    facts: dict[str, Any] = {"match": match, "person": pseudonym, "version": meta.version, **told[0]}
    facts["caused_at"] = int(data["caused_at"].timestamp() * 1000)
    facts["position"] = _one(show(topics.VACANCY, [vacancy] if vacancy else [], _VACANCY_FIELDS))
    if person is not None and data["status"] == "OPEN":
        enrolment, standing = newest_enrolment(person), standing_of(person)
        facts["applicant"] = _one(show(topics.STUDENT, [enrolment] if enrolment else [], _ENROLMENT_FIELDS))
        held, tests = valid(person, asking.on), passed(person)
        facts["certificates"] = show(topics.CERTIFICATE, held, _CERTIFICATE_FIELDS, standing)
        facts["skill_tests"] = show(topics.SKILL_TEST, tests, _TEST_FIELDS, standing)
    # A vacancy is about no person: telling it is no disclosure about one.
    about = (told for told in shown.items() if told[0] != topics.VACANCY)
    return Described(facts, tuple(_disclosure(topic, one, pseudonym, asking) for topic, one in about))


def newest_enrolment(person: Profile) -> Enrolment | None:
    """Choose the enrolment that says most about today: the latest entered, then the latest accepted."""
    return max(
        person.enrolments, key=lambda one: (one.entry_academic_year, one.source.accepted_at, one.source), default=None
    )


def valid(person: Profile, on: date) -> list[Certificate]:
    """List the certificates that hold on a day."""
    held = (one for one in person.certificates if one.status == "VALID")
    return [one for one in held if one.expires_on is None or one.expires_on >= on]


def passed(person: Profile) -> list[SkillTest]:
    """List the skill tests passed."""
    return [one for one in person.skill_tests if one.result == "PASSED"]


def _one(told: list[Any]) -> dict[str, Any]:
    return told[0] if told else {}


def _disclosure(topic: str, told: Projection, pseudonym: str, asking: Asking) -> Disclosure:
    fields, purpose = tuple(told.as_dict()), Purpose.PLACEMENT.value
    return Disclosure(asking.now_ms, RECEIVER, asking.by, pseudonym, fields, purpose, told.clause, data_set=topic)
