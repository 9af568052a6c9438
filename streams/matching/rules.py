"""What the rules of matching rest on besides facts: code tables, the agreement, and the numbers they use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from schemas import codes, topics
from schemas.agreement import Agreement, Purpose, permitted
from streams.matching.days import day_of, start_of

RECEIVER: Final = "doe"
# A month's report is due on the 15th of the next (DOMAIN §7): older than this, SSO's data lack a whole report.
SSO_FRESH_DAYS: Final = 46
_DAY_MS: Final = 24 * 60 * 60 * 1000


_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    topics.STUDENT: frozenset(
        {
            "status",
            "level",
            "field",
            "entry_academic_year",
            "province",
            "district",
            "wish",
            "desired_occupations",
            "desired_provinces",
            "desired_wage_min",
        }
    ),
    topics.INSURANCE: frozenset({"section", "started_on", "confirmed_through", "ended_on"}),
    topics.SKILL_TEST: frozenset({"standard", "level", "result", "occupation"}),
    topics.CERTIFICATE: frozenset({"standard", "level", "issued_on", "expires_on", "status", "occupation"}),
    topics.PLACEMENT: frozenset({"vacancy", "stage", "noted_at"}),
    topics.VACANCY: frozenset({"occupation", "province", "positions_requested", "positions_filled", "status"}),
}


@dataclass(frozen=True)
class Rules:
    """Tables by which people and vacancies are compared; occupations are ISCO-08 unit groups, provinces DOPA codes."""

    agreement: Agreement
    field_weights: Mapping[str, Mapping[str, float]]
    neighbours: Mapping[str, frozenset[str]]
    standards_by_law: Mapping[str, frozenset[str]]
    _answers: dict[tuple[str, int], bool] = field(default_factory=dict, compare=False, repr=False)

    def permits(self, topic: str, day: int) -> bool:
        """Say whether the fields matching needs of a data set may reach DOE for placement, judged on a Thai day."""
        key = (topic, day)
        if key not in self._answers:
            needed = dict.fromkeys(_NEEDED[topic])
            on = date.fromordinal(day)
            seen = permitted(self.agreement, topic, needed, RECEIVER, Purpose.PLACEMENT, on)
            self._answers[key] = len(seen) == len(needed)
        return self._answers[key]

    def usable(self, parts: tuple[Any, ...]) -> list[Any]:
        """Keep the parts whose data set was permitted on the day their edge accepted them."""
        return [part for part in parts if self.permits(part.source.topic, day_of(part.source.accepted_at))]


class Circumstances(NamedTuple):
    """What holds for everyone at one moment: the time, the Thai day, SSO's newest data, what may be used today.

    `agreement_begins_ms` is None once the term has begun; `agreement_ends_ms` is midnight after its last day.
    """

    now_ms: int
    today: int
    sso_newest_ms: int
    usable: frozenset[str]
    agreement_begins_ms: int | None
    agreement_ends_ms: int

    @property
    def sso_fresh(self) -> bool:
        """Say whether SSO's data are recent enough for the absence of a spell to mean something."""
        return self.now_ms - self.sso_newest_ms <= SSO_FRESH_DAYS * _DAY_MS


def circumstances(now_ms: int, sso_newest_ms: int, rules: Rules) -> Circumstances:
    """Work out what holds for everyone at a moment."""
    today = day_of(now_ms)
    usable = frozenset(topic for topic in _NEEDED if rules.permits(topic, today))
    begins = start_of(rules.agreement.first_day.toordinal())
    ends = start_of(rules.agreement.last_day.toordinal() + 1)
    return Circumstances(now_ms, today, sso_newest_ms, usable, begins if begins > now_ms else None, ends)


def rules_of(agreement: Agreement) -> Rules:
    """Build the rules from the code tables under an agreement."""
    by_law: dict[str, set[str]] = {}
    for standard in codes.skill_standards().values():
        if standard.certificate_required:
            by_law.setdefault(standard.occupation, set()).add(standard.name)
    return Rules(
        agreement,
        {name: dict(links) for name, links in codes.field_occupations().items()},
        {code: province.neighbours for code, province in codes.provinces().items()},
        {occupation: frozenset(names) for occupation, names in by_law.items()},
    )
