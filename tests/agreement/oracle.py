"""What the memorandum's own words allow, worked out from its clauses apart from the agreement's files.

`mou_clauses.json` is the memorandum clause by clause; the tables below say what its words mean in the platform's terms.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

from schemas.agreement import Employment, Projection, Purpose, Standing, Terms, permitted
from schemas.registry import load
from schemas.topics import INSURANCE, STUDENT, TOPICS, Subject

CLAUSES: Final[Mapping[str, Any]] = {
    one["clause"]: one for one in json.loads((Path(__file__).parent / "mou_clauses.json").read_text(encoding="utf-8"))
}
RECEIVERS: Final = ("ovec", "doe", "sso", "dsd", "mol", "person", "steward")
STATUSES: Final = ("STUDYING", "ABOUT_TO_GRADUATE", "GRADUATED", "LEFT", "UNKNOWN")
STANDINGS: Final = (None, *(Standing(*two) for two in product((True, False), repeat=2)))
MINISTRY: Final = frozenset({"doe", "sso", "dsd", "mol"})
_PARTIES: Final[Mapping[str, frozenset[str]]] = {
    "OVEC": frozenset({"ovec"}),
    "MOL": MINISTRY,
    "students who want to work": frozenset({"doe"}),  # DOE's own service, on its own and Saphan's records
    **{f"MOL/{name.upper()}": frozenset({name}) for name in MINISTRY},
}
# Which purposes are within a department's own duties (3.1.1 and 3.2.1: only within its legal powers).
_DUTIES: Final[Mapping[str, frozenset[Purpose]]] = {
    "doe": frozenset({Purpose.PLACEMENT, Purpose.PLANNING}),
    "dsd": frozenset({Purpose.TRAINING_AND_TESTING, Purpose.SHARED_RESOURCES, Purpose.PLANNING, Purpose.CONSISTENCY}),
    "sso": frozenset({Purpose.CONSISTENCY}),
    "mol": frozenset({Purpose.PLANNING}),
    "ovec": frozenset(Purpose) - {Purpose.PLACEMENT, Purpose.RIGHTS},
    "person": frozenset({Purpose.RIGHTS}),
}
# The schema's fields that hold what a clause names, whatever it calls them.
_HELD_IN: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "citizen_id": "identity",
        "first_name": "identity name_hash",
        "last_name": "identity name_hash",
        "address": "identity address_hash address subdistrict district province",
        "entry_academic_year": "entry_academic_year",
        "graduation_academic_year": "graduation_academic_year",
        "curriculum": "curriculum_year",
        "subject_type": "subject_type subject_type_as_sent",
        "field": "field",
        "specialisation": "specialisation",
        "qualification": "qualification level levels fields",
        "desired_job_or_occupation": "wish desired_occupations desired_provinces desired_wage_min",
        "juristic_no": "juristic_number employer_kind",
        "establishment_name": "establishment_name employer_name",
        "position_or_field": "position field occupation",
        "position_or_occupation": "position occupation",
        "qualities_skills_or_competencies": "skills skill_standard skill_level",
        "required_skills": "skills skill_standard skill_level certificate_required experience_years_min",
        "industry_standard_code": "industry_code",
        "course_or_occupation": "course standard occupation",
        "codes": "college field_code occupation_scheme occupation_as_sent industry_code industry_scheme"
        " industry_as_sent skill_standard_as_sent standard_as_sent test_centre training_centre level province",
    }.items()
}
# What a register of this kind is made of besides what the clause names: its state and its days, never a person's name.
_REGISTER: Final[Mapping[str, frozenset[str]]] = {
    clause: frozenset(fields.split())
    for clause, fields in {
        "3.1.1(1)": "status other_pseudonyms",
        "3.1.1(2)": "surveyed_on valid_until positions",
        "3.2.1(1)": "vacancy_number positions_requested positions_filled employment_type wage_min wage_max wage_unit"
        " posted_on expires_on status source",
        "3.2.1(2)": "section started_on confirmed_through ended_on",
        "3.2.1(3)": "tested_on result issued_on expires_on status hours started_on finished_on level",
    }.items()
}
# To make both registers consistent (1.2) the steward compares hashes and codes, and whether someone died.
_COMPARED: Final = frozenset(
    {"status", "college", "province", "district", "name_hash", "address_hash", "other_pseudonyms", "end_reason"}
)
_COMPARED_REGISTERS: Final = frozenset({"3.1.1(1)", "3.2.1(2)", "3.2.1(3)"})
# Names are opened only by who serves or follows up the person; comparing takes hashes, planning neither.
_NAMES: Final = frozenset({"identity"})
_HASHES: Final = frozenset({"name_hash", "address_hash", "other_pseudonyms"})
_FOR_NAMES: Final = frozenset({Purpose.PLACEMENT, Purpose.OUTCOMES, Purpose.RIGHTS})
_FOR_HASHES: Final = frozenset({Purpose.CONSISTENCY, Purpose.RIGHTS})


class Case(NamedTuple):
    """One combination: whose record, to whom, for what, of a person standing where."""

    topic: str
    receiver: str
    purpose: Purpose
    status: str
    standing: Standing | None


@dataclass(frozen=True)
class Words:
    """What the memorandum's words allow, with the ministry's own instrument or without one."""

    instrument: bool

    def fields(self, case: Case) -> frozenset[str]:
        """Give the most that may reach this receiver in this case."""
        about_person = _subject(case.topic) is Subject.PERSON
        if case.receiver == "person":
            return _all(case.topic) if about_person and case.purpose is Purpose.RIGHTS else frozenset()
        clause = _clause(case.topic)
        if case.receiver == "steward":
            compares = case.purpose is Purpose.CONSISTENCY and clause.get("clause") in _COMPARED_REGISTERS
            return _COMPARED & _all(case.topic) if compares else frozenset()
        if case.purpose not in _DUTIES[case.receiver] or "giver" not in clause:
            return frozenset()
        giver, receivers = _PARTIES[clause["giver"]], _PARTIES[clause["receiver"]]
        # The placement service keeps its own records, and is served with Saphan's (3.2.1(7)).
        own = case.receiver in giver and case.purpose is Purpose.PLACEMENT
        if case.receiver in receivers or own:
            return self._of_clause(case, clause) if _in_population(case, clause) else frozenset()
        return self._between_departments(case, giver)

    def _of_clause(self, case: Case, clause: Mapping[str, Any]) -> frozenset[str]:
        if "fields" not in clause:
            return _all(case.topic)
        named = frozenset[str]().union(*(_HELD_IN[name] for name in clause["fields"]))
        whole = (named | _REGISTER.get(clause["clause"], frozenset())) & _all(case.topic)
        without_names = whole if case.purpose in _FOR_NAMES else whole - _NAMES
        return without_names if case.purpose in _FOR_HASHES else without_names - _HASHES

    def _between_departments(self, case: Case, giver: frozenset[str]) -> frozenset[str]:
        """Within the ministry the memorandum grants nothing: an instrument may, and from SSO the answer alone."""
        inside = giver <= MINISTRY and case.receiver == "doe" and case.purpose is Purpose.PLACEMENT
        if not (self.instrument and inside and case.standing is not None and case.standing.finishing):
            return frozenset()
        if case.topic == INSURANCE:
            return frozenset(Employment._fields)
        return _all(case.topic) - _NAMES - _HASHES if giver == {"dsd"} else frozenset()


def _in_population(case: Case, clause: Mapping[str, Any]) -> bool:
    match clause.get("population"):
        case "about to graduate + graduated":
            return case.status in ("ABOUT_TO_GRADUATE", "GRADUATED")
        case "ONLY vocational students/graduates":
            return case.standing is not None and case.standing.vocational
        case _:
            return True


@cache
def _clause(topic: str) -> Mapping[str, Any]:
    """Give what the memorandum says in the clause a data set's schema cites; nothing where it says nothing."""
    found: Mapping[str, Any] = CLAUSES.get(str(load(topic)["clause"]), {})
    return found


@cache
def _all(topic: str) -> frozenset[str]:
    (data,) = (field for field in load(topic)["fields"] if field["name"] == "data")
    return frozenset(field["name"] for field in data["type"][1]["fields"])


def _subject(topic: str) -> Subject:
    return next(one.subject for one in TOPICS if one.name == topic)


def cases() -> Iterator[Case]:
    """List every data set, receiver, purpose and population: statuses of the record, standings of its person."""
    for topic in (one.name for one in TOPICS):
        for receiver in RECEIVERS:
            for purpose in Purpose:
                for status in STATUSES if topic == STUDENT else ("GRADUATED",):
                    for standing in STANDINGS:
                        yield Case(topic, receiver, purpose, status, standing)


def given(terms: Terms, case: Case) -> frozenset[str]:
    """Say which fields the platform lets through in a case, of a record that has them all."""
    record: Any = dict.fromkeys(_all(case.topic), "value")
    if "status" in record:
        record["status"] = case.status
    row = terms.row(case.topic, case.receiver, case.purpose)
    if row is not None and row.derive == "employment":
        record = Employment("YES", terms.day)
    told: Projection | None = permitted(terms, case.topic, record, case.receiver, case.purpose, case.standing)
    return frozenset() if told is None else frozenset(told.as_dict())


def beyond(terms: Terms, words: Words) -> list[str]:
    """Name every field that is let through and that the memorandum's words do not allow."""
    return [
        f"{name} of {case.topic} to {case.receiver} for {case.purpose} ({case.status}, {case.standing})"
        for case in cases()
        for name in sorted(given(terms, case) - words.fields(case))
    ]


def withheld(terms: Terms) -> list[str]:
    """Name every field a clause names that reaches none of its receivers, and every data set that reaches nobody."""
    reached: dict[str, set[str]] = {}
    for case in cases():
        if case.receiver not in ("person", "steward"):
            reached.setdefault(case.topic, set()).update(given(terms, case))
    lacking = []
    for topic, fields in reached.items():
        clause = _clause(topic)
        if "giver" in clause and not fields:
            lacking.append(f"{topic} reaches nobody")
        lacking += [f"{name} of {topic}" for name in clause.get("fields", ()) if _HELD_IN[name].isdisjoint(fields)]
    return lacking
