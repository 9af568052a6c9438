"""Employment as SSO's data tell it: a state with a lag, since starts, ends and monthly reports all come late."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Final, NamedTuple

from schemas import agreement
from schemas.agreement import Giving, Standing
from schemas.profile import Spell
from streams.matching.days import day_of, last_day_of_month_before, sixteenth_of_third_month_after
from streams.matching.projection import Employment, Evidence

EMPLOYEE: Final = "S33"
VOLUNTARY: Final = frozenset({"S39", "S40"})
_LATEST: Final = attrgetter("started_on", "source.record")


_ANSWERS: Final[Mapping[Employment, agreement.InEmployment]] = {
    Employment.EMPLOYED: "YES",
    Employment.ENDED: "NO",
    Employment.UNSURE: "NOT_KNOWN",
}
_MEANT: Final = {answer: employment for employment, answer in _ANSWERS.items()}


class SpellState(NamedTuple):
    """What the spells say on a day, and the spell that says so."""

    employment: Employment
    spell: Spell | None = None


def state(spells: Sequence[Spell], today: int) -> SpellState:
    """Judge the spells on a Thai day: one that runs outweighs one that is unsure, which outweighs one that has ended.

    Sections 39 and 40 insure people who have no employer, so their spells say nothing about employment.
    """
    found: dict[Employment, Spell] = {}
    for spell in sorted(spells, key=_LATEST):
        if spell.section not in VOLUNTARY:
            found[_one(spell, today)] = spell
    for employment in (Employment.EMPLOYED, Employment.UNSURE, Employment.ENDED):
        if employment in found:
            return SpellState(employment, found[employment])
    return SpellState(Employment.NONE)


def _one(spell: Spell, today: int) -> Employment:
    if spell.ended_on is not None and spell.ended_on.toordinal() < today:
        return Employment.ENDED
    if spell.section != EMPLOYEE:
        return Employment.UNSURE
    if spell.ended_on is None and probable_end(spell) <= today:
        return Employment.UNSURE
    return Employment.EMPLOYED


def probable_end(spell: Spell) -> int:
    """Give the day from which a spell is unsure: it was missing from two monthly reports (DOMAIN §7)."""
    confirmed = spell.confirmed_through
    last = last_day_of_month_before(spell.started_on.toordinal()) if confirmed is None else confirmed.toordinal()
    return sixteenth_of_third_month_after(last)


class Crossed(NamedTuple):
    """What DOE may know: whether someone is in employment, and as of which day; no record of SSO's is named."""

    employment: Employment = Employment.NONE
    evidence: Evidence | None = None


def crossed(spells: Sequence[Spell], today: int, giving: Giving | None, standing: Standing) -> Crossed:
    """Let the answer cross from SSO, if a row that names the ministry's instrument lets it (DESIGN §8, clause 6)."""
    employment, spell = state(spells, today)
    if giving is None or spell is None:
        return Crossed()
    as_of = date.fromordinal(day_of(spell.source.accepted_at))
    told = giving(agreement.Employment(_ANSWERS[employment], as_of), standing)
    if told is None:
        return Crossed()
    return Crossed(_MEANT[told.in_employment], Evidence(spell.source.topic, "", 0, told.as_of.toordinal()))


def job_over(spells: Sequence[Spell], since: int, today: int, giving: Giving | None, standing: Standing) -> bool:
    """Ask, of each job begun since a Thai day, whether someone is still in it: again only the answer crosses."""
    begun = (spell for spell in spells if spell.section == EMPLOYEE and spell.started_on.toordinal() >= since)
    return any(crossed([spell], today, giving, standing).employment is Employment.ENDED for spell in begun)


def turning_days(spells: Sequence[Spell]) -> Iterator[int]:
    """Give the days on which time alone changes what a spell says."""
    for spell in spells:
        if spell.section not in VOLUNTARY:
            yield probable_end(spell) if spell.ended_on is None else spell.ended_on.toordinal() + 1
