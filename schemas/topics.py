"""The table of topics that provisioning, access control, the README's map and the tests are derived from."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

DAY_MS: Final = 24 * 60 * 60 * 1000
AMENDMENTS: Final = Path(__file__).parent / "agreement"


class Subject(StrEnum):
    """What a topic's records are about, and so what it is partitioned by."""

    PERSON = "person"
    VACANCY = "vacancy"
    DEMAND = "demand"
    CELL = "cell"
    FACILITY = "facility"
    SESSION = "session"


@dataclass(frozen=True)
class Topic:
    """One data set on one topic; `dirties` says whether matching must look again at the subject of a changed record."""

    name: str
    clause: str | None
    writer: str
    subject: Subject
    dirties: bool
    record_th: str
    record_en: str

    @property
    def decoded_on_arrival(self) -> bool:
        """Say whether a record is decoded before it is applied: where matching never looks, nobody else would find out.

        Matches are left out, since workers write them themselves.
        """
        return not self.dirties and self.name != MATCH


STUDENT: Final = "ovec.student.v1"
DEMAND: Final = "ovec.demand.v1"
STUDENT_STATISTICS: Final = "ovec.student-statistics.v1"
STAFF_STATISTICS: Final = "ovec.staff-statistics.v1"
OVEC_FACILITY: Final = "ovec.facility.v1"
VACANCY: Final = "doe.vacancy.v1"
PLACEMENT: Final = "doe.placement.v1"
INSURANCE: Final = "sso.insurance.v1"
SKILL_TEST: Final = "dsd.skill-test.v1"
TRAINING: Final = "dsd.training.v1"
CERTIFICATE: Final = "dsd.certificate.v1"
TEST_PLAN: Final = "dsd.test-plan.v1"
DSD_FACILITY: Final = "dsd.facility.v1"
LABOUR_STATISTICS: Final = "mol.labour-statistics.v1"
MATCH: Final = "saphan.match.v1"
IDENTITY: Final = "saphan.identity.v1"
AGENCIES: Final = ("ovec", "doe", "sso", "dsd", "mol")

PERSON, OFFER, CELL, PLACE = Subject.PERSON, Subject.VACANCY, Subject.CELL, Subject.FACILITY
MEMORANDUM_TOPICS: Final = (
    Topic(STUDENT, "3.1.1(1)", "ovec", PERSON, True, "ทะเบียนนักเรียน นักศึกษา", "a student's enrolment and wishes"),
    Topic(DEMAND, "3.1.1(2)", "ovec", Subject.DEMAND, False, "ความต้องการแรงงานจากการสำรวจ", "demand found by a survey"),
    Topic(STUDENT_STATISTICS, "3.1.1(3)", "ovec", CELL, False, "สถิตินักเรียน นักศึกษา", "a count of students"),
    Topic(STAFF_STATISTICS, "3.1.1(4)", "ovec", CELL, False, "สถิติครูและบุคลากร", "a count of teachers and staff"),
    Topic(OVEC_FACILITY, "3.1.1(5)", "ovec", PLACE, False, "พื้นที่และทรัพยากรของสถานศึกษา", "a workshop or room to share"),
    Topic(VACANCY, "3.2.1(1)", "doe", OFFER, True, "ตำแหน่งงานว่าง", "a vacancy notice or surveyed demand"),
    Topic(INSURANCE, "3.2.1(2)", "sso", PERSON, True, "การเป็นผู้ประกันตน", "a spell of insured employment"),
    Topic(SKILL_TEST, "3.2.1(3)", "dsd", PERSON, True, "ผลทดสอบมาตรฐานฝีมือแรงงาน", "one skill-test result"),
    Topic(TRAINING, "3.2.1(3)", "dsd", PERSON, False, "การฝึกอบรมฝีมือแรงงาน", "one training course taken"),
    Topic(CERTIFICATE, "3.2.1(3)", "dsd", PERSON, True, "หนังสือรับรองความรู้ความสามารถ", "one certificate of competence"),
    Topic(LABOUR_STATISTICS, "3.2.1(4)", "mol", CELL, False, "สถิติด้านแรงงาน", "a labour count"),
    Topic(TEST_PLAN, "3.2.1(5)", "dsd", Subject.SESSION, False, "แผนการทดสอบระดับพื้นที่", "a planned skill-test session"),
    Topic(DSD_FACILITY, "3.2.1(6)", "dsd", PLACE, False, "พื้นที่และทรัพยากรของกรมฯ", "a workshop or test centre to share"),
    Topic(PLACEMENT, "3.2.1(7)", "doe", PERSON, True, "ผลการจัดหางาน", "where a person stands with a vacancy"),
    Topic(MATCH, "3.2.1(7)", "saphan", PERSON, False, "คู่ที่ตรงกัน", "a match: open or withdrawn, with its reasons"),
    Topic(IDENTITY, None, "saphan", PERSON, True, "การรวมและแยกตัวตน", "a decision about who is who"),
)


def amended(rows: Iterable[dict[str, Any]]) -> Iterator[Topic]:
    """Give the topics of data sets agreed on by amendments (clauses 3.1.2, 3.2.2): matching uses none of them.

    A row says `topic, clause, writer, subject, record_th, record_en`; ValueError or KeyError when it does not.
    """
    for row in rows:
        if row["writer"] not in AGENCIES or not row["topic"].startswith(f"{row['writer']}."):
            raise ValueError(f"{row['topic']} is written by one of {', '.join(AGENCIES)}, under its own prefix")
        subject = Subject(row["subject"])
        yield Topic(row["topic"], row["clause"], row["writer"], subject, False, row["record_th"], row["record_en"])


def _amendments() -> Iterator[dict[str, Any]]:
    """Read each `[[data_set]]` of the agreement's files whose topic is none of the memorandum's own."""
    written = {topic.name for topic in MEMORANDUM_TOPICS}
    for path in sorted(AMENDMENTS.glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("data_set", [])
        yield from (row for row in rows if row["topic"] not in written)


TOPICS: Final = (*MEMORANDUM_TOPICS, *amended(_amendments()))
BY_NAME: Final = {topic.name: topic for topic in TOPICS}
APPLIED: Final = tuple(topic.name for topic in TOPICS)
DEAD_LETTER_PREFIX: Final = "saphan.dead-letter."


def dead_letter(topic: str) -> str:
    """Name the topic that takes what could not be applied from `topic`."""
    return DEAD_LETTER_PREFIX + topic


def topic_config(topic: str) -> dict[str, str]:
    """Give the broker settings of a topic."""
    common = {"max.message.bytes": str(1024 * 1024), "message.timestamp.type": "CreateTime"}
    if topic.startswith(DEAD_LETTER_PREFIX):
        return common | {"cleanup.policy": "delete", "retention.ms": str(30 * DAY_MS)}
    return common | {
        "cleanup.policy": "compact",
        "min.compaction.lag.ms": str(7 * DAY_MS),  # time for a stale arrival to be repaired
        "max.compaction.lag.ms": str(30 * DAY_MS),  # how long an erased record may linger on disk
        "delete.retention.ms": str(7 * DAY_MS),
        # A record keeps the moment its edge accepted it, however late a repair writes it again.
        "message.timestamp.before.max.ms": str(2**63 - 1),
    }


def every_topic() -> tuple[str, ...]:
    """List all topics to be created: the data sets and their dead letters."""
    return APPLIED + tuple(dead_letter(name) for name in APPLIED)
