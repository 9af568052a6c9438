"""From a profile to the facts matching depends on: only what the agreement lets reach placement, as of one day."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas import topics
from schemas.agreement import Projection as Given
from schemas.agreement import standing_of
from schemas.profile import Enrolment, Placement, Profile, Ruling, Source
from streams.matching import placements, rights, spells
from streams.matching.days import day_of, start_of
from streams.matching.projection import Evidence, Projection, Skill, Study
from streams.matching.rules import Rules

_LEVELS = {"PVC": 1, "PVS": 2, "BTECH": 3}


class Facts(NamedTuple):
    """The projection, the moment (ms) of the newest cause behind it, and the next moment time alone changes it."""

    projection: Projection
    caused_at: int
    due: int | None


def project(profile: Profile, now_ms: int, rules: Rules) -> Facts:
    """Take the facts from a profile, judged on the Thai day of `now_ms`."""
    today = day_of(now_ms)
    turns = [start_of(day) for day in _turning_days(profile, rules)]
    causes = [newest_cause(profile), *(turn for turn in turns if turn <= now_ms)]
    due = min((turn for turn in turns if turn > now_ms), default=None)
    return Facts(_projection(profile, today, rules), max(causes), due)


def newest_cause(profile: Profile) -> int:
    """Give when the newest record a person's matching rests on was accepted (ms since 1970)."""
    groups: tuple[Iterable[Source], ...] = (
        (part.source for part in profile.enrolments),
        (part.source for part in profile.spells),
        (part.source for part in profile.skill_tests),
        (part.source for part in profile.certificates),
        (part.source for part in profile.placements),
        (part.source for part in profile.rulings),
        (source for source in (*profile.deleted, *profile.unreadable) if source.topic != topics.MATCH),
    )
    return max((source.accepted_at for group in groups for source in group), default=0)


def _projection(profile: Profile, today: int, rules: Rules) -> Projection:
    usable_spells, giving = rules.usable(profile.spells), rules.giving(topics.INSURANCE, today)
    standing, noted = standing_of(profile), rules.usable(profile.placements)
    employment, as_of = spells.crossed(usable_spells, today, giving, standing)
    placed = placements.placed(noted)
    if placed is not None and spells.job_over(usable_spells, _noted_on(placed), today, giving, standing):
        placed = None
    objection, objected = rights.objection(profile)
    return Projection(
        study=_study(rules.usable(profile.enrolments)),
        employment=employment.value,
        spell=as_of,
        placed=_rests_on(placed),
        refused=tuple((one.vacancy, evidence(one.source)) for one in placements.refused(noted)),
        certificates=tuple(_valid(rules.told(profile.certificates, standing), today)),
        tests=tuple(_passed(rules.told(profile.skill_tests, standing))),
        objection=objection,
        objected=_rests_on(objected),
        erased=_rests_on(rights.erasure(profile)),
        alias=_rests_on(rights.standing_in(profile)),
    )


def evidence(source: Source) -> Evidence:
    """Name a record as evidence, known as of the Thai day it was accepted."""
    return Evidence(source.topic, source.record, source.version, day_of(source.accepted_at))


def _noted_on(placement: Placement) -> int:
    return day_of(int(placement.noted_at.timestamp() * 1000))


def _rests_on(part: Placement | Ruling | None) -> Evidence | None:
    return None if part is None else evidence(part.source)


def _study(enrolments: Iterable[Enrolment]) -> Study | None:
    """Choose the best enrolment: one not left before one left, then the latest entered, then the highest level."""
    best = max(enrolments, key=_standing, default=None)
    if best is None:
        return None
    return Study(
        evidence(best.source),
        best.status,
        best.level,
        best.field,
        best.province,
        best.district,
        best.wish,
        best.desired_occupations,
        best.desired_provinces,
        best.desired_wage_min,
    )


def _standing(one: Enrolment) -> tuple[bool, int, int, int, str]:
    level = _LEVELS.get(one.level, 0)
    return one.status != "LEFT", one.entry_academic_year, level, one.source.version, one.source.record


def _valid(certificates: Iterable[tuple[Source, Given]], today: int) -> Iterator[Skill]:
    for source, one in certificates:
        if one.status == "VALID" and one.issued_on.toordinal() <= today <= _last_day(one, today):
            yield Skill(one.standard, one.level, one.occupation, evidence(source))


def _last_day(certificate: Given, today: int) -> int:
    return today if certificate.expires_on is None else int(certificate.expires_on.toordinal())


def _passed(tests: Iterable[tuple[Source, Given]]) -> Iterator[Skill]:
    for source, one in tests:
        if one.result == "PASSED":
            yield Skill(one.standard, one.level, one.occupation, evidence(source))


def _turning_days(profile: Profile, rules: Rules) -> Iterator[int]:
    yield from spells.turning_days(rules.usable(profile.spells))
    for _, one in rules.told(profile.certificates, standing_of(profile)):
        if one.status == "VALID":
            yield one.issued_on.toordinal()
            if one.expires_on is not None:
                yield one.expires_on.toordinal() + 1
