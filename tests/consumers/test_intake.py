"""What is taken from the log is durable before the log is told so, once, and without harm from malformed records."""

from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from sqlalchemy import Engine, event, select

from consumers.alerts import store
from consumers.alerts.alert import erases
from consumers.alerts.durable import Barrier
from consumers.alerts.intake import Intake
from consumers.alerts.store import Settled
from consumers.alerts.tally import Tally
from consumers.group_commit import GroupCommit
from schemas.database import open_database
from tests.consumers.alerts_at_hand import PERSON, alerts_database, match_event


class Record:
    """A message as the consumer gives it."""

    def __init__(self, event: tuple[bytes, bytes | None], offset: int, error: KafkaError | None = None) -> None:
        self._event, self._offset, self._error = event, offset, error

    def key(self) -> bytes:
        return self._event[0]

    def value(self) -> bytes | None:
        return self._event[1]

    def partition(self) -> int:
        return 3

    def offset(self) -> int:
        return self._offset

    def error(self) -> KafkaError | None:
        return self._error

    def timestamp(self) -> tuple[int, int]:
        return 1, 1000 + self._offset


class PretendConsumer:
    """Gives batches of records, and notes in which order things happened."""

    def __init__(self, batches: list[list[Record]], happened: list[str]) -> None:
        self._batches, self.happened = batches, happened
        self.committed: dict[int, int] = {}
        self.closed = False
        self._rest: list[Record] = []
        self.on_dry: Any = lambda: None

    def subscribe(self, topics: list[str]) -> None:
        assert topics == ["saphan.match.v1"]

    def poll(self, _: float) -> Record | None:
        if not self._batches:
            self.on_dry()
            return None
        first, *self._rest = self._batches.pop(0)
        return first

    def consume(self, _: int, timeout: float) -> list[Record]:
        assert timeout == 0
        return self._rest

    def commit(self, offsets: list[Any], asynchronous: bool) -> None:
        assert asynchronous
        self.happened.append("offset committed")
        self.committed |= {one.partition: one.offset for one in offsets}

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return alerts_database(tmp_path)


def run(
    engine: Engine, *batches: list[Record], endpoints: tuple[str, ...] = ("a", "b")
) -> tuple[PretendConsumer, Tally]:
    happened: list[str] = []
    event.listen(engine, "commit", lambda _: happened.append("alerts kept"))
    forced = open_database(str(engine.url))
    event.listen(forced, "commit", lambda _: happened.append("forced to disk"))
    consumer, tally, writer = PretendConsumer(list(batches), happened), Tally(), GroupCommit(engine)
    intake = Intake(consumer, writer, Barrier(forced), endpoints, lambda: 5, lambda _: None, tally)  # type: ignore[arg-type]
    consumer.on_dry = intake.stop
    try:
        intake.run()
    finally:
        writer.close()
    return consumer, tally


def test_alerts_are_kept_then_forced_to_disk_and_only_then_is_the_offset_committed(engine: Engine) -> None:
    consumer, tally = run(engine, [Record(match_event(1), 7), Record(match_event(1, "HIRED"), 8)])
    assert consumer.happened == ["alerts kept", "forced to disk", "offset committed"]
    assert consumer.committed == {3: 9}
    assert consumer.closed
    assert (tally.ids, tally.pending) == (2, 4)


def test_a_forced_commit_is_synchronous_in_full_and_a_plain_one_is_not(engine: Engine) -> None:
    forced = open_database(str(engine.url))
    Barrier(forced)
    with forced.connect() as full, engine.connect() as plain:
        assert full.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert plain.exec_driver_sql("PRAGMA synchronous").scalar() == 1


def test_the_same_records_again_make_no_new_alerts(engine: Engine) -> None:
    batch = [Record(match_event(1), 7), Record(match_event(1), 8)]
    _, first = run(engine, batch)
    _, second = run(engine, batch)
    assert (first.ids, second.ids) == (1, 0)


def test_a_malformed_record_is_counted_and_its_neighbours_are_kept(engine: Engine) -> None:
    foreign_key = (b"0" * 32 + b"/" + b"0" * 16, match_event(1)[1])
    records = [Record((b"no key", b"no value"), 1), Record(foreign_key, 2), Record(match_event(1), 3)]
    consumer, tally = run(engine, records)
    assert (tally.malformed, tally.ids) == (2, 1)
    assert consumer.committed == {3: 4}


TOMBSTONE = (match_event(1)[0], None)


def kept(engine: Engine) -> list[tuple[str, bool]]:
    """Give, in order, which matches are still named and whether their record is there."""
    with engine.connect() as connection:
        rows = connection.execute(select(store.ALERT).order_by(store.ALERT.c.sequence)).all()
        return [(row.match[:32], row.record is not None) for row in rows]


def test_a_tombstone_empties_the_match_it_is_about_at_once_and_has_the_endpoints_told(engine: Engine) -> None:
    other = match_event(1, person="f" * 32)
    _, tally = run(engine, [Record(match_event(1), 1), Record(other, 2), Record(TOMBSTONE, 3)])
    assert kept(engine) == [(PERSON, False), ("f" * 32, True), (PERSON, False)]
    assert (tally.ids, tally.pending) == (3, 6)
    with engine.connect() as connection:
        bodies = connection.scalars(select(store.ALERT.c.body)).all()
    assert [erases(body) for body in bodies] == [False, False, True]
    assert '"timestamp":"1970-01-01T07:00:01.003+07:00"' in bodies[-1]


def test_nobody_is_told_twice_of_a_tombstone_read_again_nor_of_one_nobody_was_alerted_of(engine: Engine) -> None:
    stranger = (match_event(1, person="e" * 32)[0], None)
    _, first = run(engine, [Record(match_event(1), 1), Record(TOMBSTONE, 3), Record(stranger, 4)])
    _, again = run(engine, [Record(match_event(1), 1), Record(TOMBSTONE, 3), Record(stranger, 4)])
    assert (first.ids, again.ids) == (2, 0)


def test_once_nothing_of_an_erased_person_waits_only_the_ids_are_left(engine: Engine) -> None:
    run(engine, [Record(match_event(1), 1), Record(TOMBSTONE, 3)], endpoints=("a",))
    with engine.begin() as connection:
        assert store.empty_erased(connection) == 2
        sequences = [one.sequence for one in store.waiting_after(connection, "a", 0, 9)]
        store.settle(connection, [Settled("a", sequence, store.DELIVERED, None) for sequence in sequences])
        assert store.empty_erased(connection) == 0
        left = connection.execute(select(store.ALERT)).all()
    assert [(row.match, row.body, row.record) for row in left] == [("", "", None)] * 2
    assert len({row.webhook_id for row in left}) == 2
    _, again = run(engine, [Record(match_event(1), 1)])
    assert again.ids == 0


def test_a_fatal_error_of_the_client_ends_the_process(engine: Engine) -> None:
    fatal = KafkaError(KafkaError._FATAL, "fatal", fatal=True)
    with pytest.raises(KafkaException):
        run(engine, [Record(match_event(1), 1, fatal)])
