"""What an example program has around it: a register of what it sent, and patience with what must come again."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from producers.examples.register import TRIES, Register, sent
from producers.receipts import Accepted, Receipt, Refused, TryAgain
from producers.simulation.books import Books
from producers.simulation.way import Answer
from schemas.topics import VACANCY

LATER = TryAgain("POPULATION_NOT_KNOWN")
WRONG = Refused("BAD_VALUE", "positions", "ผิด", "wrong")


class SlowWay:
    """A way in that takes each row at its so-many-th asking, and refuses what has no positions."""

    def __init__(self, taken_at: int) -> None:
        self._taken_at, self.asked = taken_at, dict[str, int]()
        self.closed = False

    def send(self, topic: str, rows: Sequence[Mapping[str, str]]) -> list[Receipt]:
        return [self._receipt(topic, row) for row in rows]

    def _receipt(self, topic: str, row: Mapping[str, str]) -> Receipt:
        number = row["job_id"]
        self.asked[number] = self.asked.get(number, 0) + 1
        if row["positions"] == "":
            return WRONG
        return Accepted(topic, 0, int(number)) if self.asked[number] >= self._taken_at else LATER

    def close(self) -> None:
        self.closed = True


def notice(number: int, positions: str = "2", revision: int = 1) -> dict[str, str]:
    return {"job_id": str(number), "positions": positions, "revision": str(revision), "deleted": "0"}


def test_what_must_come_again_is_sent_again_and_nothing_else(tmp_path: Path) -> None:
    way, pauses = SlowWay(3), list[int]()
    register = Register(way, tmp_path / "doe.jsonl", lambda: pauses.append(1))
    rows = [notice(1), notice(2, positions=""), notice(3)]
    receipts = register.send(VACANCY, rows)
    assert receipts == [Accepted(VACANCY, 0, 1), WRONG, Accepted(VACANCY, 0, 3)]
    assert (way.asked, len(pauses)) == ({"1": 3, "2": 1, "3": 3}, 2)
    register.close()
    assert way.closed


def test_patience_has_an_end() -> None:
    way = SlowWay(TRIES + 2)
    assert Register(way, None, lambda: None).send(VACANCY, [notice(1)]) == [LATER]
    assert way.asked == {"1": TRIES + 1}


def test_a_register_reads_back_what_was_sent_with_its_receipts_in_order(tmp_path: Path) -> None:
    file = tmp_path / "doe.jsonl"
    register = Register(SlowWay(1), file, lambda: None)
    register.send(VACANCY, [notice(1, positions=""), notice(2)])
    register.send(VACANCY, [notice(1)])
    assert [(one.row["job_id"], one.receipt) for one in sent(file)] == [
        ("1", WRONG),
        ("2", Accepted(VACANCY, 0, 2)),
        ("1", Accepted(VACANCY, 0, 1)),
    ]


def test_an_agencys_books_hold_what_another_program_of_its_own_sent(tmp_path: Path) -> None:
    file = tmp_path / "doe.jsonl"
    register = Register(SlowWay(1), file, lambda: None)
    register.send(VACANCY, [notice(1, positions="")])
    register.send(VACANCY, [notice(1), notice(1, revision=2)])
    books = Books()
    books.note(Answer(*one) for one in sent(file))
    assert [row["revision"] for row in books.rows(VACANCY)] == ["2"]
    assert books.arrived(VACANCY, notice(1))
