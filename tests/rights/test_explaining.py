"""A person is told what is held, from whom, under which clause, and who has seen it; the ledger says so first."""

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from operations.audit.reading import check
from operations.people.telling import explained_lines
from operations.rulings import join, split
from schemas import events, topics
from schemas.agreement import DEMONSTRATION, MEMORANDUM
from schemas.agreement import PERSON as THE_PERSON
from schemas.topics import BY_NAME, Subject
from schemas.view import DELETE, Entry, field
from tests.contract.examples import EXAMPLES
from tests.rights.platform import ALIAS, IDENTITY, NAME, NOW_MS, PERSON, RECORD, Platform

OF_PEOPLE = [name for name, topic in BY_NAME.items() if topic.subject is Subject.PERSON and name != topics.IDENTITY]


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return Platform(tmp_path)


def seen(told: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["receiver"], one["data_set"], one["reason"]) for one in told["seen_by"]]


def test_every_data_set_about_people_is_told_with_its_giver_its_clause_and_its_fields(platform: Platform) -> None:
    platform.put_examples(*OF_PEOPLE)
    told = platform.steward.explain(PERSON)
    assert {one["data_set"] for one in told["data_sets"]} == set(OF_PEOPLE)
    for one in told["data_sets"]:
        topic, (record,) = BY_NAME[one["data_set"]], one["records"]
        assert (one["from"], one["clause"], one["th"]) == (topic.writer, topic.clause, topic.record_th)
        assert (record["record"], record["version"], record["state"]) == (RECORD, 1, "HELD")
        assert set(record["fields"]) == set(EXAMPLES[topic.name].data()) - {"identity"}
    student = told["data_sets"][0]
    assert student["kept_through"] == "2031-11-23"
    assert (student["records"][0]["identity"], told["agreement"]["in_force"]) == ("sealed", True)


def test_nothing_that_is_told_to_be_read_holds_a_name_or_sealed_bytes(platform: Platform) -> None:
    platform.put_examples(*OF_PEOPLE)
    told = platform.steward.explain(PERSON)
    lines = "\n".join(explained_lines(told))
    for text in (json.dumps(told, ensure_ascii=False, default=str), lines):
        assert NAME not in text
        assert "\\x01" not in text
    assert lines.index("ทะเบียนนักเรียน") < lines.index("a student's enrolment")
    assert f"จากสำนักงานประกันสังคม ตามข้อ {BY_NAME[topics.INSURANCE].clause}" in lines
    assert "สำเร็จการศึกษา (GRADUATED)" in lines
    assert "ระยอง (21), ชลบุรี (20)" in lines
    assert "1 มิ.ย. 2569" in lines


def test_what_is_told_stands_in_the_ledger_and_in_the_next_answer(platform: Platform) -> None:
    platform.put_examples(topics.STUDENT, topics.INSURANCE)
    assert platform.steward.explain(PERSON)["seen_by"] == []
    told = platform.steward.explain(PERSON)
    assert seen(told) == [
        (THE_PERSON, topics.STUDENT, "PDPA_30_ACCESS"),
        (THE_PERSON, topics.INSURANCE, "PDPA_30_ACCESS"),
    ]
    assert "college" in [name for one in told["seen_by"] for name in one["fields"]]
    assert "identity" not in [name for one in told["seen_by"] for name in one["fields"]]
    report = check(platform.audit_url, [], [])
    assert (report.well, report.entries) == (True, 4)


def test_after_the_term_the_law_still_gives_the_person_their_data(tmp_path: Path) -> None:
    platform = Platform(tmp_path, MEMORANDUM)
    platform.put_examples(topics.STUDENT)
    told = platform.steward.explain(PERSON)
    assert not told["agreement"]["in_force"]
    assert told["data_sets"][0]["records"][0]["fields"]["field"] == "ไฟฟ้า"
    assert told["data_sets"][0]["records"][0]["shown_under"] == "PDPA s.30"


def test_without_a_row_the_person_learns_that_it_is_held_and_no_field(tmp_path: Path) -> None:
    platform = Platform(tmp_path, replace(DEMONSTRATION, rows=()))
    platform.put_examples(topics.STUDENT)
    platform.write([join(PERSON, ALIAS, "steward", "SAME_PERSON", NOW_MS)])
    told = platform.steward.explain(PERSON)
    (record,) = told["data_sets"][0]["records"]
    assert (record["fields"], record["identity"], record["shown_under"]) == ({}, None, None)
    assert (told["decisions"], check(platform.audit_url, [], []).entries) == ([], 0)


def test_a_joined_pseudonym_counts_too_whichever_of_the_two_is_asked_for_until_they_are_split(
    platform: Platform,
) -> None:
    platform.put_examples(topics.STUDENT)
    platform.put_examples(topics.SKILL_TEST, person=ALIAS)
    platform.write([join(PERSON, ALIAS, "steward", "SAME_PERSON", NOW_MS)])
    for asked in (PERSON, ALIAS):
        told = platform.steward.explain(asked)
        assert (told["person"], told["joined"]) == (PERSON, [ALIAS])
        assert [one["data_set"] for one in told["data_sets"]] == [topics.STUDENT, topics.SKILL_TEST]
    assert [one["decision"] for one in told["decisions"]] == ["JOIN"]
    platform.write([split(PERSON, ALIAS, "steward", "TWO_PEOPLE", NOW_MS + 1)])
    assert [one["data_set"] for one in platform.steward.explain(ALIAS)["data_sets"]] == [topics.SKILL_TEST]


def test_what_was_deleted_or_can_not_be_read_is_told_as_such(platform: Platform) -> None:
    platform.put(topics.STUDENT, None, version=4)
    platform.held[PERSON][field(topics.CERTIFICATE, RECORD)] = Entry(3, NOW_MS, 0, b"")
    platform.held[PERSON][field(topics.SKILL_TEST, RECORD)] = Entry(3, NOW_MS, DELETE, b"")
    platform.held[PERSON][field(topics.PLACEMENT, RECORD)] = Entry(0, NOW_MS, 2, b"")
    told = platform.steward.explain(PERSON)
    states = {one["data_set"]: one["records"][0]["state"] for one in told["data_sets"]}
    assert states == {topics.STUDENT: "DELETED", topics.CERTIFICATE: "UNREADABLE", topics.SKILL_TEST: "DELETED"}
    assert all(one["records"][0]["fields"] == {} for one in told["data_sets"])
    assert "ต้นทางลบแล้ว" in "\n".join(explained_lines(told))


def test_of_somebody_unknown_nothing_is_held_and_nothing_recorded(platform: Platform) -> None:
    told = platform.steward.explain(ALIAS)
    assert (told["data_sets"], told["decisions"]) == ([], [])
    assert "ไม่มีข้อมูลของบุคคลนี้" in "\n".join(explained_lines(told))
    assert check(platform.audit_url, [], []).entries == 0


def test_a_persons_copy_is_theirs_alone_and_holds_their_opened_identity(platform: Platform, tmp_path: Path) -> None:
    platform.put_examples(topics.STUDENT, topics.INSURANCE, topics.PLACEMENT)
    mine = tmp_path / "mine.json"
    platform.steward.export(PERSON, mine)
    copy = json.loads(mine.read_text(encoding="utf-8"))
    assert stat.S_IMODE(mine.stat().st_mode) == 0o600
    assert copy["format"] == "saphan.person-export.v1"
    identities = {one["data_set"]: one["records"][0]["identity"] for one in copy["data_sets"]}
    assert identities == {topics.STUDENT: IDENTITY, topics.INSURANCE: IDENTITY, topics.PLACEMENT: None}
    fields = {one["data_set"]: one["fields"] for one in platform.steward.explain(PERSON)["seen_by"]}
    assert "identity" in fields[topics.STUDENT]
    assert "identity" not in fields[topics.PLACEMENT]


def test_a_copy_is_never_laid_over_a_file_and_then_nothing_is_told(platform: Platform, tmp_path: Path) -> None:
    platform.put_examples(topics.STUDENT)
    mine = tmp_path / "mine.json"
    mine.write_text("other", encoding="utf-8")
    with pytest.raises(FileExistsError):
        platform.steward.export(PERSON, mine)
    assert mine.read_text(encoding="utf-8") == "other"
    assert check(platform.audit_url, [], []).entries == 0


def test_the_ledger_is_written_before_a_key_is_asked_for(platform: Platform, tmp_path: Path) -> None:
    platform.put_examples(topics.STUDENT)
    entries: list[int] = []

    class Watching:
        def existing_key(self, pseudonym: str, agency: str) -> bytes | None:
            """Look at the ledger when a key is asked for."""
            entries.append(check(platform.audit_url, [], []).entries)
            return platform.existing_key(pseudonym, agency)

    object.__setattr__(platform.steward, "keys", Watching())
    platform.steward.export(PERSON, tmp_path / "mine.json")
    assert entries == [1]


def test_once_a_key_is_destroyed_a_copy_holds_no_identity(platform: Platform, tmp_path: Path) -> None:
    platform.put_examples(topics.STUDENT)
    platform.destroyed.add(PERSON)
    platform.steward.export(PERSON, tmp_path / "mine.json")
    assert NAME not in (tmp_path / "mine.json").read_text(encoding="utf-8")


def test_a_record_of_another_person_is_in_no_answer(platform: Platform) -> None:
    platform.put_examples(topics.STUDENT)
    platform.put(topics.CERTIFICATE, EXAMPLES[topics.CERTIFICATE], ALIAS)
    assert [one["data_set"] for one in platform.steward.explain(PERSON)["data_sets"]] == [topics.STUDENT]


def test_a_decision_that_is_unknown_is_told_as_it_stands(platform: Platform) -> None:
    said = events.Identity(
        decision="UNKNOWN", decided_by="steward", reason="?", decided_at=EXAMPLES[topics.IDENTITY].data()["decided_at"]
    )
    platform.put(topics.IDENTITY, said)
    assert "UNKNOWN" in "\n".join(explained_lines(platform.steward.explain(PERSON)))
