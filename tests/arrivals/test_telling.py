"""What a source tells of its own rows is counted once, kept until told, and of the dropped it is a number only."""

import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from producers.arrivals.arrival import Outcome, Way
from producers.arrivals.teller import Teller
from producers.arrivals.telling import LATE_MS_MAX, ROWS_MAX, Again, HeldDeletions, Line, Telling, ToldRow
from producers.arrivals.told import ToldReader
from producers.receipts import Accepted, NotVocational, Refused, TryAgain
from schemas.topics import INSURANCE, VACANCY
from tests.arrivals.telling import SOURCE, Platform, Sender
from tests.producers.fakes import NOON_MS

HASHES = [f"{number:016x}" for number in range(0xA1, 0xA6)]
LINES = [
    Line(2, HASHES[0], Accepted(VACANCY, 3, 1204)),
    Line(3, HASHES[1], Refused("MISSING", "position", "", "")),
    Line(4, HASHES[2], TryAgain("KEYS_NOT_AVAILABLE")),
    Line(5, HASHES[3], NotVocational()),
    Line(6, HASHES[4], NotVocational()),
]


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    return Sender(tmp_path)


def test_every_row_is_told_with_its_line_outcome_reason_and_place(platform: Platform, sender: Sender) -> None:
    sender.notes.rows(VACANCY, LINES, "file 1")
    assert sender.tells(platform)
    rows = {row.line: row for row in platform.arrivals.rows(SOURCE, VACANCY)}
    assert sorted(rows) == [2, 3, 4]
    assert (rows[2].outcome, rows[2].partition, rows[2].offset, rows[2].way) == (Outcome.ACCEPTED, 3, 1204, Way.EDGE)
    assert (rows[3].record, rows[3].code, rows[3].field) == (HASHES[1], "MISSING", "position")
    assert rows[4].code == "KEYS_NOT_AVAILABLE"
    assert platform.days()[VACANCY, "DROPPED"] == 2


def test_of_people_dropped_unread_not_even_a_hash_is_kept_or_told(
    platform: Platform, sender: Sender, tmp_path: Path
) -> None:
    sender.notes.rows(INSURANCE, LINES, "file 1")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert sender.tells(platform)
    told = "".join(one.model_dump_json() for one in platform.heard)
    # Of a data set limited to students only the record that was accepted is named: the others may be anybody's.
    assert [one in told for one in HASHES] == [True, False, False, False, False]
    assert [one.encode() in kept for one in HASHES] == [True, False, False, False, False]
    assert platform.days() == {
        (INSURANCE, "ACCEPTED"): 1,
        (INSURANCE, "REFUSED"): 1,
        (INSURANCE, "TRY_AGAIN"): 1,
        (INSURANCE, "DROPPED"): 2,
    }


def test_a_batchs_name_tells_nothing_of_who_was_in_it(tmp_path: Path) -> None:
    names = []
    for place in ("one", "other"):
        (tmp_path / place).mkdir()
        sender = Sender(tmp_path / place)
        names += [one.batch for one, _ in sender.notes.tellings(INSURANCE, LINES[3:4], "file 1")]
        names += [
            one.batch for one, _ in sender.notes.tellings(INSURANCE, [LINES[3]._replace(record="f" * 16)], "file 1")
        ]
    # The same for anybody who was dropped at that line, and another one on another machine.
    assert (names[0] == names[1], names[2] == names[3], names[0] == names[2]) == (True, True, False)


def test_what_is_told_again_counts_nothing_twice(platform: Platform, sender: Sender) -> None:
    platform.lost_answers = True
    sender.notes.rows(VACANCY, LINES, "file 1")
    assert not sender.tells(platform)
    assert not sender.tells(platform)
    platform.lost_answers = False
    assert sender.tells(platform)
    # Noted once more after a crash, and told once more.
    sender.notes.rows(VACANCY, LINES, "file 1")
    assert sender.tells(platform)
    assert len(platform.heard) == 4
    assert (platform.days()[VACANCY, "ACCEPTED"], platform.days()[VACANCY, "DROPPED"]) == (1, 2)
    assert len(platform.arrivals.rows(SOURCE, VACANCY)) == 3


def test_while_nobody_listens_everything_is_kept_in_order_and_told_by_the_next_run(
    platform: Platform, sender: Sender, tmp_path: Path
) -> None:
    platform.away = True
    lines = [Line(number, None, Accepted(VACANCY, 0, number)) for number in range(1, 2 * ROWS_MAX + 2)]
    sender.notes.rows(VACANCY, lines, "file 1")
    assert not sender.tells(platform)
    sender.journal.close()
    platform.away = False
    again = Sender(tmp_path)
    assert again.journal.count() == (3, 0)
    assert again.tells(platform)
    assert again.journal.count() == (0, 0)
    assert [len(one.rows) for one in platform.heard] == [ROWS_MAX, ROWS_MAX, 1]


def test_what_nobody_takes_is_set_aside_and_holds_up_no_other(platform: Platform, sender: Sender) -> None:
    platform.refuses = "NOT_IN_LOG"
    sender.notes.rows(VACANCY, LINES, "file 1")
    assert sender.tells(platform)
    platform.refuses = ""
    sender.notes.rows(VACANCY, LINES[:1], "file 2")
    assert sender.tells(platform)
    assert sender.journal.count() == (0, 1)
    assert platform.days() == {(VACANCY, "ACCEPTED"): 1}


def test_what_is_told_too_late_or_ahead_of_time_is_dated_by_when_it_is_told(platform: Platform) -> None:
    for number, (at, dated) in enumerate(
        [(NOON_MS - 1, NOON_MS - 1), (NOON_MS + 1, NOON_MS), (NOON_MS - LATE_MS_MAX - 1, NOON_MS)]
    ):
        row = ToldRow(line=1, outcome="ACCEPTED", partition=0, offset=number)
        platform.told.take(SOURCE, VACANCY, Telling(batch=f"{number:032x}", way="edge", at=at, rows=[row]), NOON_MS)
        (told,) = platform.arrivals.batch(SOURCE, VACANCY, f"{number:032x}")
        assert told.received_at == dated


def test_how_a_source_stands_at_home_takes_the_place_of_what_it_said_before(platform: Platform, sender: Sender) -> None:
    held = HeldDeletions(number=7, as_of=NOON_MS, gone=30, known=100)
    sender.notes.again(INSURANCE, Again(people=2, records=3))
    sender.notes.held(INSURANCE, [held])
    sender.tells(platform)
    home = ToldReader(platform.arrivals.engine).home(SOURCE)
    assert [(one.again, one.held) for one in home] == [(Again(people=2, records=3), ()), (None, (held,))]
    older = Telling(batch="0" * 32, way="edge", at=NOON_MS - 1, again=Again(people=9, records=9), held=[])
    platform.told.take(SOURCE, INSURANCE, older, NOON_MS)
    assert ToldReader(platform.arrivals.engine).home(SOURCE) == home
    newer = Telling(batch="1" * 32, way="edge", at=NOON_MS, again=Again(people=0, records=0), held=[])
    platform.told.take(SOURCE, INSURANCE, newer, NOON_MS)
    assert ToldReader(platform.arrivals.engine).home(SOURCE) == []


@pytest.mark.parametrize(
    "row",
    [
        {"line": 1, "outcome": "ACCEPTED"},
        {"line": 1, "outcome": "ACCEPTED", "partition": 0, "offset": 1, "code": "MISSING"},
        {"line": 1, "outcome": "REFUSED"},
        {"line": 1, "outcome": "REFUSED", "code": "MISSING", "partition": 0},
        {"line": 1, "outcome": "REFUSED", "code": "MISSING", "field": "นางสาวฟ้าใส"},
        {"line": 1, "outcome": "REFUSED", "code": "a sentence"},
        {"line": 1, "outcome": "REFUSED", "code": "MISSING", "record": "1999900010019"},
        {"line": 1, "outcome": "DROPPED", "record": "a" * 16},
        {"line": 0, "outcome": "TRY_AGAIN", "code": "OTHER"},
    ],
)
def test_a_telling_has_no_room_for_anything_else(row: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ToldRow.model_validate(row)


def test_a_column_of_the_agencys_own_naming_is_not_told(platform: Platform, sender: Sender) -> None:
    sender.notes.rows(VACANCY, [Line(1, None, Refused("NOT_IN_CLAUSE", "นางสาวฟ้าใส", "", ""))], "file 1")
    sender.tells(platform)
    assert platform.heard[0].rows[0].field is None


def test_a_journal_that_can_not_be_written_costs_no_sending(sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    with sender.journal._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE telling")
    sender.notes.rows(VACANCY, LINES, "file 1")
    assert "was not noted" in caplog.text
    assert HASHES[0] not in caplog.text


class Slow(Platform):
    """A listener that answers only once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may, self.asked = threading.Event(), threading.Event()

    def tell(self, topic: str, telling: Telling) -> bool:
        self.asked.set()
        self.may.wait(10)
        self.heard.append(telling)
        return topic == VACANCY

    def close(self) -> None:
        """Stay open, to be looked at."""


def test_sending_waits_for_no_listener_and_the_end_of_it_tells_the_rest(sender: Sender) -> None:
    slow = Slow()
    teller = Teller(sender.journal, slow)
    for number in range(5):
        sender.notes.rows(VACANCY, [Line(number + 1, None, Accepted(VACANCY, 0, number))], f"file {number}")
        teller.wake()
    assert slow.asked.wait(10)
    assert slow.heard == []
    slow.may.set()
    teller.close()
    assert len(slow.heard) == 5
