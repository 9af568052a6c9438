"""Puts agreements together from their documents: what was signed, what was refused and why."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from schemas import topics
from schemas.agreement import rules
from schemas.agreement.agreement import Agreement, Handling
from schemas.agreement.documents import (
    Amendment,
    Data,
    DataSet,
    Document,
    Flow,
    Law,
    Memorandum,
    Renewal,
    Termination,
)
from schemas.agreement.row import PERSON, Purpose, Row
from schemas.agreement.rules import Refused, Winding
from schemas.agreement.standing import Population
from schemas.agreement.terms import ended_by, replaced_by

Fields = Callable[[str], frozenset[str]]
_RECEIVERS: Final[Mapping[str, tuple[str, ...]]] = {"3.1.2": ("doe", "dsd", "mol"), "3.2.2": ("ovec",)}


class AgreementError(ValueError):
    """A document of the agreement breaks one of its own clauses; says which and why in Thai and English."""

    def __init__(self, document: str, refused: Refused) -> None:
        clause, th, en = refused
        super().__init__(f"{document}: ข้อ {clause}: {th}\n{document}: clause {clause}: {en}")
        self.document, self.refused = document, refused


@dataclass(frozen=True)
class _Files:
    memorandum: Memorandum
    renewals: Mapping[str, Renewal]
    amendments: Sequence[Amendment]
    terminations: Sequence[Termination]
    law: Sequence[Law]


def assemble(documents: Iterable[Document], fields_of: Fields) -> dict[str, Agreement]:
    """Give each agreement by name: the memorandum, and each renewal; AgreementError when a document is refused."""
    files = _sorted(documents)
    found = {files.memorandum.name: _supplemented(_signed(files.memorandum), files, fields_of)}
    for renewal in files.renewals.values():
        renewed = _renewed(found[renewal.of], renewal, files.memorandum)
        found[renewal.name] = _supplemented(renewed, files, fields_of)
    lawful = tuple(row for law in files.law for row in _lawful(law, fields_of))
    stated = {purpose.name: purpose for law in files.law for purpose in law.purpose}
    return {
        name: replace(one, rows=(*one.rows, *lawful), purposes={**one.purposes, **stated})
        for name, one in found.items()
    }


def _sorted(documents: Iterable[Document]) -> _Files:
    read = tuple(documents)
    (memorandum,) = (one for one in read if isinstance(one, Memorandum))
    return _Files(
        memorandum,
        {one.name: one for one in read if isinstance(one, Renewal)},
        sorted((one for one in read if isinstance(one, Amendment)), key=lambda one: one.signed_on),
        [one for one in read if isinstance(one, Termination)],
        [one for one in read if isinstance(one, Law)],
    )


def _signed(memorandum: Memorandum) -> Agreement:
    handling = {one.topic: _handling(one) for one in memorandum.data}
    first = memorandum.signed_on
    return Agreement(
        memorandum.name,
        memorandum.title_th,
        memorandum.title_en,
        first,
        rules.last_day_of_term(first, memorandum.term.years),
        tuple(row for flow in memorandum.flow for row in _rows(flow, handling[flow.topic], first, memorandum.name)),
        handling=handling,
        held=memorandum.held,
        parties=memorandum.party,
        departments={one.name: one for one in memorandum.department},
        purposes={one.name: one for one in memorandum.purpose},
    )


def _handling(one: Data) -> Handling:
    return Handling(
        one.topic,
        one.clause,
        one.giver,
        one.population,
        one.timing_th,
        one.timing_en,
        one.restriction_th,
        one.restriction_en,
        one.retention_days,
        one.named,
        one.due_days,
    )


def _rows(flow: Flow, data: Handling, since: date, document: str) -> Iterator[Row]:
    population = flow.population or data.population
    for receiver in flow.receivers:
        _unless(document, rules.refuse_flow(data.giver, receiver, flow.instrument, flow.derive))
        yield Row(
            flow.clause or data.clause,
            data.giver,
            receiver,
            flow.topic,
            flow.purpose,
            frozenset(flow.fields),
            population,
            data.timing_th,
            data.timing_en,
            since,
            instrument=flow.instrument,
            derive=flow.derive,
        )


def _renewed(agreement: Agreement, renewal: Renewal, memorandum: Memorandum) -> Agreement:
    """Lengthen a term by a supplement of its own name (clauses 4 and 5.1)."""
    term, decided = (agreement.first_day, agreement.last_day), renewal.decision.on if renewal.decision else None
    notice = memorandum.amending.notice_days
    _unless(renewal.name, rules.refuse_amendment(renewal.notice_on, renewal.signed_on, decided, term, notice))
    _unless(renewal.name, rules.refuse_renewal(agreement.last_day, renewal.last_day))
    new = (
        row
        for flow in renewal.flow
        for row in _rows(flow, agreement.handling[flow.topic], renewal.signed_on, renewal.name)
    )
    return replace(
        agreement,
        name=renewal.name,
        title_th=renewal.title_th,
        title_en=renewal.title_en,
        last_day=renewal.last_day,
        rows=replaced_by(agreement.rows, new),
        instruments={**agreement.instruments, **{one.name: one for one in renewal.instrument}},
        supplements=(*agreement.supplements, renewal.name),
    )


def _supplemented(agreement: Agreement, files: _Files, fields_of: Fields) -> Agreement:
    for amendment in files.amendments:
        if amendment.of == agreement.name:
            agreement = _amended(agreement, amendment, files.memorandum.amending.notice_days, fields_of)
    for termination in files.terminations:
        if termination.of == agreement.name:
            agreement = _terminated(agreement, termination, files.memorandum)
    return agreement


def _amended(agreement: Agreement, amendment: Amendment, notice_days: int, fields_of: Fields) -> Agreement:
    """Bring in and end what a supplement says, from the day it was signed (clause 5.1)."""
    name, signed = amendment.name, amendment.signed_on
    term, decided = (agreement.first_day, agreement.last_day), amendment.decision.on if amendment.decision else None
    _unless(name, rules.refuse_amendment(amendment.notice_on, signed, decided, term, notice_days))
    found = list(agreement.rows)
    for end in amendment.end:
        found = ended_by(found, end.topic, end.receiver, end.purpose, signed)
    handling, new = dict(agreement.handling), list[Row]()
    for data_set in amendment.data_set:
        handling[data_set.topic] = _new_handling(data_set)
        new.extend(_new_rows(data_set, handling[data_set.topic], signed, name, fields_of))
    new.extend(row for flow in amendment.flow for row in _rows(flow, handling[flow.topic], signed, name))
    return replace(
        agreement,
        rows=replaced_by(found, new),
        handling=handling,
        instruments={**agreement.instruments, **{one.name: one for one in amendment.instrument}},
        supplements=(*agreement.supplements, name),
    )


def _new_handling(one: DataSet) -> Handling:
    """Say of whom a new data set is: about people, of those its direction of flow covers only (3.1.1(1), 3.2.1(2))."""
    of_people = Population.FINISHING if one.writer == "ovec" else Population.VOCATIONAL
    population = one.population or (of_people if one.subject is topics.Subject.PERSON else Population.EVERYONE)
    told = one.timing_th, one.timing_en
    return Handling(
        one.topic,
        one.clause,
        one.writer,
        population,
        *told,
        retention_days=one.retention_days,
        due_days=one.due_days,
    )


def _new_rows(one: DataSet, handling: Handling, since: date, document: str, fields_of: Fields) -> Iterator[Row]:
    """Give the rows of a data set under 3.1.2 or 3.2.2; AgreementError when it is none of theirs."""
    receivers = one.receivers or _RECEIVERS.get(one.clause, ())
    _unless(document, rules.refuse_data_set(one.clause, one.writer, receivers, one.purposes))
    fields = one.fields or tuple(fields_of(one.topic))
    for purpose in one.purposes:
        flow = Flow(topic=one.topic, receivers=receivers, purpose=purpose, fields=fields)
        yield from _rows(flow, handling, since, document)


def _terminated(agreement: Agreement, notice: Termination, memorandum: Memorandum) -> Agreement:
    """Let an agreement end with an academic year, once what is under way is completed (clause 5.2)."""
    year = memorandum.terminating.academic_year_month, memorandum.terminating.academic_year_day
    days = memorandum.terminating.notice_days
    refused = rules.refuse_termination(notice.notice_on, notice.effective_on, notice.complete_by, year, days)
    _unless(notice.name, refused)
    return replace(
        agreement,
        winding=Winding(notice.effective_on, notice.complete_by),
        held=notice.held or agreement.held,
        supplements=(*agreement.supplements, notice.name),
    )


def _lawful(law: Law, fields_of: Fields) -> Iterator[Row]:
    """Give a person every field of each data set about people (PDPA s.30), on any day."""
    for topic in topics.TOPICS:
        if topic.subject is topics.Subject.PERSON:
            what = topic.writer, PERSON, topic.name, Purpose.RIGHTS
            yield Row(
                law.clause, *what, fields_of(topic.name), Population.EVERYONE, law.timing_th, law.timing_en, date.min
            )


def _unless(document: str, refused: Refused | None) -> None:
    if refused is not None:
        raise AgreementError(document, refused)
