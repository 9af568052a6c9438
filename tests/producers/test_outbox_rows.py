"""Rows as a register writes them go through the outbox with all checks; the scripts make the table; relays share it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, inspect, text

from producers import outbox
from producers.draft import Row
from producers.edge import Event
from producers.outbox import NOT_VOCATIONAL, Relay, Round
from producers.outbox_again import offer_again
from producers.outbox_noting import Noting
from producers.outbox_table import OutboxTable
from producers.population import Membership
from producers.receipts import Receipt, Refused
from schemas.agreement import DEMONSTRATION
from schemas.database import open_database
from schemas.identifiers import classify
from schemas.outbox import METADATA, OUTBOX
from schemas.topics import PLACEMENT, SKILL_TEST
from tests.arrivals.telling import SOURCE, Platform, Sender
from tests.producers.fakes import NOON_MS, FakeErasures, FakeLog, FakePopulation, edge, publisher
from tests.producers.outbox_at_hand import PAYLOAD, PSEUDONYM, marks, relay, write
from tests.producers.rows import PIN, TEST_ROW

SCRIPTS = Path(outbox.__file__).parent / "sql"
REST = {
    "person": PSEUDONYM,
    "version": 1,
    "operation": "UPSERT",
    "occurred_at": NOON_MS,
    "payload": PAYLOAD,
    "created_at": 1,
}


# A result as DSD's own database holds it: what the table's columns say is not said again.
RESULT = {name: TEST_ROW[name] for name in TEST_ROW.keys() - {"test_no", "revision", "changed_at", "deleted"}}
STUDENT_PERSON = edge("dsd").pseudonym(classify(PIN))


def write_result(engine: Engine, **changed: Any) -> None:
    told = {"topic": SKILL_TEST, "record_id": "T-00000001", "person_kind": "row", "person": "", "payload": RESULT}
    write(engine, **(told | changed))


def dsd_relay(engine: Engine, log: FakeLog, population: FakePopulation, noted: Noting | None = None) -> Relay:
    own = publisher("dsd", log, population=population)
    return Relay(engine, edge("dsd"), log, DEMONSTRATION, FakeErasures(), lambda: NOON_MS, own, noted)


def test_a_row_as_the_register_writes_it_goes_through_all_an_edge_checks(database: Engine, tmp_path: Path) -> None:
    log, own, platform = FakeLog(), Sender(tmp_path, "outbox"), Platform()
    write_result(database)
    write_result(database, record_id="T-2", payload=RESULT | {"level": "9"})
    write_result(database, record_id="T-3", payload=["no row"])
    write_result(database, record_id="T-4", payload=RESULT | {"wage": "9000"})
    sender = dsd_relay(database, log, FakePopulation({STUDENT_PERSON: Membership.YES}), Noting(own.notes, edge("dsd")))
    assert sender.round() == Round(relayed=1, refused=3)
    assert marks(database) == [None, "OUT_OF_RANGE", "NOT_ENCODABLE", "NOT_IN_CLAUSE"]
    ((meta, data),) = log.standing(SKILL_TEST).values()
    assert (meta.version, meta.occurred_at, data is not None and data["result"]) == (1, NOON_MS, "PASSED")
    assert data is not None
    assert isinstance(data["identity"], bytes)
    assert own.tells(platform)
    # Of a data set limited to students, the source's page knows the record that was accepted and no other.
    told = sorted((row.line, row.outcome, row.record is not None) for row in platform.arrivals.rows(SOURCE, SKILL_TEST))
    assert told == [(1, "ACCEPTED", True), *((line, "REFUSED", False) for line in (2, 3, 4))]


def test_a_record_taken_back_in_the_outbox_is_deleted_in_the_log(database: Engine) -> None:
    log = FakeLog()
    write_result(database)
    write_result(database, version=2, operation="DELETE", payload={"citizen_id": PIN}, occurred_at=NOON_MS + 1000)
    sender = dsd_relay(database, log, FakePopulation({STUDENT_PERSON: Membership.YES}))
    assert [sender.round().relayed, sender.round().relayed] == [1, 1]
    assert not log.standing(SKILL_TEST)


def test_a_stranger_is_dropped_unread_waits_while_not_known_and_is_offered_again_after_enrolling(
    database: Engine,
) -> None:
    log, population = FakeLog(), FakePopulation({STUDENT_PERSON: Membership.NOT_KNOWN})
    write_result(database)
    sender = dsd_relay(database, log, population)
    assert sender.round() == Round(failed=1)
    population.answers[STUDENT_PERSON] = Membership.NO
    assert sender.round() == Round(refused=1)
    assert marks(database) == [NOT_VOCATIONAL]
    assert log.sent == 0
    table = OutboxTable(database)
    assert offer_again(table, edge("dsd"), population) == 0
    assert marks(database) == [NOT_VOCATIONAL]
    population.answers[STUDENT_PERSON] = Membership.YES
    assert offer_again(table, edge("dsd"), population) == 1
    assert sender.round() == Round(relayed=1)


class Withholding:
    """A publisher that finds the agreement ended since the round began."""

    def publish(self, _topic: str, rows: Sequence[Row]) -> list[Receipt]:
        return [Refused("AGREEMENT_NOT_IN_FORCE", "?", "", "")] * len(rows)


def test_a_row_withheld_by_the_agreement_since_the_round_began_waits(database: Engine) -> None:
    write_result(database)
    held = Relay(
        database, edge("dsd"), FakeLog(), DEMONSTRATION, FakeErasures(), lambda: NOON_MS, Withholding()
    ).round()
    assert held == Round(failed=1)
    assert marks(database) == ["waits"]


class Meanwhile(FakeLog):
    """Lets another relay have its round while this one's events are on their way."""

    def __init__(self, other: Relay) -> None:
        super().__init__()
        self._other, self.rounds = other, list[Round]()

    def send(self, events: Sequence[Event], accepted_at: int) -> list[Any]:
        self.rounds.append(self._other.round())
        return super().send(events, accepted_at)


def test_on_postgresql_two_relays_share_the_work_and_no_record_is_overtaken(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_database(postgresql_url)
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    monkeypatch.setattr("producers.outbox.BATCH", 2)
    for record, version in (("a", 1), ("b", 1), ("a", 2), ("c", 1)):
        write(engine, record_id=record, version=version)
    beside = FakeLog()
    slow = Meanwhile(relay(engine, beside))
    assert relay(engine, slow).round() == Round(relayed=2)
    # While a's first version was on its way the other took c and left a's second.
    assert slow.rounds == [Round(relayed=1)]
    assert [event.key for event in beside.events(PLACEMENT)] != [event.key for event in slow.events(PLACEMENT)]
    assert marks(engine) == [None, None, "waits", None]
    assert relay(engine, beside).round() == Round(relayed=1)
    engine.dispose()


def test_on_postgresql_what_a_relay_was_sending_when_it_died_is_sent_again(postgresql_url: str) -> None:
    engine = open_database(postgresql_url)
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    write(engine)

    class Dies(FakeLog):
        def send(self, events: Sequence[Event], accepted_at: int) -> list[Any]:
            super().send(events, accepted_at)
            raise KeyboardInterrupt

    first = Dies()
    with pytest.raises(KeyboardInterrupt):
        relay(engine, first).round()
    second = FakeLog()
    assert relay(engine, second).round() == Round(relayed=1)
    assert first.events(PLACEMENT) == second.events(PLACEMENT)
    engine.dispose()


def run_script(engine: Engine) -> None:
    """Run the database's script as its own client does."""
    METADATA.drop_all(engine)
    script = (SCRIPTS / f"{engine.dialect.name}.sql").read_text(encoding="utf-8")
    plain = "\n".join(line.partition("--")[0] for line in script.splitlines())
    with engine.connect() as connection:
        for statement in filter(str.strip, plain.split(";")):
            connection.exec_driver_sql(statement)
        connection.commit()


def test_the_script_makes_the_table_that_the_relay_reads(database: Engine) -> None:
    run_script(database)
    run_script(database)
    found = inspect(database)
    assert {column["name"]: column["nullable"] for column in found.get_columns("outbox")} == {
        column.name: bool(column.nullable) for column in OUTBOX.columns
    }
    assert [index["name"] for index in found.get_indexes("outbox")] == ["outbox_waiting"]
    with database.begin() as connection:
        connection.execute(
            text(
                "insert into outbox (topic, record_id, person_kind, version, occurred_at, payload)"
                " values (:topic, 'T-1', 'row', 1, :at, :payload)"
            ),
            {"topic": SKILL_TEST, "at": NOON_MS, "payload": json.dumps(RESULT)},
        )
    log = FakeLog()
    assert dsd_relay(database, log, FakePopulation({STUDENT_PERSON: Membership.YES})).round() == Round(relayed=1)
    assert log.events(SKILL_TEST)


def test_a_row_whose_transaction_is_rolled_back_is_never_relayed(database: Engine) -> None:
    log = FakeLog()
    with database.connect() as connection:
        connection.execute(insert(OUTBOX), {"topic": PLACEMENT, "record_id": "x", "person_kind": "pseudonym"} | REST)
        connection.rollback()
    assert relay(database, log).round() == Round()
    with database.begin() as connection:
        connection.execute(insert(OUTBOX), {"topic": PLACEMENT, "record_id": "x", "person_kind": "pseudonym"} | REST)
    assert relay(database, log).round() == Round(relayed=1)
