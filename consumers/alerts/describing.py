"""What the placement service is told of a match: projected by the agreement, each disclosure named for the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from schemas import topics
from schemas.agreement import Agreement, Purpose, permitted
from schemas.audit import Disclosure
from schemas.codec import Meta
from schemas.partition import split_match_id
from schemas.profile import Certificate, Enrolment, Profile, Ruling, SkillTest, Vacancy

RECEIVER: Final = "doe"
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
    """Who asks, under which agreement, and when (the day decides what may flow)."""

    agreement: Agreement
    by: str
    on: date
    now_ms: int


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
    shown: list[tuple[str, dict[str, Any]]] = []

    def show(topic: str, record: Any, fields: Iterable[str]) -> dict[str, Any]:
        chosen = {name: record[name] if isinstance(record, Mapping) else getattr(record, name) for name in fields}
        told = permitted(asking.agreement, topic, chosen, RECEIVER, Purpose.PLACEMENT, asking.on)
        if told:
            shown.append((topic, told))
        return told

    told = show(topics.MATCH, data, _MATCH_FIELDS)
    if not told:
        return None
    facts: dict[str, Any] = {"match": match, "person": pseudonym, "version": meta.version, **told}
    facts["caused_at"] = int(data["caused_at"].timestamp() * 1000)
    facts["position"] = show(topics.VACANCY, vacancy, _VACANCY_FIELDS) if vacancy else {}
    if person is not None and data["status"] == "OPEN":
        enrolment = newest_enrolment(person)
        facts["applicant"] = show(topics.STUDENT, enrolment, _ENROLMENT_FIELDS) if enrolment else {}
        facts["certificates"] = [show(topics.CERTIFICATE, one, _CERTIFICATE_FIELDS) for one in valid(person, asking.on)]
        facts["skill_tests"] = [show(topics.SKILL_TEST, one, _TEST_FIELDS) for one in passed(person)]
    return Described(facts, tuple(_disclosure(topic, told, pseudonym, asking) for topic, told in _about(shown)))


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


def aliases(person: Profile) -> list[str]:
    """List the pseudonyms now joined to this person: the newest decision about each is a JOIN."""
    newest: dict[str, Ruling] = {}
    for ruling in sorted(person.rulings, key=lambda one: (one.decided_at, one.source.version)):
        if ruling.canonical == person.subject and ruling.alias is not None:
            newest[ruling.alias] = ruling
    return [alias for alias, ruling in newest.items() if ruling.decision == "JOIN"]


def _about(shown: Iterable[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Keep one entry per data set about a person; a vacancy is about none."""
    return list({topic: told for topic, told in shown if topic != topics.VACANCY}.items())


def _disclosure(topic: str, told: Mapping[str, Any], pseudonym: str, asking: Asking) -> Disclosure:
    row = asking.agreement.row(topic, RECEIVER, Purpose.PLACEMENT, asking.on)
    clause = row.clause if row else ""
    return Disclosure(asking.now_ms, RECEIVER, asking.by, pseudonym, tuple(told), Purpose.PLACEMENT.value, clause)
