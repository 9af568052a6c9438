"""The proof at the end: changes are withheld, exactly these are named, and all is equal once they are sent."""

from collections.abc import Iterable, Sequence

import pytest

from producers.draft import Row
from producers.receipts import Accepted, NotVocational, Refused
from producers.reconciling.reconciling import Finding, Outcome, Report
from producers.schema_fields import own_number
from producers.simulation.books import Books
from producers.simulation.part import Happening
from producers.simulation.proving import WITHHELD, Proving
from producers.simulation.way import Answer
from producers.simulation.withholding import choose
from schemas.topics import INSURANCE, SKILL_TEST, STUDENT, VACANCY

HERE = Accepted("", 0, 0)


def row(topic: str, number: int, revision: int = 2, **more: str) -> Row:
    own = {own_number(topic): f"N-{number}", "revision": str(revision), "changed_at": "", "deleted": "0"}
    people = {STUDENT: {"citizen_id": pin(number)}, SKILL_TEST: {"citizen_id": pin(number)}}
    return {**own, **people.get(topic, {}), **({"insured_id": pin(number)} if topic == INSURANCE else {}), **more}


def pin(number: int) -> str:
    return f"{9_990_000_000_000 + number}"


class FakeCountry:
    """A country whose rows arrive in a log of newest versions, but for people nobody knows yet (`strangers`)."""

    def __init__(self, books: Books) -> None:
        self.books, self.log = books, dict[tuple[str, str], int]()
        self.strangers: set[str] = set()
        self.lost: set[tuple[str, str]] = set()
        self.calm = False
        self._next = 0

    def happen(self) -> list[Happening]:
        self._next += 1
        number = 20 + self._next % 20 if self.calm else self._next % 40
        return [(topic, row(topic, number, 10 + self._next)) for topic in (STUDENT, INSURANCE, VACANCY, SKILL_TEST)]

    def send(self, rows: Iterable[Happening]) -> None:
        for topic, one in rows:
            number = one[own_number(topic)]
            known = one.get("insured_id") not in self.strangers
            if known and (topic, number) not in self.lost:
                self.log[topic, number] = max(int(one["revision"]), self.log.get((topic, number), 0))
            self.books.note([Answer(topic, one, HERE if known else NotVocational())])


class FakeKeeper:
    """Compares books with the country's log; somebody nobody knows is in neither."""

    def __init__(self, country: FakeCountry) -> None:
        self.country = country

    def compare(self, topic: str, rows: Sequence[Row]) -> Report:
        number = own_number(topic)
        found = [
            Finding("r", "missing", 1, (), one[number])
            for one in rows
            if one.get("insured_id") not in self.country.strangers
            and self.country.log.get((topic, one[number])) != int(one["revision"])
        ]
        outcome = Outcome.DIFFERENT if found else Outcome.EQUAL
        return Report(topic, {}, outcome, len(rows), 0, missing=tuple(found), exchanges=2)

    def concerns(self, _topic: str, one: Row) -> bool:
        return one.get("insured_id") not in self.country.strangers


@pytest.fixture
def country() -> FakeCountry:
    found = FakeCountry(Books())
    found.strangers = {pin(7)}
    found.send([(topic, row(topic, number)) for topic in WITHHELD_TOPICS for number in range(40)])
    return found


WITHHELD_TOPICS = (STUDENT, INSURANCE, VACANCY, SKILL_TEST)


def prove(country: FakeCountry) -> Proving:
    proving = Proving(country, country.books, dict.fromkeys(WITHHELD, FakeKeeper(country)))
    proving.run(lambda: None)
    return proving


def test_what_is_withheld_is_named_exactly_and_sent_until_all_is_equal(country: FakeCountry) -> None:
    for agency, proof in prove(country).proofs.items():
        # Of people whom a student's record names at the same time no labour record is withheld.
        expected = 0 if agency in {"sso", "dsd"} else WITHHELD[agency]
        assert (proof.dropped, proof.found, proof.beside, proof.final) == (expected, expected, 0, "equal")
        assert proof.exchanges > 0


def test_who_became_known_since_is_sent_before_anything_is_withheld(country: FakeCountry) -> None:
    country.calm = True
    country.strangers.clear()
    proofs = prove(country).proofs
    assert (proofs["sso"].sent_before, proofs["sso"].beside, proofs["sso"].final) == (1, 0, "equal")
    assert proofs["doe"].sent_before == 0


def test_what_is_lost_on_its_way_though_it_was_accepted_is_not_called_equal(country: FakeCountry) -> None:
    country.calm = True
    country.lost.add((VACANCY, "N-3"))
    country.log[VACANCY, "N-3"] = 1
    proof = prove(country).proofs["doe"]
    assert (proof.beside, proof.final) == (1, "different")


def test_only_changes_that_show_are_withheld() -> None:
    happenings = [
        (INSURANCE, row(INSURANCE, 1)),
        (INSURANCE, row(INSURANCE, 2, deleted="1")),
        (INSURANCE, row(INSURANCE, 3)),
        (INSURANCE, row(INSURANCE, 4, insured_id="G123456789012")),
        (STUDENT, row(STUDENT, 3)),
        (INSURANCE, row(INSURANCE, 5)),
        (INSURANCE, row(INSURANCE, 1, 4)),
    ]
    found = choose(happenings, {"sso": 9}, lambda _, one: one["insured_id"] != pin(5))
    assert found.withheld == {"sso": [happenings[0], happenings[6]]}
    assert found.rest == happenings[1:6]
    assert choose(happenings, {"sso": 0}, lambda *_: True).rest == happenings


def test_books_hold_the_newest_row_of_each_record_and_whether_it_arrived() -> None:
    books, first = Books(), row(STUDENT, 1)
    books.note([Answer(STUDENT, {**first, "citizen_id": "wrong", "name": "x"}, Refused("BAD", "", "", ""))])
    assert books.unsent(STUDENT, "N-1") is not None
    books.note([Answer(STUDENT, {**first, "name": "x"}, HERE)])
    assert (books.unsent(STUDENT, "N-1"), books.rows(STUDENT)) == (None, [first])
    books.note([Answer(STUDENT, row(STUDENT, 1, 1), HERE)])
    assert books.rows(STUDENT) == [first]
    books.withhold(STUDENT, row(STUDENT, 1, 4))
    assert not books.arrived(STUDENT, first)
    assert newest(books) == "4"


def newest(books: Books) -> str:
    (one,) = books.rows(STUDENT)
    return one["revision"]
