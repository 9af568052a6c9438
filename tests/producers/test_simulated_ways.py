"""Each agency's own way in, with a log in memory: files, an extract, an outbox; every row gets its receipt."""

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.files.sending import Sending
from producers.files.sheets import Profile
from producers.files.wiring import state_in
from producers.outbox import Relay
from producers.own_edge import OwnEdge
from producers.population import Membership
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain
from producers.simulation.file_way import MANY, FileDesk, FileWay, Kind
from producers.simulation.outbox_way import OutboxWay
from producers.simulation.way import AtOnce
from producers.simulation.world import World
from producers.simulation.written import LAYOUT, Write, fixed_width, old_csv, workbook
from schemas.agreement import DEMONSTRATION
from schemas.database import open_database
from schemas.topics import DSD_FACILITY, INSURANCE, STUDENT, VACANCY
from tests.producers.fakes import NOON_MS, FakeErasures, FakeLog, FakePopulation, edge, publisher

TODAY = date(2026, 11, 23)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
OVECS = sorted(topic for topic, one in DATA_SETS.items() if one.agency == "ovec")


class Everybody(FakePopulation):
    """Knows everyone, or nothing for sure while it is behind."""

    behind = False

    def ask(self, pseudonyms: object) -> dict[str, Membership]:
        answer = Membership.NOT_KNOWN if self.behind else Membership.YES
        return dict.fromkeys(pseudonyms, answer)  # type: ignore[call-overload, no-any-return]


def rows_of(topic: str, most: int = 40) -> list[Row]:
    world = World(Random(3), 120, 20, TODAY)
    return list(world.register(topic, MIDNIGHT))[:most]


def extract(topic: str, rows: object, stem: Path) -> Path:
    return fixed_width(topic, rows, stem, TODAY)  # type: ignore[arg-type]


@pytest.fixture
def ends() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


def file_way(
    ends: ExitStack, folder: Path, log: FakeLog, agency: str, *writes: Write, population: FakePopulation | None = None
) -> FileWay:
    state = ends.enter_context(state_in(folder / "state"))
    sending = Sending(state, OwnEdge(publisher(agency, log, population=population)), folder / "state", lambda: NOON_MS)
    layout = LAYOUT if agency == "sso" else None
    desk = FileDesk(
        agency, folder / "files", state, sending, lambda topic: Profile(topic, layout=layout), lambda: NOON_MS
    )
    return FileWay(f"{agency}.file", desk, [Kind(write, 30) for write in writes])


def directly(agency: str, topic: str, rows: list[Row]) -> tuple[FakeLog, list[Receipt]]:
    log = FakeLog()
    return log, publisher(agency, log, population=Everybody()).publish(topic, rows)


@pytest.mark.parametrize("write", [workbook, old_csv])
@pytest.mark.parametrize("topic", OVECS)
def test_what_a_file_brings_is_what_the_same_rows_bring_directly(
    ends: ExitStack, tmp_path: Path, topic: str, write: Write
) -> None:
    rows, log = rows_of(topic), FakeLog()
    way = file_way(ends, tmp_path, log, "ovec", write)
    way.hand_in(topic, rows)
    found = way.answers(at_once=True)
    expected, receipts = directly("ovec", topic, rows)
    assert [one.row for one in found] == rows
    assert [one.receipt for one in found] == receipts
    assert log.records == expected.records
    assert any(isinstance(one, Accepted) for one in receipts)


def test_an_extract_brings_what_the_same_rows_bring_directly(ends: ExitStack, tmp_path: Path) -> None:
    rows, log = rows_of(INSURANCE), FakeLog()
    way = file_way(ends, tmp_path, log, "sso", extract, population=Everybody())
    way.hand_in(INSURANCE, rows)
    found = way.answers(at_once=True)
    expected, receipts = directly("sso", INSURANCE, rows)
    assert [one.receipt for one in found] == receipts
    assert log.records == expected.records


def test_workbooks_and_files_in_code_page_874_come_in_turn(ends: ExitStack, tmp_path: Path) -> None:
    way = file_way(ends, tmp_path, FakeLog(), "ovec", workbook, old_csv)
    way.hand_in(STUDENT, rows_of(STUDENT, 60))
    assert way.open == 60
    way.answers(at_once=True)
    sent = sorted(one.name for one in (tmp_path / "files").iterdir() if "feedback" not in one.name)
    assert [name.rpartition(".")[2] for name in sent] == ["xlsx", "csv"]
    assert zipfile.is_zipfile(tmp_path / "files" / sent[0])
    text = (tmp_path / "files" / sent[1]).read_bytes()
    assert "นาย" in text.decode("cp874")
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")


def test_what_code_page_874_has_no_letter_for_is_written_as_a_workbook(tmp_path: Path) -> None:
    assert old_csv(STUDENT, [{"first_name": "สมมุติ"}], tmp_path / "one").suffix == ".csv"
    assert old_csv(STUDENT, [{"first_name": "Émile"}], tmp_path / "two").suffix == ".xlsx"


def test_rows_are_gathered_for_a_while_and_few_files_are_left(ends: ExitStack, tmp_path: Path) -> None:
    way = file_way(ends, tmp_path, FakeLog(), "ovec", old_csv)
    rows = rows_of(STUDENT, 40)
    way.hand_in(STUDENT, rows[:1])
    assert len(way.answers()) == 1
    for row in rows[1:]:
        way.hand_in(STUDENT, [row])
        assert way.answers() == []
    assert way.open == 39
    for row in rows:
        way.hand_in(STUDENT, [row])
        way.answers(at_once=True)
    assert way.open == 0
    assert len(list((tmp_path / "files").iterdir())) == 12


def test_many_rows_do_not_wait_for_more(ends: ExitStack, tmp_path: Path) -> None:
    way = file_way(ends, tmp_path, FakeLog(), "ovec", old_csv)
    rows = rows_of(STUDENT, 2)
    way.hand_in(STUDENT, rows[:1])
    way.answers()
    way.hand_in(STUDENT, rows[1:] * (MANY - 1))
    assert way.answers() == []
    way.hand_in(STUDENT, rows[1:])
    assert len(way.answers()) == MANY


def test_what_is_wrong_in_a_file_is_refused_and_what_must_wait_comes_back(ends: ExitStack, tmp_path: Path) -> None:
    population = Everybody()
    population.behind = True
    way = file_way(ends, tmp_path, FakeLog(), "sso", extract, population=population)
    wrong, right = rows_of(INSURANCE, 2)
    wrong = {**wrong, "industry_code": "00"}
    way.hand_in(INSURANCE, [wrong, right])
    assert [type(one.receipt) for one in way.answers(at_once=True)] == [TryAgain, TryAgain]
    population.behind = False
    way.hand_in(INSURANCE, [wrong, right])
    refused, accepted = (one.receipt for one in way.answers(at_once=True))
    assert isinstance(refused, Refused)
    assert refused.code == "UNKNOWN_INDUSTRY"
    assert isinstance(accepted, Accepted)


def test_an_outbox_answers_once_its_relay_is_through(tmp_path: Path) -> None:
    engine, log, population = open_database(f"sqlite:///{tmp_path / 'dsd.db'}"), FakeLog(), Everybody()
    own = publisher("dsd", log, population=population)
    relay = Relay(engine, edge("dsd"), log, DEMONSTRATION, FakeErasures(), lambda: NOON_MS, own)
    way, rows = OutboxWay("dsd.outbox", engine, lambda: NOON_MS), rows_of(DSD_FACILITY, 5)
    way.hand_in(DSD_FACILITY, [*rows, {**rows[0], "revision": "8", "seats": "-3"}])
    assert (way.open, way.answers()) == (6, [])
    relay.round()
    assert len(way.answers()) == 5
    relay.round()
    (late,) = way.answers()
    assert isinstance(late.receipt, Refused)
    assert way.open == 0
    expected, _ = directly("dsd", DSD_FACILITY, rows)
    assert log.records == expected.records


def test_an_outbox_tells_who_is_no_student_and_goes_on_counting_when_started_again(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'dsd.db'}")
    log, nobody = FakeLog(), FakePopulation()
    relay = Relay(
        engine,
        edge("dsd"),
        log,
        DEMONSTRATION,
        FakeErasures(),
        lambda: NOON_MS,
        publisher("dsd", log, population=nobody),
    )
    row = rows_of("dsd.skill-test.v1", 1)[0]
    for _ in range(2):
        way = OutboxWay("dsd.outbox", engine, lambda: NOON_MS)
        way.hand_in("dsd.skill-test.v1", [row])
        relay.round()
        assert [one.receipt for one in way.answers()] == [NotVocational()]
    assert log.records == {}


def test_a_way_that_answers_at_once_is_asked_for_its_answers_once() -> None:
    log = FakeLog()
    way = AtOnce("doe.direct", OwnEdge(publisher("doe", log)))
    way.hand_in(VACANCY, rows_of(VACANCY, 3))
    assert way.open == 3
    assert len(way.answers()) == 3
    assert way.answers() == []
