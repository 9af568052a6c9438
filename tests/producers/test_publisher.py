"""Each row gets its receipt; repeats, corrections, late rows and crashes leave the log's fold right."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from producers.draft import Row
from producers.ledger import Ledger, Sent
from producers.population import Membership
from producers.receipts import Accepted, NotVocational, Refused, TryAgain
from schemas.codec import decode
from schemas.identifiers import classify
from schemas.partition import partition, split_key
from schemas.topics import INSURANCE, SKILL_TEST, STUDENT, VACANCY
from tests.producers.fakes import PARTITIONS, FakeLog, FakePopulation, edge, publisher
from tests.producers.rows import G_CODE, OTHER_PIN, PIN, SPELL_ROW, STUDENT_ROW, TEST_ROW, VACANCY_ROW


def student(**changed: str) -> Row:
    return {**STUDENT_ROW, **changed}


def subjects(log: FakeLog, topic: str) -> set[str]:
    return {split_key(key)[0] for key in log.standing(topic)}


def person(identifier: str) -> str:
    return edge("ovec").pseudonym(classify(identifier))


def test_an_accepted_row_says_where_its_event_stands() -> None:
    log = FakeLog()
    (receipt,) = publisher("ovec", log).publish(STUDENT, [student()])
    number = partition(person(PIN), PARTITIONS)
    assert receipt == Accepted(STUDENT, number, 0)
    assert split_key(log.records[STUDENT, number][0].key)[0] == person(PIN)


def test_a_refused_row_harms_no_other_of_its_batch() -> None:
    log = FakeLog()
    rows = [student(student_id="1"), student(student_id="2", citizen_id=PIN[:-1] + "0"), student(student_id="3")]
    receipts = publisher("ovec", log).publish(STUDENT, rows)
    assert [type(one) for one in receipts] == [Accepted, Refused, Accepted]
    assert isinstance(receipts[1], Refused)
    assert (receipts[1].code, receipts[1].field) == ("IDENTIFIER_CHECK_DIGIT", "citizen_id")
    assert len(log.standing(STUDENT)) == 2


def test_a_row_that_was_refused_is_taken_once_corrected_even_under_the_same_revision() -> None:
    sender = publisher("ovec", FakeLog())
    assert isinstance(sender.publish(STUDENT, [student(citizen_id="1")])[0], Refused)
    assert isinstance(sender.publish(STUDENT, [student()])[0], Accepted)


def test_a_repeated_row_gets_the_same_receipt_and_is_not_published_again() -> None:
    log = FakeLog()
    sender = publisher("ovec", log)
    first = sender.publish(STUDENT, [student()])
    assert sender.publish(STUDENT, [student()]) == first
    assert (
        sender.publish(STUDENT, [student(student_id="2"), student(student_id="2")])
        == [Accepted(STUDENT, partition(person(PIN), PARTITIONS), 1)] * 2
    )
    assert log.sent == 2


def test_two_contents_under_one_version_are_told_to_the_source() -> None:
    sender = publisher("ovec", FakeLog())
    sender.publish(STUDENT, [student()])
    (receipt,) = sender.publish(STUDENT, [student(wish="ศึกษาต่อ")])
    assert isinstance(receipt, Refused)
    assert receipt.code == "TWO_CONTENTS_ONE_VERSION"


def test_there_and_back_again_is_three_versions() -> None:
    log = FakeLog()
    sender = publisher("ovec", log)
    for revision, wish in (("2", "ประสงค์ทำงาน"), ("4", "ศึกษาต่อ"), ("6", "ประสงค์ทำงาน")):
        assert isinstance(sender.publish(STUDENT, [student(revision=revision, wish=wish)])[0], Accepted)
    assert [decode(STUDENT, event.value)[0].version for event in log.events(STUDENT)] == [2, 4, 6]


def test_a_corrected_identifier_moves_the_record_from_the_old_pseudonym_to_the_new() -> None:
    log = FakeLog()
    sender = publisher("ovec", log)
    sender.publish(STUDENT, [student(citizen_id=G_CODE)])
    assert subjects(log, STUDENT) == {person(G_CODE)}
    sender.publish(STUDENT, [student(revision="4", other_ids=G_CODE)])
    assert subjects(log, STUDENT) == {person(PIN)}
    (_, data) = next(iter(log.standing(STUDENT).values()))
    assert data is not None
    assert data["other_pseudonyms"] == [person(G_CODE)]


CORRECTIONS = [
    student(revision="2", citizen_id=PIN),
    student(revision="4", citizen_id=OTHER_PIN),
    student(revision="6", citizen_id=PIN, wish="ศึกษาต่อ"),
    student(revision="8", citizen_id=G_CODE),
]


@pytest.mark.parametrize("order", list(permutations(range(4))))
@pytest.mark.parametrize("together", [True, False])
def test_corrections_in_any_order_leave_the_record_under_its_newest_person_only(
    order: Sequence[int], *, together: bool
) -> None:
    log = FakeLog()
    sender = publisher("ovec", log)
    rows = [CORRECTIONS[at] for at in order]
    for batch in [rows] if together else [[row] for row in rows]:
        sender.publish(STUDENT, batch)
    assert subjects(log, STUDENT) == {person(G_CODE)}


def test_a_deletion_that_names_no_person_takes_the_record_away_where_it_stands() -> None:
    log = FakeLog()
    sender = publisher("ovec", log)
    sender.publish(STUDENT, [student()])
    bare = {
        "student_id": STUDENT_ROW["student_id"],
        "revision": "4",
        "changed_at": "23/11/2569 10:00:00",
        "deleted": "1",
    }
    assert isinstance(sender.publish(STUDENT, [bare])[0], Accepted)
    assert not log.standing(STUDENT)
    (receipt,) = sender.publish(STUDENT, [bare | {"student_id": "never sent"}])
    assert isinstance(receipt, Refused)
    assert receipt.code == "UNKNOWN_RECORD"


def test_a_crash_before_the_ledger_is_written_costs_a_repetition_of_the_same_bytes() -> None:
    log = FakeLog()
    publisher("ovec", log, Ledger("sqlite://")).publish(STUDENT, [student()])
    publisher("ovec", log, Ledger("sqlite://")).publish(STUDENT, [student()])
    first, second = log.events(STUDENT)
    assert first == second


def test_the_ledger_outlives_its_process(tmp_path: Path) -> None:
    log, url = FakeLog(), f"sqlite:///{tmp_path / 'ledger.db'}"
    first = publisher("ovec", log, Ledger(url)).publish(STUDENT, [student()])
    assert publisher("ovec", log, Ledger(url)).publish(STUDENT, [student()]) == first
    assert log.sent == 1


def test_what_another_edge_noted_first_stands(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    sent = Sent(STUDENT, "0" * 16, 1, "0" * 32, 1, b"digest", 0, 5)
    ledger.note([sent])
    ledger.note([sent._replace(offset=9)])
    assert ledger.versions(STUDENT, ["0" * 16]) == {"0" * 16: {1: sent}}


def test_what_the_broker_does_not_acknowledge_is_to_be_sent_again_and_is_not_remembered() -> None:
    log = FakeLog({STUDENT: "MSG_TIMED_OUT"})
    sender = publisher("ovec", log)
    assert sender.publish(STUDENT, [student(), student()]) == [TryAgain("MSG_TIMED_OUT")] * 2
    log.failing.clear()
    assert isinstance(sender.publish(STUDENT, [student()])[0], Accepted)


def test_someone_outside_the_population_is_dropped_unread() -> None:
    log = FakeLog()
    sender = publisher("sso", log, population=FakePopulation())
    # Were the row read, its section would be refused.
    assert sender.publish(INSURANCE, [{**SPELL_ROW, "section": "no such section"}]) == [NotVocational()]
    assert log.sent == 0


def test_while_membership_is_not_known_the_source_is_asked_to_try_again() -> None:
    answers = FakePopulation({person(PIN): Membership.NOT_KNOWN})
    sender = publisher("sso", FakeLog(), population=answers)
    assert sender.publish(INSURANCE, [SPELL_ROW]) == [TryAgain("POPULATION_NOT_KNOWN")]
    answers.answers[person(PIN)] = Membership.YES
    assert isinstance(sender.publish(INSURANCE, [SPELL_ROW])[0], Accepted)


def test_a_spell_that_turns_out_to_be_a_strangers_is_taken_away_from_the_student() -> None:
    log = FakeLog()
    sender = publisher("sso", log, population=FakePopulation({person(PIN): Membership.YES}))
    sender.publish(INSURANCE, [SPELL_ROW])
    assert subjects(log, INSURANCE) == {person(PIN)}
    assert sender.publish(INSURANCE, [{**SPELL_ROW, "revision": "4", "insured_id": OTHER_PIN}]) == [NotVocational()]
    assert not log.standing(INSURANCE)
    assert person(OTHER_PIN) not in {event.subject for event in log.events(INSURANCE)}


def test_what_stands_under_a_number_that_has_left_the_population_stays_until_the_numbers_are_joined() -> None:
    log, answers = FakeLog(), FakePopulation({person(G_CODE): Membership.YES})
    sender = publisher("dsd", log, population=answers)
    row = {**TEST_ROW, "citizen_id": G_CODE}
    sender.publish(SKILL_TEST, [row])
    answers.answers[person(G_CODE)] = Membership.NO  # the college has the PIN now
    newer = {**row, "revision": "4", "result": "ไม่ผ่าน"}
    assert sender.publish(SKILL_TEST, [newer]) == [NotVocational()]
    assert subjects(log, SKILL_TEST) == {person(G_CODE)}
    answers.answers[person(G_CODE)] = Membership.YES  # joined
    assert isinstance(sender.publish(SKILL_TEST, [newer])[0], Accepted)
    ((meta, _),) = log.standing(SKILL_TEST).values()
    assert meta.version == 4


def test_an_agency_publishes_its_own_data_sets_only() -> None:
    with pytest.raises(ValueError, match="not ovec's"):
        publisher("ovec", FakeLog()).publish(VACANCY, [VACANCY_ROW])


def test_nothing_readable_about_a_person_leaves_the_edge() -> None:
    log = FakeLog()
    publisher("ovec", log).publish(STUDENT, [student()])
    (event,) = log.events(STUDENT)
    shown = event.key + event.value + b"".join(name.encode() + value for name, value in event.headers)
    for secret in (PIN, "ฟ้าใส", "ทองลมภู", "ถนนสมมุติ", "0001234567", STUDENT_ROW["student_id"]):
        assert secret.encode() not in shown
    assert b"2563" not in event.key


def test_names_that_read_alike_have_one_hash_whatever_their_title() -> None:
    log = FakeLog()
    sender = publisher("ovec", log)
    sender.publish(STUDENT, [student(student_id="1"), student(student_id="2", prefix="นาง")])
    sender.publish(STUDENT, [student(student_id="3", first_name="ฟ้าสวย")])
    hashes = [data["name_hash"] for _, data in log.standing(STUDENT).values() if data]
    assert len(set(hashes)) == 2
    assert hashes.count(hashes[0]) + hashes.count(hashes[-1]) >= 3
