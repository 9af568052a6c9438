"""What became of an outbox's rows is noted once, wherever between accepting and noting the relay is stopped."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from producers.arrivals.arrival import Way
from producers.outbox import Relay, Round
from producers.outbox_noting import Answers, Noting
from schemas.agreement import DEMONSTRATION, MEMORANDUM, Agreement
from schemas.topics import PLACEMENT
from tests.arrivals.telling import SOURCE, Platform, Sender
from tests.producers.fakes import NOON_MS, FakeErasures, FakeLog, edge
from tests.producers.outbox_at_hand import PSEUDONYM, write

BAD: dict[str, Any] = {"record_id": "bad", "person": "not a pseudonym"}


class StoppedError(Exception):
    """The relay's process ends here."""


class Stopping(Noting):
    """Notes that end with their process `before` or `after` the marks are set, once."""

    at = ""

    def before_marks(self, ended: Answers) -> None:
        super().before_marks(ended)
        if self.at == "before":
            raise StoppedError

    def marked(self) -> None:
        if self.at == "after":
            raise StoppedError
        super().marked()


class AtAgency:
    """An application's database with a relay beside it, and the platform it tells."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.sender, self.platform = engine, Sender(folder, "outbox"), Platform()
        self.log = FakeLog()

    def relay(self, at: str = "", agreement: Agreement = DEMONSTRATION, erasures: FakeErasures | None = None) -> Relay:
        noting = Stopping(self.sender.notes, edge("doe"))
        noting.at = at
        of, told = (self.engine, edge("doe"), self.log, agreement), erasures or FakeErasures()
        return Relay(*of, told, lambda: NOON_MS, None, noting)

    def told(self) -> dict[str, int]:
        """Tell what is to be told, and count the rows the platform knows of by outcome."""
        assert self.sender.tells(self.platform)
        return {outcome: rows for (_, outcome), rows in self.platform.days().items()}


@pytest.fixture
def agency(database: Engine, tmp_path: Path) -> AtAgency:
    return AtAgency(database, tmp_path)


def test_each_row_is_told_by_its_own_number_in_the_table_with_its_place_or_its_reason(agency: AtAgency) -> None:
    write(agency.engine, record_id="good")
    write(agency.engine, **BAD)
    assert agency.relay().round() == Round(relayed=1, refused=1)
    assert agency.told() == {"ACCEPTED": 1, "REFUSED": 1}
    good, bad = sorted(agency.platform.arrivals.rows(SOURCE, PLACEMENT), key=lambda row: row.line)
    assert (good.line, good.record, good.way) == (1, edge("doe").record(PLACEMENT, "good"), Way.OUTBOX)
    assert (good.partition, good.offset) != (None, None)
    assert (bad.line, bad.code) == (2, "IDENTIFIER_SHAPE")


@pytest.mark.parametrize("stopped", ["before", "after"])
def test_a_relay_stopped_between_accepting_and_noting_tells_again_and_counts_once(
    agency: AtAgency, stopped: str
) -> None:
    write(agency.engine, record_id="good")
    write(agency.engine, **BAD)
    with pytest.raises(StoppedError):
        agency.relay(stopped).round()
    # Nothing is told of what may still turn out not to have happened.
    assert agency.told() == {}
    # More came meanwhile, so that the next round is another batch than the one that was interrupted.
    write(agency.engine, record_id="later")
    following = agency.relay()
    following.round()
    assert following.round() == Round()
    assert agency.told() == {"ACCEPTED": 2, "REFUSED": 1}
    assert sorted(row.line for row in agency.platform.arrivals.rows(SOURCE, PLACEMENT)) == [1, 2, 3]


def test_a_row_that_is_to_come_again_or_is_withheld_is_told_once_it_came_to_its_end(agency: AtAgency) -> None:
    write(agency.engine)
    assert agency.relay(agreement=MEMORANDUM).round() == Round()
    assert agency.relay(erasures=FakeErasures({PSEUDONYM: None})).round() == Round(failed=1)
    assert agency.told() == {}
    agency.relay().round()
    assert agency.told() == {"ACCEPTED": 1}


def test_while_the_platform_is_away_rows_are_relayed_and_told_later(agency: AtAgency) -> None:
    agency.platform.away = True
    write(agency.engine)
    assert agency.relay().round() == Round(relayed=1)
    assert not agency.sender.tells(agency.platform)
    agency.platform.away = False
    assert agency.told() == {"ACCEPTED": 1}
