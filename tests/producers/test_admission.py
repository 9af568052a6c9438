"""A batch is held against the agreement of its day and against erasures before anything of it is sent."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from producers.erasures import LiveErasures, RedisErasures
from producers.publisher.permission import withheld
from producers.receipts import Accepted, NotVocational, Refused, TryAgain
from schemas.agreement import DEMONSTRATION, MEMORANDUM
from schemas.identifiers import classify
from schemas.key_service import KeysUnavailableError
from schemas.partition import partition
from schemas.topics import (
    CERTIFICATE,
    DEMAND,
    IDENTITY,
    INSURANCE,
    PLACEMENT,
    SKILL_TEST,
    STUDENT,
    STUDENT_STATISTICS,
    TEST_PLAN,
    TRAINING,
    VACANCY,
)
from schemas.view import watermark_key
from tests.producers.fakes import PARTITIONS, FakeErasures, FakeKeys, FakeLog, FakePopulation, edge, publisher
from tests.producers.rows import PIN, ROWS, STUDENT_ROW, VACANCY_ROW

PERSON = edge("ovec").pseudonym(classify(PIN))
LAST, AFTER = date(2023, 5, 4), date(2023, 5, 5)
# The rows' `changed_at`, 23 November 2569, a quarter past nine in Bangkok.
CHANGED_MS = 1_795_400_100_000


class NobodyMayAsk(FakePopulation):
    """Fails whoever asks who is in the population."""

    def ask(self, pseudonyms: Sequence[str]) -> dict[str, object]:  # type: ignore[override]
        raise AssertionError(pseudonyms)


@pytest.mark.parametrize(("agency", "topic"), [("ovec", STUDENT), ("doe", VACANCY), ("sso", INSURANCE)])
def test_with_the_memorandum_alone_nothing_is_read_or_sent_and_each_row_is_told_since_when(
    agency: str, topic: str
) -> None:
    log = FakeLog()
    sender = publisher(agency, log, population=NobodyMayAsk(), agreement=MEMORANDUM)
    receipts = sender.publish(topic, [ROWS[topic], {"not even": "a row"}])
    assert log.sent == 0
    for receipt in receipts:
        assert isinstance(receipt, Refused)
        assert receipt.code == "AGREEMENT_NOT_IN_FORCE"
        assert "4 May 2023" in receipt.en
        assert "4 พฤษภาคม 2566" in receipt.th


def test_the_term_includes_its_last_day_and_ends_with_it() -> None:
    assert withheld(MEMORANDUM.on(LAST), STUDENT, "ovec") is None
    why = withheld(MEMORANDUM.on(AFTER), STUDENT, "ovec")
    assert why is not None
    assert why.code == "AGREEMENT_NOT_IN_FORCE"


@pytest.mark.parametrize(
    ("topic", "giver"),
    [(STUDENT, "ovec"), (DEMAND, "ovec"), (STUDENT_STATISTICS, "ovec"), (TRAINING, "dsd"), (TEST_PLAN, "dsd")],
)
def test_under_the_renewal_each_giver_may_give_its_own_and_nobody_elses(topic: str, giver: str) -> None:
    terms = DEMONSTRATION.on(date(2026, 11, 23))
    assert withheld(terms, topic, giver) is None
    why = withheld(terms, topic, "sso")
    assert why is not None
    assert why.code == "NOT_IN_AGREEMENT"


def test_what_was_before_an_erasure_is_refused_and_what_came_after_starts_anew() -> None:
    log = FakeLog()
    sender = publisher("ovec", log, erasures=FakeErasures({PERSON: CHANGED_MS}))
    later = {**STUDENT_ROW, "revision": "4", "changed_at": "23/11/2569 09:15:01"}
    before, after = sender.publish(STUDENT, [STUDENT_ROW, later])
    assert isinstance(before, Refused)
    assert (before.code, before.field) == ("ERASED", "changed_at")
    assert isinstance(after, Accepted)
    assert log.sent == 1


def test_a_row_that_was_taken_is_refused_after_the_erasure_and_does_not_get_its_old_receipt() -> None:
    log, erasures = FakeLog(), FakeErasures()
    sender = publisher("ovec", log, erasures=erasures)
    assert isinstance(sender.publish(STUDENT, [STUDENT_ROW])[0], Accepted)
    erasures.answers[PERSON] = CHANGED_MS + 1
    (receipt,) = sender.publish(STUDENT, [STUDENT_ROW])
    assert isinstance(receipt, Refused)
    assert receipt.code == "ERASED"


def test_while_erasures_are_not_known_a_persons_row_is_to_be_sent_again_and_a_vacancy_is_taken() -> None:
    nobody_knows = FakeErasures({PERSON: None})
    assert publisher("ovec", FakeLog(), erasures=nobody_knows).publish(STUDENT, [STUDENT_ROW]) == [
        TryAgain("ERASURES_NOT_KNOWN")
    ]
    (receipt,) = publisher("doe", FakeLog(), erasures=nobody_knows).publish(VACANCY, [VACANCY_ROW])
    assert isinstance(receipt, Accepted)


def test_a_stranger_is_dropped_unread_without_asking_for_erasures() -> None:
    sender = publisher("dsd", FakeLog(), population=FakePopulation(), erasures=FakeErasures({PERSON: None}))
    assert sender.publish(TRAINING, [ROWS[TRAINING]]) == [NotVocational()]


class Unreachable(FakeKeys):
    """A key service that does not answer."""

    def keys_for(self, pseudonyms: object, agency: str) -> dict[str, bytes]:
        raise KeysUnavailableError(f"{agency}: {type(pseudonyms).__name__}")


def test_while_no_identity_can_be_sealed_rows_are_to_be_sent_again() -> None:
    log = FakeLog()
    sender = publisher("ovec", log)
    sender._edge._keys = Unreachable()
    assert sender.publish(STUDENT, [STUDENT_ROW, STUDENT_ROW]) == [TryAgain("KEYS_NOT_AVAILABLE")] * 2
    assert log.sent == 0
    sender._edge._keys = FakeKeys()
    assert isinstance(sender.publish(STUDENT, [STUDENT_ROW])[0], Accepted)


class FakeView:
    """Holds moments by name, as the view's hashes of erasures do, having applied decisions up to an offset."""

    def __init__(self, moments: Mapping[str, int] | None, applied: int = 6) -> None:
        self._moments, self._applied = moments, applied

    def erased(self, tag: int, names: Sequence[str]) -> tuple[int, list[int]] | None:
        assert all(partition(name, PARTITIONS) == tag for name in names)
        return None if self._moments is None else (self._applied, [self._moments.get(name, 0) for name in names])


class FakeEnds:
    """A log of decisions that holds seven in every partition, or can't be asked."""

    def __init__(self, reachable: bool = True) -> None:
        self._reachable = reachable

    def ends(self, topic: str, partitions: Sequence[int]) -> Mapping[int, int]:
        assert topic == IDENTITY
        return dict.fromkeys(partitions, 7) if self._reachable else {}


def live(moments: Mapping[str, int] | None, applied: int = 6, reachable: bool = True) -> LiveErasures:
    return LiveErasures(FakeEnds(reachable), FakeView(moments, applied), PARTITIONS)


def test_a_person_may_be_erased_as_a_whole_or_one_data_set_of_theirs() -> None:
    other = "0001" + "f" * 28
    erasures = live({PERSON: 5, f"{PERSON}/{SKILL_TEST}": 9})
    assert erasures.moments(SKILL_TEST, [PERSON, other]) == {PERSON: 9, other: 0}
    assert erasures.moments(CERTIFICATE, [PERSON]) == {PERSON: 5}
    assert erasures.moments(PLACEMENT, []) == {}


def test_a_view_that_has_not_applied_every_decision_is_not_believed_in_either_answer() -> None:
    assert live({}, applied=6).moments(STUDENT, [PERSON]) == {PERSON: 0}
    assert live({}, applied=5).moments(STUDENT, [PERSON]) == {PERSON: None}
    assert live({PERSON: 5}, applied=-1).moments(STUDENT, [PERSON]) == {PERSON: None}


def test_what_view_or_log_can_not_be_asked_is_not_known() -> None:
    assert live(None).moments(STUDENT, [PERSON]) == {PERSON: None}
    assert live({}, reachable=False).moments(STUDENT, [PERSON]) == {PERSON: None}


class Client:
    """Answers as the server does: an offset, then text or nothing per name."""

    def __init__(self, answer: list[int | bytes | None] | Exception) -> None:
        self._answer = answer

    def fcall_ro(self, function: str, count: int, key: str, *_names: str) -> list[int | bytes | None]:
        assert (function, count, key) == ("erased", 1, watermark_key(3))
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def test_the_servers_answers_are_moments_and_its_silence_is_no_answer() -> None:
    assert RedisErasures(Client([4, b"17", None]), TimeoutError).erased(3, ["a", "b"]) == (4, [17, 0])
    assert RedisErasures(Client(TimeoutError()), TimeoutError).erased(3, ["a"]) is None
