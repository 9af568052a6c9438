"""An outbox for tests: one row more or less as the desk writes it, and a relay that sends to a list."""

from typing import Any

from sqlalchemy import Engine, insert, select

from producers.outbox import Relay
from schemas.agreement import DEMONSTRATION, Agreement
from schemas.outbox import OUTBOX
from schemas.topics import PLACEMENT
from tests.producers.fakes import NOON_MS, FakeErasures, FakeLog, edge

PSEUDONYM = "5e1f" + "0" * 28
PAYLOAD = {"vacancy": "a1b2" + "0" * 28, "stage": "CONTACTED", "reason": None, "noted_at": NOON_MS, "office": "21"}


def write(engine: Engine, **changed: Any) -> None:
    row = {
        "topic": PLACEMENT,
        "record_id": "desk/1",
        "person_kind": "pseudonym",
        "person": PSEUDONYM,
        "version": 1,
        "operation": "UPSERT",
        "occurred_at": NOON_MS,
        "payload": PAYLOAD,
        "created_at": NOON_MS,
    }
    with engine.begin() as connection:
        connection.execute(insert(OUTBOX), row | changed)


def relay(
    engine: Engine, log: FakeLog, agreement: Agreement = DEMONSTRATION, erasures: FakeErasures | None = None
) -> Relay:
    return Relay(engine, edge("doe"), log, agreement, erasures or FakeErasures(), lambda: NOON_MS)


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(select(OUTBOX).where(OUTBOX.c.relayed_at.is_(None))).all())


def marks(engine: Engine) -> list[str | None]:
    with engine.connect() as connection:
        rows = connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)).all()
    return [row.refused if row.relayed_at else "waits" for row in rows]
