"""What waits for a steward is written once, closed once, and comes up again only when nobody decided it."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from operations.review import store
from operations.review.store import GONE, STEWARD, Item, Kind
from schemas.database import create_tables, open_database
from tests.review.examples import ANONG, AT, BOON

SUGGESTION = Item(Kind.SUGGESTION, STEWARD, ANONG, AT, BOON, detail={"because": ["OTHER_NUMBER"]})
DIFFERENCE = Item(Kind.DIFFERENCE, "ovec", ANONG, AT, topic="ovec.student.v1", detail={"about": "name"})


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    found = open_database(f"sqlite:///{tmp_path / 'review.db'}")
    create_tables(found, store.METADATA)
    yield found
    found.dispose()


def test_the_same_finding_opens_no_second_item_however_often_and_whenever_it_is_found(engine: Engine) -> None:
    with engine.begin() as connection:
        assert store.put(connection, [SUGGESTION, DIFFERENCE, SUGGESTION]) == 2
        assert store.put(connection, [replace(SUGGESTION, opened_at=AT + 1)]) == 0
        (kept,) = store.open_items(connection, STEWARD)
        assert kept.item == SUGGESTION


@pytest.mark.parametrize(
    "other",
    [
        replace(SUGGESTION, kind=Kind.CONFLICT),
        replace(SUGGESTION, owner="dsd"),
        replace(SUGGESTION, other="f" * 32),
        replace(SUGGESTION, detail={"because": ["SAME_NAME_AND_ADDRESS"]}),
    ],
)
def test_what_says_something_else_is_another_item(engine: Engine, other: Item) -> None:
    with engine.begin() as connection:
        assert store.put(connection, [SUGGESTION, other]) == 2


def test_items_are_listed_by_owner_and_kind_and_counted(engine: Engine) -> None:
    with engine.begin() as connection:
        store.put(connection, [DIFFERENCE, SUGGESTION])
        # The steward's own come first, however long the others have waited.
        assert [kept.item for kept in store.open_items(connection)] == [SUGGESTION, DIFFERENCE]
        assert [kept.item for kept in store.open_items(connection, kind=Kind.DIFFERENCE)] == [DIFFERENCE]
        assert store.open_items(connection, "dsd") == []
        assert store.waiting(connection) == {("steward", "SUGGESTION"): 1, ("ovec", "DIFFERENCE"): 1}


def test_an_item_is_closed_once_and_what_was_decided_stays_closed_when_found_again(engine: Engine) -> None:
    with engine.begin() as connection:
        store.put(connection, [SUGGESTION])
        (kept,) = store.open_items(connection)
        assert store.close(connection, kept.id, "NOT_THE_SAME_PERSON", STEWARD, AT + 5)
        assert not store.close(connection, kept.id, "JOINED", STEWARD, AT + 6)
        assert store.put(connection, [SUGGESTION]) == 0
        closed = store.item(connection, kept.id)
        assert closed is not None
        assert (closed.closed_at, closed.decision, closed.decided_by) == (AT + 5, "NOT_THE_SAME_PERSON", STEWARD)
        assert store.decided(connection, "NOT_THE_SAME_PERSON", 9) == [closed]


def test_what_a_scan_no_longer_finds_is_gone_and_opens_again_when_it_is_found_again(engine: Engine) -> None:
    later = AT + 1000
    with engine.begin() as connection:
        store.put(connection, [SUGGESTION, DIFFERENCE])
        store.put(connection, [replace(DIFFERENCE, opened_at=later)])
        assert store.close_unseen(connection, [Kind.SUGGESTION, Kind.DIFFERENCE], later, "scan") == 1
        assert [kept.item.kind for kept in store.open_items(connection)] == [Kind.DIFFERENCE]
        assert [kept.item for kept in store.decided(connection, GONE, 9)] == [SUGGESTION]
        assert store.put(connection, [replace(SUGGESTION, opened_at=later + 1)]) == 1
        assert len(store.open_items(connection)) == 2


def test_a_correction_somebody_asked_for_is_not_gone_because_a_scan_does_not_find_it(engine: Engine) -> None:
    with engine.begin() as connection:
        store.put(connection, [replace(DIFFERENCE, kind=Kind.CORRECTION)])
        assert store.close_unseen(connection, [Kind.SUGGESTION, Kind.CONFLICT, Kind.DIFFERENCE], AT + 9, "scan") == 0


def test_nothing_is_left_of_an_erased_person_on_either_side(engine: Engine) -> None:
    with engine.begin() as connection:
        store.put(connection, [SUGGESTION, DIFFERENCE])
        assert store.forget(connection, BOON) == 1
        assert store.forget(connection, ANONG) == 1
        assert store.open_items(connection) == []


def test_two_processes_that_find_the_same_write_it_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'review.db'}"
    code = (
        "import sys\n"
        "from operations.review import store\n"
        "from schemas.database import create_tables, open_database\n"
        "from tests.review.test_store import SUGGESTION\n"
        "from dataclasses import replace\n"
        "engine = open_database(sys.argv[1]); create_tables(engine, store.METADATA)\n"
        "for n in range(50):\n"
        "    with engine.begin() as connection:\n"
        "        store.put(connection, [replace(SUGGESTION, record=f'{n:016x}')])\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    engine = open_database(url)
    with engine.connect() as connection:
        assert len(store.open_items(connection)) == 50
    engine.dispose()
