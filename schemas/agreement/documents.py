"""The files of an agreement as frozen models: a memorandum, renewals, amendments, a termination, and the law's own."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.agreement.row import Purpose
from schemas.agreement.standing import Population
from schemas.topics import Subject

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Department = Literal["ovec", "doe", "sso", "dsd", "mol"]
Receiver = Literal["ovec", "doe", "sso", "dsd", "mol", "steward"]
Giver = Literal["ovec", "doe", "sso", "dsd", "mol", "saphan"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Frozen):
    """A name with its words in Thai and English."""

    name: Name
    th: str
    en: str


class Party(Named):
    """One who signed, and the departments that act for it."""

    departments: tuple[Department, ...]


class Stated(_Frozen):
    """A purpose, and the clause that states it."""

    name: Purpose
    clause: str
    th: str
    en: str


class Words(_Frozen):
    """A sentence in Thai and English."""

    th: str
    en: str


class Decision(_Frozen):
    """A decision of the joint committee (clause 2.2)."""

    on: date
    reference: str


class Data(_Frozen):
    """What a clause says of a data set: who gives it, of whom, when, and which fields hold what the clause names."""

    topic: str
    clause: str
    giver: Giver
    population: Population = Population.EVERYONE
    timing_th: str
    timing_en: str
    restriction_th: str | None = None
    restriction_en: str | None = None
    due_days: int | None = Field(default=None, ge=1)
    retention_days: int | None = Field(default=None, ge=1)
    named: dict[str, tuple[str, ...]] = {}


class Flow(_Frozen):
    """Which fields of a data set reach whom for what; clause and population are the data set's unless said here."""

    topic: str
    receivers: tuple[Receiver, ...]
    purpose: Purpose
    fields: tuple[str, ...]
    clause: str | None = None
    population: Population | None = None
    instrument: Name | None = None
    derive: Literal["employment"] | None = None


class Ending(_Frozen):
    """A flow that ends with an amendment."""

    topic: str
    receiver: Receiver
    purpose: Purpose


class DataSet(_Frozen):
    """A data set that an amendment brings in under 3.1.2 or 3.2.2; what is not said follows from its clause.

    `fields` empty means every field of its schema.
    """

    topic: str
    clause: str
    writer: Giver
    subject: Subject
    record_th: str
    record_en: str
    receivers: tuple[Department, ...] = ()
    purposes: tuple[Purpose, ...] = (Purpose.PLANNING,)
    fields: tuple[str, ...] = ()
    population: Population | None = None
    timing_th: str = "ตามที่คณะกรรมการดำเนินการกำหนด"
    timing_en: str = "as the joint committee decides"
    due_days: int | None = Field(default=None, ge=1)
    retention_days: int | None = Field(default=1826, ge=1)


class _Document(_Frozen):
    name: Name
    title_th: str
    title_en: str


class Term(_Frozen):
    """How long it lasts (clause 4)."""

    years: int = Field(ge=1)


class Amending(_Frozen):
    """How it is changed (clause 5.1)."""

    notice_days: int = Field(ge=0)


class Terminating(_Frozen):
    """How it is ended, and when an academic year begins (clause 5.2)."""

    notice_days: int = Field(ge=0)
    academic_year_month: int = Field(ge=1, le=12)
    academic_year_day: int = Field(ge=1, le=31)


class Memorandum(_Document):
    """The agreement as signed."""

    kind: Literal["memorandum"]
    signed_on: date
    term: Term
    amending: Amending
    terminating: Terminating
    held: Words
    party: tuple[Party, ...]
    department: tuple[Named, ...]
    purpose: tuple[Stated, ...]
    data: tuple[Data, ...]
    flow: tuple[Flow, ...]


class Amendment(_Document):
    """A written supplement to an agreement: what it brings in and what it ends, from the day it was signed (5.1)."""

    kind: Literal["amendment"]
    of: Name
    notice_on: date
    signed_on: date
    decision: Decision | None = None
    instrument: tuple[Named, ...] = ()
    data_set: tuple[DataSet, ...] = ()
    flow: tuple[Flow, ...] = ()
    end: tuple[Ending, ...] = ()


class Renewal(_Document):
    """A supplement that lengthens the term; a process may be told to run under it by its name (clause 4)."""

    kind: Literal["renewal"]
    of: Name
    notice_on: date
    signed_on: date
    last_day: date
    decision: Decision | None = None
    instrument: tuple[Named, ...] = ()
    flow: tuple[Flow, ...] = ()


class Termination(_Document):
    """A notice that ends an agreement with an academic year; work under way goes on through `complete_by` (5.2)."""

    kind: Literal["termination"]
    of: Name
    by: Literal["ovec", "mol"]
    notice_on: date
    effective_on: date
    complete_by: date
    held: Words | None = None


class Law(_Document):
    """What the law itself gives a person of every data set about them, whatever becomes of the agreement."""

    kind: Literal["law"]
    clause: str
    receiver: Literal["person"]
    purpose: tuple[Stated, ...]
    timing_th: str
    timing_en: str


Document = Annotated[Memorandum | Renewal | Amendment | Termination | Law, Field(discriminator="kind")]
