"""What the rules of matching rest on besides facts: code tables, the agreement, and the numbers they use."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from schemas import codes, topics
from schemas.agreement import Agreement, Giving, Projection, Purpose, Standing
from schemas.profile import Source
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
    # What crosses from SSO under the ministry's own instrument, and no more.
    topics.INSURANCE: frozenset({"in_employment", "as_of"}),
    topics.SKILL_TEST: frozenset({"standard", "level", "tested_on", "result", "occupation"}),
    topics.CERTIFICATE: frozenset({"standard", "level", "issued_on", "expires_on", "status", "occupation"}),
    topics.PLACEMENT: frozenset({"vacancy", "stage", "noted_at"}),
    topics.VACANCY: frozenset({"occupation", "province", "positions_requested", "positions_filled", "status"}),
}


class Today(NamedTuple):
    """What the agreement says on a Thai day; see Circumstances."""

    usable: frozenset[str]
    turns_ms: int | None
    ends_ms: int
    winding_up: bool


@dataclass(frozen=True)
class Rules:
    """Tables by which people and vacancies are compared; occupations are ISCO-08 unit groups, provinces DOPA codes."""

    agreement: Agreement
    field_weights: Mapping[str, Mapping[str, float]]
    neighbours: Mapping[str, frozenset[str]]
    standards_by_law: Mapping[str, frozenset[str]]
    _givings: dict[tuple[str, int], Giving | None] = field(default_factory=dict, compare=False, repr=False)
    _days: dict[int, Today] = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: int) -> Today:
        """Say what the agreement lets matching do on a Thai day; asked for each person, worked out once a day."""
        found = self._days.get(day)
        if found is None:
            agreement, on = self.agreement, date.fromordinal(day)
            turn, after = agreement.next_turn(on), agreement.stops_after.toordinal() + 1
            usable = frozenset(topic for topic in _NEEDED if self.permits(topic, day))
            turns_ms = None if turn is None else start_of(turn.toordinal())
            found = Today(usable, turns_ms, start_of(after), agreement.on(on).winding_up)
            self._days[day] = found
        return found

    def giving(self, topic: str, day: int) -> Giving | None:
        """Give what projects a data set to the fields matching needs; None when they may not reach DOE on a day."""
        key = (topic, day)
        if key not in self._givings:
            needed, terms = _NEEDED[topic], self.agreement.on(date.fromordinal(day))
            found = terms.giving(topic, RECEIVER, Purpose.PLACEMENT)
            self._givings[key] = found.only(needed) if found is not None and needed <= found.row.fields else None
        return self._givings[key]

    def permits(self, topic: str, day: int) -> bool:
        """Say whether the fields matching needs of a data set may reach DOE for placement, judged on a Thai day."""
        return self.giving(topic, day) is not None

    def usable(self, parts: tuple[Any, ...]) -> list[Any]:
        """Keep the parts whose data set was permitted on the day their edge accepted them."""
        return [part for part in parts if self.permits(part.source.topic, day_of(part.source.accepted_at))]

    def told(self, parts: Iterable[Any], standing: Standing) -> Iterator[tuple[Source, Projection]]:
        """Give what DOE may have of each part, by the day its edge accepted it and where its person stands."""
        for part in parts:
            giving = self.giving(part.source.topic, day_of(part.source.accepted_at))
            told = None if giving is None else giving(part, standing)
            if told is not None:
                yield part.source, told


class Circumstances(NamedTuple):
    """What holds for everyone at one moment: the time, the Thai day, SSO's newest data, what may be used today.

    `agreement_turns_ms` is when other rows next count, None when they never do; `agreement_ends_ms` is midnight after
    the last day on which anything flows; while `winding_up` nothing new is begun (clause 5.2).
    """

    now_ms: int
    today: int
    sso_newest_ms: int
    usable: frozenset[str]
    agreement_turns_ms: int | None
    agreement_ends_ms: int
    winding_up: bool

    @property
    def sso_fresh(self) -> bool:
        """Say whether SSO's data are recent enough for the absence of a spell to mean something."""
        return self.now_ms - self.sso_newest_ms <= SSO_FRESH_DAYS * _DAY_MS


def circumstances(now_ms: int, sso_newest_ms: int, rules: Rules) -> Circumstances:
    """Work out what holds for everyone at a moment."""
    today = day_of(now_ms)
    return Circumstances(now_ms, today, sso_newest_ms, *rules.on(today))


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
