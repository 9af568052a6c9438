"""An objection stands for all of a person's pseudonyms and stops what stands; a correction goes to a record's owner."""

from pathlib import Path

import pytest

from operations.people.correcting import NothingToCorrectError
from operations.people.correcting import Reason as Wrong
from operations.people.erasing import Reason as Erasing
from operations.people.objecting import Reason
from operations.people.telling import erased_lines, explained_lines, outcome_lines
from operations.review import store
from operations.rulings import OBJECTION, OBJECTION_WITHDRAWN, join
from schemas import topics
from schemas.database import open_database
from tests.contract.examples import EXAMPLES
from tests.rights.platform import ALIAS, NOW_MS, PERSON, RECORD, Platform


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    made = Platform(tmp_path)
    made.put_examples(topics.STUDENT, topics.MATCH, topics.INSURANCE)
    return made


def withdraw_match(platform: Platform) -> None:
    """Let the worker have done its part."""
    data = EXAMPLES[topics.MATCH].model_copy(update={"status": "WITHDRAWN", "withdrawn_because": "OBJECTED"})
    platform.put(topics.MATCH, data, version=2)


def waiting(platform: Platform, owner: str) -> list[store.Kept]:
    with open_database(platform.review_url).connect() as connection:
        return store.open_items(connection, owner=owner)


def test_an_objection_is_in_force_once_no_match_stands_any_more(platform: Platform) -> None:
    platform.after_write = lambda: withdraw_match(platform)
    outcome = platform.steward.object(PERSON, Reason.PERSON_ASKED, 0)
    assert outcome == (1, 0, True)
    (ruling,) = platform.written
    assert (ruling.decision, ruling.subject, ruling.by, ruling.reason) == (OBJECTION, PERSON, "steward", "PERSON_ASKED")
    assert "ถอนการจับคู่ 1 รายการ" in "\n".join(outcome_lines(outcome, withdrawn=False))


def test_an_objection_is_not_said_to_be_in_force_while_a_match_stands(platform: Platform) -> None:
    outcome = platform.steward.object(PERSON, Reason.GUARDIAN_ASKED, 0)
    assert outcome == (1, 1, False)
    assert "ยังประมวลผลไม่เสร็จ" in "\n".join(outcome_lines(outcome, withdrawn=False))


def test_withdrawing_it_is_a_newer_version_of_the_same_decision(platform: Platform) -> None:
    platform.after_write = lambda: withdraw_match(platform)
    platform.steward.object(PERSON, Reason.PERSON_ASKED, 0)
    platform.now_ms += 1
    outcome = platform.steward.object(PERSON, Reason.PERSON_ASKED, 0, withdrawn=True)
    assert outcome.in_force
    assert [one.decision for one in platform.written] == [OBJECTION, OBJECTION_WITHDRAWN]
    told = platform.steward.explain(PERSON)
    assert [one["decision"] for one in told["decisions"]] == [OBJECTION_WITHDRAWN]
    assert "คำคัดค้าน" in "\n".join(outcome_lines(outcome, withdrawn=True))


def test_whoever_asks_under_a_joined_pseudonym_objects_for_all(platform: Platform) -> None:
    platform.write([join(PERSON, ALIAS, "steward", "SAME_PERSON", NOW_MS - 1)])
    platform.steward.object(ALIAS, Reason.PERSON_ASKED, 0)
    assert platform.written[-1].subject == PERSON


def test_an_objection_changes_no_record_that_statistics_rest_on(platform: Platform) -> None:
    before = {topic: platform.entries(PERSON)[at] for at, topic in enumerate((topics.STUDENT, topics.MATCH))}
    platform.steward.object(PERSON, Reason.PERSON_ASKED, 0)
    assert platform.entries(PERSON)[0] == before[topics.STUDENT]
    assert len(platform.entries(PERSON)) == 4


@pytest.mark.parametrize(
    ("topic", "field", "owner"),
    [
        (topics.STUDENT, "district", "ovec"),
        (topics.STUDENT, "address", "ovec"),
        (topics.INSURANCE, "started_on", "sso"),
        (topics.MATCH, "score", "steward"),
    ],
)
def test_a_correction_goes_to_the_agency_that_gave_the_record(
    platform: Platform, topic: str, field: str, owner: str
) -> None:
    assert platform.steward.correct(PERSON, topic, RECORD, field, Wrong.WRONG) == (owner, True)
    assert platform.steward.correct(PERSON, topic, RECORD, field, Wrong.WRONG) == (owner, False)
    (kept,) = waiting(platform, owner)
    assert (kept.item.kind, kept.item.subject, kept.item.topic, kept.item.record) == (
        store.Kind.CORRECTION,
        PERSON,
        topic,
        RECORD,
    )
    assert kept.item.detail == {"field": field, "reason": "WRONG", "version": 1}


@pytest.mark.parametrize(
    ("topic", "record", "field"),
    [
        (topics.STUDENT, "f" * 16, "district"),
        (topics.STUDENT, RECORD, "wage"),
        (topics.CERTIFICATE, RECORD, "level"),
        (topics.MATCH, RECORD, "address"),
    ],
)
def test_what_is_not_held_of_the_person_can_not_be_corrected(
    platform: Platform, topic: str, record: str, field: str
) -> None:
    with pytest.raises(NothingToCorrectError):
        platform.steward.correct(PERSON, topic, record, field, Wrong.NOT_MINE)


def test_a_correction_is_answered_by_a_newer_version_of_the_record(platform: Platform) -> None:
    platform.steward.correct(PERSON, topics.STUDENT, RECORD, "district", Wrong.OUTDATED)
    (waits,) = platform.steward.explain(PERSON)["corrections"]
    assert (waits["owner"], waits["field"], waits["answered"]) == ("ovec", "district", False)
    platform.put(topics.STUDENT, EXAMPLES[topics.STUDENT], version=2)
    told = platform.steward.explain(PERSON)
    assert told["corrections"][0]["answered"]
    assert "ต้นทางส่งรุ่นใหม่แล้ว" in "\n".join(explained_lines(told))


def test_an_erasure_is_decided_for_every_pseudonym_and_forgets_what_waits_but_not_who_saw(platform: Platform) -> None:
    platform.write([join(PERSON, ALIAS, "steward", "SAME_PERSON", NOW_MS - 1)])
    platform.steward.correct(PERSON, topics.STUDENT, RECORD, "district", Wrong.OUTDATED)
    platform.steward.explain(PERSON)

    def gone() -> None:
        for person in (PERSON, ALIAS):
            kept = {name: entry for name, entry in platform.held[person].items() if name.startswith(b"saphan.identity")}
            platform.held[person] = kept

    platform.after_write = gone
    erased = platform.steward.erase(ALIAS, Erasing.PERSON_ASKED, 0)
    assert (erased.pseudonyms, erased.records, erased.complete) == ((PERSON, ALIAS), 3, True)
    assert platform.destroyed == {PERSON, ALIAS}
    told = platform.steward.explain(PERSON)
    assert (told["data_sets"], told["corrections"]) == ([], [])
    assert told["seen_count"] == 5
    assert "ไม่มีข้อมูลเหลือในระบบ" in "\n".join(erased_lines(erased))


def test_an_erasure_that_is_not_yet_carried_out_says_so(platform: Platform) -> None:
    erased = platform.steward.erase(PERSON, Erasing.GUARDIAN_ASKED, 0)
    assert not erased.complete
    assert "ยังลบไม่เสร็จ" in "\n".join(erased_lines(erased))


def test_a_number_stands_behind_one_pseudonym_however_it_is_written(platform: Platform) -> None:
    written = {platform.steward.pseudonym(number) for number in ("1-9999-00000-01-3", "๑๙๙๙๙๐๐๐๐๐๐๑๓\n")}
    assert len(written) == 1
