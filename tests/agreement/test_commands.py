"""`saphan agreement`: what people and programs are told, with nothing set and with an agreement named."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from schemas.topics import APPLIED, BY_NAME, Subject
from tests.agreement.documents import SUPPLEMENT, changed

SAPHAN = Path(sys.executable).with_name("saphan")


def agreement(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with no SAPHAN_ variable but those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
    command = [str(SAPHAN), "agreement", *arguments]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=False)


def told(*arguments: str) -> dict[str, Any]:
    """Run a command that succeeds and read its JSON."""
    done = agreement(*arguments, "-o", "json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_with_nothing_set_it_says_which_agreement_it_speaks_of_and_why() -> None:
    shown = agreement("show", "--on", "2026-11-23", "-o", "json")
    assert shown.returncode == 0
    assert "demonstration" in shown.stderr
    assert "no legal force" in shown.stderr
    assert "บันทึกข้อตกลงเดิมสิ้นสุดแล้ว" in shown.stderr
    assert json.loads(shown.stdout)["agreement"] == "demonstration"
    named = agreement("show", "--on", "2026-11-23", "-o", "json", "--agreement", "demonstration")
    assert (named.stdout, named.stderr) == (shown.stdout, "")
    assert agreement("check", SAPHAN_AGREEMENT="memorandum-2018").returncode == 1


def test_what_may_flow_is_told_row_by_row_with_whom_of_whom_and_why() -> None:
    shown = told("show", "--on", "2026-11-23")
    assert (shown["in_force"], shown["since"]) == (True, "2018-05-05")
    rows = {(row["data_set"], row["receiver"], row["purpose"]): row for row in shown["rows"]}
    students = rows["ovec.student.v1", "doe", "placement"]
    assert (students["clause"], students["giver"], students["population"]) == ("3.1.1(1)", "ovec", "finishing")
    assert (students["purpose_clause"], students["instrument"]) == ("2.6", None)
    assert rows["sso.insurance.v1", "doe", "placement"]["fields"] == ["as_of", "in_employment"]
    assert rows["sso.insurance.v1", "doe", "placement"]["instrument"] == "demonstration-order"
    assert {row["data_set"] for row in shown["rows"]} == set(APPLIED)


def test_after_the_term_nothing_flows_but_to_the_person() -> None:
    shown = told("show", "--agreement", "memorandum-2018", "--on", "2026-11-23")
    assert (shown["in_force"], shown["since"]) == (False, "2023-05-05")
    assert {row["receiver"] for row in shown["rows"]} == {"person"}
    assert "ปิดผนึก" in shown["held_th"]


def test_people_read_it_in_thai_and_english() -> None:
    shown = agreement("show", "--on", "2026-11-23", COLUMNS="160").stdout
    for words in ("กรมการจัดหางาน", "Department of Employment", "3.2.1(2)", "in_employment", "วันที่ 23 พฤศจิกายน 2569"):
        assert words in shown
    assert "…" not in shown


def test_the_proof_passes_for_the_demonstration_and_fails_for_the_memorandum_saying_since_when() -> None:
    assert agreement("check").returncode == 0
    ended = agreement("check", "--agreement", "memorandum-2018", "--on", "2026-11-23")
    assert ended.returncode == 1
    assert "2023-05-05" in ended.stdout
    assert "5 พฤษภาคม 2566" in ended.stdout
    assert agreement("check", "--agreement", "memorandum-2018", "--on", "2023-05-04").returncode == 0


def test_the_proof_as_json_names_each_check() -> None:
    found = told("check")
    assert (found["ok"], found["in_force"]) == (True, True)
    assert all(one["ok"] and one["th"] and one["en"] for one in found["checks"])


def test_a_document_can_be_tried_before_it_is_signed(tmp_path: Path) -> None:
    draft = tmp_path / "supplement.toml"
    ending = '[[end]]\ntopic = "ovec.student.v1"\nreceiver = "mol"\npurpose = "planning"\n'
    draft.write_text(SUPPLEMENT + ending, encoding="utf-8")
    shown = told("show", "--on", "2026-11-23", "--with", str(draft))
    assert shown["supplements"] == ["demonstration", "supplement-1"]
    assert ("ovec.student.v1", "mol") not in {(row["data_set"], row["receiver"]) for row in shown["rows"]}
    assert agreement("check", "--with", str(draft)).returncode == 0

    draft.write_text(changed(SUPPLEMENT, notice_on="2026-09-30"), encoding="utf-8")
    refused = agreement("check", "--with", str(draft))
    assert refused.returncode == 1
    assert "ข้อ 5.1: แจ้งล่วงหน้า 5 วัน" in refused.stderr
    assert "clause 5.1: 5 days' notice, less than 30" in refused.stderr

    draft.write_text("kind = 'treaty'", encoding="utf-8")
    assert agreement("check", "--with", str(draft)).returncode == 2


def test_an_agreement_nobody_signed_is_a_mistake_in_use() -> None:
    unknown = agreement("show", "--agreement", "unsigned")
    assert unknown.returncode == 2
    assert "memorandum-2018" in unknown.stderr


def test_the_record_of_processing_names_every_data_set_about_people() -> None:
    found = told("ropa", "--on", "2026-11-23")
    about_people = {name for name in APPLIED if BY_NAME[name].subject is Subject.PERSON}
    assert {one["data_set"] for one in found["activities"]} == about_people
    for one in found["activities"]:
        assert one["controller_th"]
        assert one["base_th"]
        assert one["categories"]
    students = next(one for one in found["activities"] if one["data_set"] == "ovec.student.v1")
    assert students["retention_days"] == 1826
    assert {one["receiver"] for one in students["disclosures"]} == {"doe", "dsd", "mol", "sso", "steward"}
    assert found["rights"]
    assert found["security"]


def test_the_record_of_processing_reads_as_a_document() -> None:
    text = agreement("ropa", "--on", "2026-11-23").stdout
    for words in ("มาตรา 39", "ovec.student.v1", "1,826 วัน", "| doe | 3.1.1(1) |", "demonstration-order"):
        assert words in text
