"""A register's file is compared by the versions it was sent under, sending nothing."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.files.declaring import Declared, Said
from producers.files.reading import open_file
from producers.files.sending import Sending, Terms
from producers.files.sheets import Profile
from producers.files.state import State
from producers.receipts import Receipt
from producers.reconciling.from_files import RegisterInFile
from producers.reconciling.naming import EdgeNaming
from producers.reconciling.register import Register
from schemas.topics import VACANCY
from tests.producers.fakes import NOON_MS, FakeLog, edge, publisher
from tests.producers.rows import VACANCY_ROW

COLUMNS = [name for name in VACANCY_ROW if name not in {"revision", "changed_at", "deleted"}]
FIRST_MS = NOON_MS - 2_000_000_000


class Direct:
    """Sends rows to a publisher over a log in memory."""

    def __init__(self) -> None:
        self.log = FakeLog()
        self.publisher = publisher("doe", self.log)

    def send(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        return self.publisher.publish(topic, rows)


def written(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(f"sqlite:///{tmp_path / 'files.db'}", bytes(64))


def test_a_register_without_versions_is_given_those_it_was_sent_under(tmp_path: Path, state: State) -> None:
    rows = [{**VACANCY_ROW, "job_id": f"{number}"} for number in range(4)]
    profile, sender = Profile(VACANCY), Direct()
    with open_file(written(tmp_path / "first.csv", rows[:3]), profile) as file:
        sending = Sending(state, sender, tmp_path, lambda: NOON_MS)
        sending.send(file, Declared(FIRST_MS, complete=True), Terms("doe"))
    sent = sender.log.sent
    rows[1] = {**rows[1], "positions": "9"}
    path = written(tmp_path / "now.csv", rows)
    in_file = RegisterInFile(path, profile, "doe", state, Said(as_of=FIRST_MS + 1_000), NOON_MS)
    own = Register(DATA_SETS[VACANCY], in_file.rows, EdgeNaming(edge("doe")), {}).own()
    names = [edge("doe").record(VACANCY, row["job_id"]) for row in rows]
    # The same as before keeps its version; what was changed or never sent would go as of this file.
    expected = [FIRST_MS, FIRST_MS + 1_000, FIRST_MS, FIRST_MS + 1_000]
    assert own.versions == dict(zip(names, expected, strict=True))
    assert (sender.log.sent, own.bad) == (sent, [])
    # Read as often as wanted, since what differs is looked up by its line.
    assert [line for line, _ in in_file.rows()] == [2, 3, 4, 5]


def test_a_line_that_could_not_be_sent_is_named_and_not_compared(tmp_path: Path, state: State) -> None:
    rows = [{**VACANCY_ROW, "job_id": "1"}, {**VACANCY_ROW, "job_id": ""}]
    in_file = RegisterInFile(written(tmp_path / "a.csv", rows), Profile(VACANCY), "doe", state, Said(), NOON_MS)
    own = Register(DATA_SETS[VACANCY], in_file.rows, EdgeNaming(edge("doe")), {}).own()
    assert len(own.versions) == 1
    assert own.bad == [(3, "MISSING")]
