"""The relay publishes what an application wrote: at least once, in each record's order, beside other relays."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from producers.edge import Event
from producers.outbox import Round, run
from producers.outbox_rows import event_of
from producers.outbox_table import Claim
from schemas.agreement import MEMORANDUM
from schemas.codec import decode
from schemas.identifiers import classify
from schemas.outbox import OUTBOX
from schemas.partition import split_key
from schemas.topics import PLACEMENT, STUDENT, VACANCY
from tests.producers.fakes import NOON_MS, FakeErasures, FakeLog, edge
from tests.producers.outbox_at_hand import PAYLOAD, PSEUDONYM, relay, waiting, write
from tests.producers.rows import PIN


def test_a_row_becomes_an_event_under_its_pseudonym_and_is_marked(database: Engine) -> None:
    log = FakeLog()
    write(database)
    assert relay(database, log).round() == Round(relayed=1)
    (event,) = log.events(PLACEMENT)
    meta, data = decode(PLACEMENT, event.value)
    assert split_key(event.key)[0] == PSEUDONYM
    assert (meta.version, data is not None and data["stage"]) == (1, "CONTACTED")
    assert waiting(database) == 0
    assert relay(database, log).round() == Round()


def test_a_row_that_names_a_person_by_identifier_goes_under_the_same_pseudonym(database: Engine) -> None:
    log = FakeLog()
    write(database, person_kind="identifier", person="๑-๙๙๙๙-๐๐๐๑๐-๐๑-๙")
    relay(database, log).round()
    assert log.events(PLACEMENT)[0].subject == edge("doe").pseudonym(classify(PIN))


def test_a_row_about_no_person_goes_under_its_own_subject(database: Engine) -> None:
    log = FakeLog()
    write(database, topic=VACANCY, person_kind="none", person="", record_id="DOE-1", operation="DELETE", payload={})
    relay(database, log).round()
    assert log.events(VACANCY)[0].subject == edge("doe").subject(VACANCY, "DOE-1")


def test_a_record_that_was_taken_back_is_deleted(database: Engine) -> None:
    log = FakeLog()
    write(database)
    write(database, version=2, operation="DELETE", payload={})
    sender = relay(database, log)
    assert [sender.round().relayed, sender.round().relayed] == [1, 1]
    assert not log.standing(PLACEMENT)


def test_a_row_never_overtakes_one_of_its_record_that_failed(database: Engine) -> None:
    log = FakeLog({PLACEMENT: "MSG_TIMED_OUT"})
    for version in (1, 2):
        write(database, version=version)
    sender = relay(database, log)
    assert sender.round() == Round(failed=1)
    log.failing.clear()
    sender.round()
    sender.round()
    assert [decode(PLACEMENT, event.value)[0].version for event in log.events(PLACEMENT)] == [1, 2]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"topic": STUDENT}, "NOT_YOUR_TOPIC"),
        ({"topic": "no.such.topic"}, "NOT_YOUR_TOPIC"),
        ({"person_kind": "identifier", "person": PIN[:-1] + "0"}, "IDENTIFIER_CHECK_DIGIT"),
        ({"person": "not a pseudonym"}, "IDENTIFIER_SHAPE"),
        ({"person_kind": "name"}, "IDENTIFIER_SHAPE"),
        ({"payload": PAYLOAD | {"stage": "DANCED"}}, "NOT_ENCODABLE"),
        ({"payload": PAYLOAD | {"wage": 1}}, "NOT_ENCODABLE"),
        ({"operation": "UPSERT", "payload": {}}, "NOT_ENCODABLE"),
    ],
)
def test_a_row_that_can_not_be_an_event_is_refused_with_its_code_and_harms_no_other(
    database: Engine, changed: dict[str, Any], code: str
) -> None:
    log = FakeLog()
    write(database, record_id="bad", **changed)
    write(database, record_id="good")
    assert relay(database, log).round() == Round(relayed=1, refused=1)
    with database.connect() as connection:
        assert [row.refused for row in connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))] == [code, None]


def test_two_relays_and_a_crash_before_marking_repeat_the_same_bytes_and_nothing_else(database: Engine) -> None:
    log = FakeLog()
    write(database)
    first = relay(database, log)
    with first._table.claim((), 10) as claim:
        rows = list(claim.rows)
    relay(database, log).round()
    # The first one had read the row before the second marked it, and publishes it once more.
    log.send([event for row in rows if isinstance(event := event_of(row, edge("doe")), Event)], NOON_MS)
    one, other = log.events(PLACEMENT)
    assert one == other
    assert waiting(database) == 0


def test_the_relay_goes_on_after_its_database_could_not_be_read(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = FakeLog()
    write(database)
    sender = relay(database, log)
    monkeypatch.setattr("producers.outbox.BACKOFF_SECONDS", 0.0)
    asked = iter([True])
    truly = sender._table.claim

    @contextmanager
    def unreadable_once(withheld: frozenset[str], limit: int) -> Iterator[Claim]:
        if next(asked, False):
            raise OperationalError("select", {}, Exception("locked"))
        with truly(withheld, limit) as claim:
            yield claim

    monkeypatch.setattr(sender._table, "claim", unreadable_once)
    run(sender, lambda: bool(log.events(PLACEMENT)))
    assert waiting(database) == 0


def test_a_row_that_the_agreement_does_not_let_flow_waits_and_the_relay_says_since_when(
    database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    log = FakeLog()
    write(database)
    held_back = relay(database, log, MEMORANDUM)
    assert [held_back.round(), held_back.round()] == [Round(), Round()]
    assert (log.sent, waiting(database)) == (0, 1)
    (said,) = [record.getMessage() for record in caplog.records]
    assert PLACEMENT in said
    assert "4 May 2023" in said
    assert "2566" in said
    assert relay(database, log).round() == Round(relayed=1)


def test_a_row_about_what_was_before_an_erasure_is_refused_and_one_about_what_came_after_is_not(
    database: Engine,
) -> None:
    log = FakeLog()
    write(database, record_id="before", occurred_at=NOON_MS)
    write(database, record_id="after", occurred_at=NOON_MS + 1)
    assert relay(database, log, erasures=FakeErasures({PSEUDONYM: NOON_MS})).round() == Round(relayed=1, refused=1)
    with database.connect() as connection:
        assert [row.refused for row in connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))] == ["ERASED", None]


def test_while_erasures_are_not_known_a_row_waits(database: Engine) -> None:
    log = FakeLog()
    write(database)
    assert relay(database, log, erasures=FakeErasures({PSEUDONYM: None})).round() == Round(failed=1)
    assert waiting(database) == 1
    assert relay(database, log).round() == Round(relayed=1)
