"""What the operators' page shows, worked out from one snapshot: names, totals and next steps beside the summary."""

from dataclasses import dataclass
from typing import Any, Final

from operations.dead_letters.codes import meaning
from operations.status.lag import worst
from operations.status.rates import rates
from operations.status.snapshot import Snapshot
from operations.status.summary import summarise
from schemas.topics import APPLIED, BY_NAME

POINTS: Final = 40


@dataclass(frozen=True)
class Words:
    """The same in Thai and English."""

    th: str
    en: str


AGENCIES: Final = {
    "ovec": Words("สอศ. (วิทยาลัยอาชีวศึกษา)", "OVEC (vocational colleges)"),
    "doe": Words("กรมการจัดหางาน", "Department of Employment"),
    "sso": Words("สำนักงานประกันสังคม", "Social Security Office"),
    "dsd": Words("กรมพัฒนาฝีมือแรงงาน", "Department of Skill Development"),
    "mol": Words("กระทรวงแรงงาน (สถิติ)", "Ministry of Labour (statistics)"),
}
STEPS: Final = {
    "AGREEMENT_NOT_IN_FORCE": Words(
        "ดูว่าอะไรไหลได้: saphan agreement show แล้วตั้ง SAPHAN_AGREEMENT เป็นข้อตกลงที่มีผล",
        "See what may flow: saphan agreement show; then set SAPHAN_AGREEMENT to one in force",
    ),
    "KAFKA_UNREACHABLE": Words(
        "ตรวจว่า Kafka ทำงานอยู่: saphan local status", "See whether Kafka runs: saphan local status"
    ),
    "REDIS_UNREACHABLE": Words(
        "ตรวจว่า Redis ทำงานอยู่: saphan local status", "See whether Redis runs: saphan local status"
    ),
    "STALLED": Words("เริ่มผู้ประมวลผลของส่วนนั้นใหม่", "Restart the worker that owns it"),
    "NO_OWNER": Words("เริ่มผู้ประมวลผล: saphan worker run", "Start a worker: saphan worker run"),
}


def facts(snapshot: Snapshot) -> dict[str, Any]:
    """Give the templates everything they name."""
    summary = summarise(snapshot)
    numbers = [tag.number for tag in summary.tags]
    return {
        "summary": summary,
        "topics": BY_NAME,
        "agencies": AGENCIES,
        "steps": STEPS,
        "meaning": meaning,
        "ends": snapshot.sample().ends,
        "rates": rates(snapshot.history, APPLIED, POINTS),
        "total_rate": sum(row.rate_per_second for row in summary.topics),
        "total_lag": sum(row.lag_records for row in summary.topics),
        "total_waiting": sum(tag.dirty_people + tag.dirty_vacancies for tag in summary.tags),
        "total_dead": sum(row.letters for row in summary.dead_letters),
        "tag_states": {n: worst([lag.state for lag in summary.partitions if lag.partition == n]) for n in numbers},
        "tag_lags": {n: sum(lag.records for lag in summary.partitions if lag.partition == n) for n in numbers},
    }
