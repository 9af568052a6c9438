"""Invented matches and a placement desk around them, for tests and for pictures; nobody in here exists."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from consumers.desk.details import NoIdentityError
from consumers.settings import DeskSettings
from schemas import topics
from schemas.criteria import Criterion
from schemas.partition import match_id
from schemas.webhooks import AlertStatus, private_key, signature_header, webhook_id

SEED = "11" * 32
PUBLIC = private_key(SEED).public_key().public_bytes_raw().hex()
NOW_MS = 1_795_419_128_000  # 23 November 2026, 14:32:08 in Bangkok


def subject(text: str) -> str:
    """Invent a subject."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def criterion(name: str, met: str, points: int = 0, points_max: int = 0, **more: Any) -> dict[str, Any]:
    """Invent a criterion as the detail API tells it."""
    nothing = {"topic": None, "record": None, "version": None, "as_of": None, "detail": None}
    return {"name": name, "met": met, "points": points, "points_max": points_max, **nothing, **more}


CRITERIA = (
    criterion(Criterion.OCCUPATION, "YES", 40, 40, topic=topics.STUDENT, as_of="2026-11-12", detail="WANTED:7411"),
    criterion(Criterion.PROVINCE, "YES", 20, 20, topic=topics.STUDENT, as_of="2026-11-12", detail="HOME:21"),
    criterion(
        Criterion.SKILL, "YES", 10, 10, topic=topics.SKILL_TEST, as_of="2026-10-02", detail="Building Electrician/1"
    ),
    criterion(Criterion.LEVEL, "YES", 10, 10, topic=topics.STUDENT, as_of="2026-11-12", detail="PVS"),
    criterion(Criterion.FIELD, "YES", 10, 10, detail="NOT_ASKED"),
    criterion(Criterion.WAGE, "NO", 0, 5, topic=topics.STUDENT, as_of="2026-11-12", detail="13000"),
    criterion(Criterion.DISTRICT, "YES", 5, 5, topic=topics.STUDENT, as_of="2026-11-12", detail="2101"),
    criterion(
        Criterion.CERTIFICATE, "YES", topic=topics.CERTIFICATE, as_of="2026-10-02", detail="Building Electrician/1"
    ),
    criterion(Criterion.NOT_INSURED, "YES", topic=topics.INSURANCE, as_of="2026-11-15"),
    criterion(Criterion.AGREEMENT, "YES"),
)
CERTIFICATE = {"standard": "Building Electrician", "level": 1, "issued_on": "2026-10-02", "expires_on": "2029-10-02"}
POSITION = {
    "position": "ช่างไฟฟ้าภายในอาคาร",
    "employer_name": "บริษัทตัวอย่างวิศวกรรม จำกัด",
    "occupation": "7411",
    "province": "21",
    "district": "2101",
    "positions_requested": 5,
    "positions_filled": 3,
    "wage_min": 13_500,
    "wage_max": 16_000,
    "wage_unit": "MONTH",
}
APPLICANT = {
    "status": "GRADUATED",
    "level": "PVS",
    "field": "ไฟฟ้า",
    "graduation_academic_year": 2568,
    "college": "1321016001",
    "province": "21",
    "district": "2101",
    "wish": "WORK",
}


def facts(number: int = 1, episode: int = 1, withdrawn: str | None = None, **changes: Any) -> dict[str, Any]:
    """Invent what the detail API tells of match `number`."""
    person, vacancy = subject(f"person {number}"), subject(f"vacancy {number}")
    told: dict[str, Any] = {
        "match": match_id(person, vacancy),
        "person": person,
        "vacancy": vacancy,
        "episode": episode,
        "version": 2 * episode + (withdrawn is not None),
        "status": "WITHDRAWN" if withdrawn else "OPEN",
        "score": 92,
        "withdrawn_because": withdrawn,
        "unchecked": False,
        "caused_at": NOW_MS - 40,
        "occupation": "7411",
        "province": "21",
        "criteria": list(CRITERIA),
        "position": dict(POSITION),
    }
    if withdrawn is None:
        told |= {"applicant": dict(APPLICANT), "certificates": [dict(CERTIFICATE)], "skill_tests": []}
    for name, change in changes.items():
        told[name] = told[name] | change if isinstance(change, dict) else change
    return told


class PretendDetails:
    """A detail API held in memory; `failures` answers are refused first."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, ...]] = []
        self.identities: list[tuple[str, str, str]] = []
        self.failing: Exception | None = None

    def put(self, told: dict[str, Any]) -> dict[str, Any]:
        """Tell these facts from now on."""
        self.told[told["match"]] = told
        return told

    async def of(self, matches: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Tell what is known."""
        self.asked.append(tuple(matches))
        if self.failing is not None:
            raise self.failing
        return {match: self.told[match] for match in matches if match in self.told}

    async def identity(self, match: str, officer: str, reason: str) -> dict[str, str]:
        """Give an invented identity."""
        self.identities.append((match, officer, reason))
        if match not in self.told:
            raise NoIdentityError(match)
        return {"name": "นางสาวตัวอย่าง สมมติ", "telephone": "000-000-0000", "identifier": "1999900010019"}

    async def close(self) -> None:
        """Hold nothing open."""


def hook(told: dict[str, Any], now_ms: int, key: Ed25519PrivateKey | None = None) -> tuple[dict[str, str], bytes]:
    """Make the signed webhook that announces these facts: headers and body."""
    status = AlertStatus(told["status"].lower())
    identity = webhook_id(told["match"], told["episode"], status)
    body = (
        f'{{"type":"match.{status}","timestamp":"{date(2026, 11, 23)}","data":{{"match":"{told["match"]}",'
        f'"episode":{told["episode"]},"status":"{status}","version":{told["version"]}}}}}'
    ).encode()
    signature = signature_header([key or private_key(SEED)], identity, now_ms // 1000, body)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(now_ms // 1000),
        "webhook-signature": signature,
        "content-type": "application/json",
    }, body


def desk_settings(folder: Path) -> DeskSettings:
    """Give a desk its own database in a folder."""
    return DeskSettings(
        webhook_public_keys=(PUBLIC,),
        detail_url="http://127.0.0.1:9",
        detail_token=SecretStr("token"),
        desk_database_url=f"sqlite:///{folder / 'desk.db'}",
        desk_officer="officer 7",
    )
