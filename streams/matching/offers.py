"""A vacancy as matching sees it: what it asks for, how many places are left, and until when it stands."""

from typing import Final, NamedTuple

from schemas.profile import Notice, Vacancy
from streams.matching.days import day_of, start_of
from streams.matching.reasons import Because
from streams.matching.rules import Circumstances, Rules

MATCHES_PER_PLACE: Final = 5
MATCHES_MAX: Final = 50
# Working days a month and hours a day, to compare a wage by day or hour with one wanted by month.
_MONTHLY: Final = {"MONTH": 1, "DAY": 26, "HOUR": 26 * 8}


class Requirement(NamedTuple):
    """A certificate that must be held: any of these standards, or of the occupation where none is named."""

    standards: frozenset[str]
    occupation: str
    level: int


class Offer(NamedTuple):
    """What a vacancy offers and asks; days are ordinals, the wage is baht a month."""

    vacancy: str
    version: int
    accepted_at: int
    occupation: str
    province: str
    district: str | None
    levels: frozenset[str]
    fields: frozenset[str]
    wage_max: int | None
    skill: tuple[str, int] | None
    certificate: Requirement | None
    status: str
    places: int
    last_day: int | None


def offer_of(subject: str, vacancy: Vacancy, rules: Rules) -> Offer:
    """Take from a vacancy what matching depends on."""
    wage = vacancy.wage_max if vacancy.wage_max is not None else vacancy.wage_min
    monthly = _MONTHLY.get(vacancy.wage_unit)
    return Offer(
        subject,
        vacancy.source.version,
        vacancy.source.accepted_at,
        vacancy.occupation,
        vacancy.province,
        vacancy.district,
        frozenset(vacancy.levels) - {"UNKNOWN"},
        frozenset(vacancy.fields),
        None if wage is None or monthly is None else wage * monthly,
        None if vacancy.skill_standard is None else (vacancy.skill_standard, vacancy.skill_level or 1),
        _requirement(vacancy, rules),
        vacancy.status,
        max(0, vacancy.positions_requested - vacancy.positions_filled),
        None if vacancy.expires_on is None else vacancy.expires_on.toordinal(),
    )


def _requirement(vacancy: Vacancy, rules: Rules) -> Requirement | None:
    """Ask for a certificate where the law does (DOMAIN §6: building electricians), or where the vacancy does."""
    by_law = rules.standards_by_law.get(vacancy.occupation)
    if by_law:
        level = vacancy.skill_level if vacancy.skill_standard in by_law else None
        return Requirement(by_law, vacancy.occupation, level or 1)
    if not vacancy.certificate_required:
        return None
    named = frozenset() if vacancy.skill_standard is None else frozenset({vacancy.skill_standard})
    return Requirement(named, vacancy.occupation, vacancy.skill_level or 1)


def why_closed(offer: Offer | None, at: Circumstances) -> Because | None:
    """Give the reason why nobody may be matched to a vacancy any more; None while it is open."""
    if offer is None:
        return Because.RECORD_DELETED
    if offer.status == "FILLED" or (offer.status == "OPEN" and offer.places == 0):
        return Because.VACANCY_FILLED
    if offer.status != "OPEN":
        return Because.VACANCY_CLOSED
    if offer.last_day is not None and offer.last_day < at.today:
        return Because.VACANCY_EXPIRED
    return None


def expiry(offer: Offer) -> int | None:
    """Give the moment (ms) at which time alone closes a vacancy: midnight after its last Thai day."""
    return None if offer.last_day is None else start_of(offer.last_day + 1)


def room(offer: Offer) -> int:
    """Give how many matches may be open: 5 per place left, at most 50."""
    return min(MATCHES_PER_PLACE * offer.places, MATCHES_MAX)


def offer_in(notice: Notice, rules: Rules) -> Offer | None:
    """Take the offer from a vacancy's records, if they still hold one that was permitted when it was accepted."""
    vacancy = notice.vacancy
    if vacancy is None or not rules.permits(vacancy.source.topic, day_of(vacancy.source.accepted_at)):
        return None
    return offer_of(notice.subject, vacancy, rules)
