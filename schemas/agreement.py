"""What may flow to whom, for what, and on which days: rows of an agreement, and the projection they permit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas import events, topics


class Purpose(StrEnum):
    """What data may be used for."""

    PLACEMENT = "placement"
    OUTCOMES = "outcomes"


@dataclass(frozen=True)
class Row:
    """One permission: these fields of this data set, from giver to receiver, for one purpose, under a clause.

    `instrument` names the rule of the receiver's own ministry where the memorandum does not cover the flow.
    """

    clause: str
    giver: str
    receiver: str
    topic: str
    purpose: Purpose
    fields: frozenset[str]
    instrument: str | None = None


@dataclass(frozen=True)
class Agreement:
    """Rows in force from one day to another, both included (clause 4)."""

    name: str
    title_th: str
    title_en: str
    first_day: date
    last_day: date
    rows: tuple[Row, ...]

    def in_force(self, on: date) -> bool:
        """Say whether anything may flow on a day: the term includes its last day (clause 4)."""
        return self.first_day <= on <= self.last_day

    def row(self, topic: str, receiver: str, purpose: Purpose, on: date) -> Row | None:
        """Find the row that lets a data set reach a receiver for a purpose on a day; none means nothing flows."""
        if not self.in_force(on):
            return None
        wanted = (topic, receiver, purpose)
        return next((row for row in self.rows if (row.topic, row.receiver, row.purpose) == wanted), None)


def permitted(
    agreement: Agreement, topic: str, data: Mapping[str, Any], receiver: str, purpose: Purpose, on: date
) -> dict[str, Any]:
    """Project a record to the fields its row permits; empty where there is no row (clause 6)."""
    row = agreement.row(topic, receiver, purpose, on)
    return {} if row is None else {name: value for name, value in data.items() if name in row.fields}


def _all_but(topic: str, *left_out: str) -> frozenset[str]:
    return frozenset(events.MODELS[topic].model_fields) - frozenset(left_out)


_P, _O = Purpose.PLACEMENT, Purpose.OUTCOMES
_EMPLOYED: Final = frozenset({"section", "started_on", "confirmed_through", "ended_on"})
_MEMORANDUM_ROWS: Final = (
    Row("3.1.1(1)", "ovec", "doe", topics.STUDENT, _P, _all_but(topics.STUDENT)),
    Row("3.2.1(1)", "doe", "doe", topics.VACANCY, _P, _all_but(topics.VACANCY)),
    Row("3.2.1(1)", "doe", "ovec", topics.VACANCY, _O, _all_but(topics.VACANCY)),
    Row("3.2.1(2)", "sso", "ovec", topics.INSURANCE, _O, _all_but(topics.INSURANCE)),
    Row("3.2.1(3)", "dsd", "ovec", topics.SKILL_TEST, _O, _all_but(topics.SKILL_TEST)),
    Row("3.2.1(3)", "dsd", "ovec", topics.CERTIFICATE, _O, _all_but(topics.CERTIFICATE)),
    Row("3.2.1(7)", "doe", "doe", topics.PLACEMENT, _P, _all_but(topics.PLACEMENT)),
    Row("3.2.1(7)", "saphan", "doe", topics.MATCH, _P, _all_but(topics.MATCH)),
)
# Between the ministry's own departments the memorandum grants nothing; a real run names the ministry's own order.
_DEMONSTRATION_ORDER: Final = "demonstration order of the ministry (no legal force)"
_MINISTRY_ROWS: Final = (
    Row("3.2.1(7)", "sso", "doe", topics.INSURANCE, _P, _EMPLOYED, _DEMONSTRATION_ORDER),
    Row("3.2.1(7)", "dsd", "doe", topics.SKILL_TEST, _P, _all_but(topics.SKILL_TEST, "identity"), _DEMONSTRATION_ORDER),
    Row(
        "3.2.1(7)", "dsd", "doe", topics.CERTIFICATE, _P, _all_but(topics.CERTIFICATE, "identity"), _DEMONSTRATION_ORDER
    ),
)

MEMORANDUM: Final = Agreement(
    "memorandum-2018",
    "บันทึกข้อตกลง 5 พฤษภาคม 2561",
    "Memorandum of 5 May 2018",
    date(2018, 5, 5),
    date(2023, 5, 4),
    _MEMORANDUM_ROWS,
)
DEMONSTRATION: Final = Agreement(
    "demonstration",
    "การต่ออายุเพื่อการสาธิต (ไม่มีผลทางกฎหมาย)",
    "Demonstration renewal (no legal force)",
    date(2018, 5, 5),
    date(2099, 5, 4),
    _MEMORANDUM_ROWS + _MINISTRY_ROWS,
)
AGREEMENTS: Final[Mapping[str, Agreement]] = {one.name: one for one in (MEMORANDUM, DEMONSTRATION)}


class AgreementSettings(BaseSettings):
    """Which agreement a process runs under (environment: SAPHAN_AGREEMENT); the memorandum unless said otherwise."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    agreement: str = MEMORANDUM.name

    def chosen(self) -> Agreement:
        """Give the agreement; KeyError when there is none of that name."""
        return AGREEMENTS[self.agreement]
