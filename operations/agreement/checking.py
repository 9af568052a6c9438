"""Proves that topics, schemas, permissions and the agreement say the same; each check gives what contradicts."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from schemas.agreement import NO_DEPARTMENT, PERSON, Agreement, Employment, Population, Row
from schemas.broker_access import Acl, raw
from schemas.topics import AGENCIES, BY_NAME, TOPICS, Subject

DERIVED_FIELDS: Final[Mapping[str, frozenset[str]]] = {"employment": frozenset(Employment._fields)}
CHANGES: Final = frozenset({"ALTER", "ALTER_CONFIGS", "CREATE", "DELETE"})


@dataclass(frozen=True)
class Evidence:
    """What is compared: an agreement on a day, each data set's schema, and the permissions to be set.

    Rows are those of the nearest day of the term, so that an agreement that has ended is compared none the less.
    """

    agreement: Agreement
    on: date
    schemas: Mapping[str, Mapping[str, Any]]
    allowed: Collection[Acl]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Give the rows that stand on the nearest day of the term."""
        within = min(max(self.on, self.agreement.first_day), self.agreement.stops_after)
        return self.agreement.on(within).rows

    def fields(self, topic: str) -> frozenset[str]:
        """List the fields of a data set's schema; none when it has no schema."""
        schema = self.schemas.get(topic)
        if schema is None:
            return frozenset()
        (data,) = (field for field in schema["fields"] if field["name"] == "data")
        (record,) = (kind for kind in data["type"] if isinstance(kind, dict))
        return frozenset(field["name"] for field in record["fields"])


class Check(NamedTuple):
    """One thing that must hold, in Thai and English, and what contradicts it."""

    name: str
    th: str
    en: str
    contradicting: Callable[[Evidence], Iterator[str]]


class Result(NamedTuple):
    """A check done."""

    name: str
    th: str
    en: str
    findings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Say whether nothing contradicts it."""
        return not self.findings


def check(evidence: Evidence) -> list[Result]:
    """Do every check."""
    return [Result(one.name, one.th, one.en, tuple(one.contradicting(evidence))) for one in CHECKS]


def _in_force(evidence: Evidence) -> Iterator[str]:
    """Clause 4: nothing is exchanged outside the term."""
    status = evidence.agreement.status(evidence.on)
    if not status.in_force:
        yield f"{status.since.isoformat()}: {status.th}"
        yield f"{status.since.isoformat()}: {status.en}"


def _topics(evidence: Evidence) -> Iterator[str]:
    """Every topic has its clause and giver in the agreement, and a row by which it reaches somebody."""
    handling = evidence.agreement.handling
    for topic in TOPICS:
        agreed = handling.get(topic.name)
        if agreed is None:
            yield f"{topic.name}: the agreement does not speak of it"
        elif agreed.giver != topic.writer or topic.clause not in (agreed.clause, None):
            ours, theirs = f"{topic.writer} under {topic.clause}", f"{agreed.giver} under {agreed.clause}"
            yield f"{topic.name}: {ours}, in the agreement {theirs}"
        elif topic.clause is not None and not any(
            row.topic == topic.name and row.receiver not in NO_DEPARTMENT for row in evidence.agreement.rows
        ):
            yield f"{topic.name}: no row gives it to anybody"
    unknown = sorted(set(handling) - set(BY_NAME))
    yield from (f"{name}: the agreement speaks of it, and there is no such topic" for name in unknown)


def _fields(evidence: Evidence) -> Iterator[str]:
    """Every permitted field is in its data set's schema, or in the fact that is derived from it."""
    for row in evidence.rows:
        known = DERIVED_FIELDS[row.derive] if row.derive else evidence.fields(row.topic)
        for name in sorted(row.fields - known):
            yield f"{row.topic} to {row.receiver} for {row.purpose}: no field {name}"


def _named(evidence: Evidence) -> Iterator[str]:
    """Every field a clause names is in the schema, under that clause, and a row gives it."""
    for topic, handling in evidence.agreement.handling.items():
        schema, fields = evidence.schemas.get(topic), evidence.fields(topic)
        if schema is not None and BY_NAME[topic].clause is not None and schema["clause"] != handling.clause:
            yield f"{topic}: its schema cites clause {schema['clause']}, the agreement {handling.clause}"
        own = (row for row in evidence.rows if row.topic == topic and row.receiver not in NO_DEPARTMENT)
        given = {name for row in own for name in row.fields}
        for name, held_in in handling.named.items():
            if not held_in or not fields.issuperset(held_in):
                yield f"{topic}: clause {handling.clause} names {name}, which its schema lacks"
            elif given and given.isdisjoint(held_in):
                yield f"{topic}: clause {handling.clause} names {name}, which no row gives"


def _populations(evidence: Evidence) -> Iterator[str]:
    """3.1.1(1), 3.2.1(2), (3): records about people reach another agency only for the clause's population."""
    for row in evidence.rows:
        about_people = row.topic in BY_NAME and raw(row.topic) and row.receiver not in {row.giver, *NO_DEPARTMENT}
        if about_people and row.population is Population.EVERYONE:
            yield f"{row.topic} to {row.receiver} for {row.purpose}: of everyone"


def _instruments(evidence: Evidence) -> Iterator[str]:
    """Clause 6: between the ministry's departments only under an instrument; from SSO only what is derived."""
    for row in evidence.rows:
        inside = "ovec" not in (row.giver, row.receiver) and row.receiver not in {row.giver, *NO_DEPARTMENT}
        if not inside or row.giver == "saphan":
            continue
        if row.instrument not in evidence.agreement.instruments:
            yield f"{row.topic} from {row.giver} to {row.receiver}: no instrument is named"
        if row.giver == "sso" and row.derive is None:
            yield f"{row.topic} from {row.giver} to {row.receiver}: the record itself would cross"


def _purposes(evidence: Evidence) -> Iterator[str]:
    """Every row's purpose is stated by a clause."""
    for row in evidence.rows:
        if row.purpose not in evidence.agreement.purposes:
            yield f"{row.topic} to {row.receiver}: the purpose {row.purpose} is stated nowhere"


def _rights(evidence: Evidence) -> Iterator[str]:
    """Every principal's rights on the broker follow from the rows; no agency reads a raw topic about people."""
    terms = evidence.agreement.on(evidence.on)
    for acl in evidence.allowed:
        if acl.resource_type != "TOPIC":
            continue
        for topic in _covered(acl):
            if acl.operation == "WRITE" and acl.principal in AGENCIES and not terms.gives(topic, acl.principal):
                yield f"{acl.principal} may write {topic}, and no row lets it give that"
            if acl.operation == "READ" and acl.principal not in ("worker", "operator") and raw(topic):
                yield f"{acl.principal} may read {topic}, an agency's records about people"
        if acl.operation in CHANGES:
            yield f"{acl.principal} may {acl.operation} {acl.name}"
    given = {
        (row.giver, row.topic) for row in terms.rows if row.giver in AGENCIES and row.receiver not in NO_DEPARTMENT
    }
    may = {(acl.principal, topic) for acl in evidence.allowed if acl.operation == "WRITE" for topic in _covered(acl)}
    yield from (f"{giver} gives {topic}, and may not write it" for giver, topic in sorted(given - may))


def _covered(acl: Acl) -> list[str]:
    if acl.name == "*":
        return list(BY_NAME)
    if acl.pattern == "PREFIXED":
        return [name for name in BY_NAME if name.startswith(acl.name)]
    return [acl.name] if acl.name in BY_NAME else []


def _people(evidence: Evidence) -> Iterator[str]:
    """PDPA s.30: whatever is held about people, the person may have."""
    for topic in TOPICS:
        own = (row for row in evidence.rows if (row.topic, row.receiver) == (topic.name, PERSON))
        if topic.subject is Subject.PERSON and not any(row.fields == evidence.fields(topic.name) for row in own):
            yield f"{topic.name}: the person may not have all of it"


CHECKS: Final = (
    Check("in_force", "ข้อตกลงมีผลใช้บังคับ", "The agreement is in force", _in_force),
    Check("topics", "ทุกหัวข้อมีข้อและผู้ให้ในข้อตกลง", "Every topic has its clause, giver and a row", _topics),
    Check("fields", "ทุกฟิลด์ที่อนุญาตมีในสคีมา", "Every permitted field is in the schema", _fields),
    Check("named", "ทุกฟิลด์ที่ข้อตกลงระบุมีครบ", "Every field the clauses name is there", _named),
    Check("populations", "จำกัดเฉพาะกลุ่มตามข้อ", "Records about people are of the clause's population", _populations),
    Check("instruments", "ระหว่างกรมต้องอ้างคำสั่ง", "Between departments only under an instrument", _instruments),
    Check("purposes", "ทุกวัตถุประสงค์มีข้อรองรับ", "Every purpose is stated by a clause", _purposes),
    Check("rights", "สิทธิบน Kafka มาจากแถวของข้อตกลง", "Rights on the broker follow from the rows", _rights),
    Check("people", "เจ้าของข้อมูลขอข้อมูลของตนได้ทั้งหมด", "People may have all that is held about them", _people),
)
