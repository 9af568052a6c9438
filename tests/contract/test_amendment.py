"""A data set under clause 3.1.2 is one schema file and one row of an amendment, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("schemas", "producers", "streams", "consumers", "operations", "tests")
NEW = ROOT / "tests/contract/amendment"
TOPIC = "ovec.dual-training.v1"
SCHEMA = f"{TOPIC}.avsc"
AMENDMENT = "amendment-dual-training.toml"
LOCK = ("-m", "schemas.locking")
ASK = ("-m", "tests.contract.amended_tree", TOPIC)
TEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k")
AGREEMENT = ("-c", "from operations.agreement.commands import app; app()")
CHECK = (*AGREEMENT, "check", "--agreement", "demonstration")
SHOW = (*AGREEMENT, "show", "--agreement", "demonstration")


def _copy(folder: Path, *, schema: bool = True, row: bool = True) -> Path:
    """Copy the project, and add to it the new data set's schema file, its row, or both."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    if schema:
        shutil.copy(NEW / SCHEMA, folder / "schemas/avro")
    if row:
        shutil.copy(NEW / AMENDMENT, folder / "schemas/agreement")
    return folder


def _run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a copy's Python; its folders come before the project's own."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the project with the new schema and row, locked."""
    tree = _copy(tmp_path_factory.mktemp("amended"))
    locked = _run(tree, *LOCK)
    assert locked.stdout.split() == [TOPIC], locked.stderr
    return tree


@pytest.fixture(scope="module")
def answers(amended: Path) -> dict[str, Any]:
    """Give what the copy says of the new data set."""
    told = _run(amended, *ASK)
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    assert found["tree"] == str(amended)
    return found


def test_the_new_data_set_has_its_topic_and_its_dead_letters(answers: dict[str, Any]) -> None:
    assert answers["topics"] == [TOPIC, f"saphan.dead-letter.{TOPIC}"]
    assert (answers["row"]["clause"], answers["row"]["subject"], answers["row"]["dirties"]) == (
        "3.1.2",
        "person",
        False,
    )


def test_a_row_of_its_register_is_read_by_the_schema_and_sealed(answers: dict[str, Any]) -> None:
    assert answers["sealed"]
    read = answers["read"]
    assert (read["occupation"], read["occupation_scheme"], read["occupation_as_sent"]) == ("7411", "ISCO-88", "7137")
    assert (read["industry"], read["province"], read["stage"]) == ("43", "21", "TRAINING")
    assert (read["started_on"], read["ended_on"]) == ("2026-06-01", "None")


def test_it_is_part_of_the_profile_and_harms_nothing(answers: dict[str, Any]) -> None:
    assert answers["folded"] == ["7411"]
    assert answers["failures"] == 0


def test_it_may_be_given_from_the_day_of_signing_of_those_and_to_those_the_clause_covers(
    answers: dict[str, Any],
) -> None:
    assert answers["given"] == "TRAINING"
    assert not answers["given_of_one_still_studying"]
    assert not answers["given_before_signing"]
    assert not answers["given_to_sso"]


def test_only_its_agency_and_the_workers_may_write_it_and_the_agency_only_once_it_was_signed(
    answers: dict[str, Any],
) -> None:
    assert answers["may_write"] == ["ovec", "worker"]
    assert answers["might_write_before"] == ["worker"]


def test_topics_schemas_and_agreement_still_say_the_same(amended: Path) -> None:
    tested = ("tests/contract/test_schemas.py", "tests/contract/test_coding.py")
    checked = _run(amended, *TEST, TOPIC, *tested)
    assert checked.returncode == 0, checked.stdout
    assert set(checked.stdout.split()[0]) == {"."}


def test_the_agreement_still_agrees_with_everything_else(amended: Path) -> None:
    checked = _run(amended, *CHECK, "--on", "2026-11-23", "-o", "json")
    assert checked.returncode == 0, checked.stdout
    shown = json.loads(_run(amended, *SHOW, "--on", "2026-11-23", "-o", "json").stdout)
    assert "3.1.2" in {row["clause"] for row in shown["rows"]}
    before = json.loads(_run(amended, *SHOW, "--on", "2026-10-14", "-o", "json").stdout)
    assert "3.1.2" not in {row["clause"] for row in before["rows"]}


def test_without_the_amendments_row_there_is_no_such_data_set(tmp_path: Path) -> None:
    tree = _copy(tmp_path, row=False)
    assert _run(tree, *LOCK).stdout.split() == ["nothing", "new"]
    told = _run(tree, *ASK)
    assert told.returncode == 1
    assert "KeyError" in told.stderr
    every_file = "test_every_topic_has_one_schema_file_and_every_file_its_topic"
    checked = _run(tree, *TEST, every_file, "tests/contract/test_schemas.py")
    assert checked.returncode == 1
    assert TOPIC in checked.stdout


def test_without_the_schema_file_the_amendments_row_is_refused(tmp_path: Path) -> None:
    tree = _copy(tmp_path, schema=False)
    told = _run(tree, *LOCK)
    assert told.returncode == 1
    assert SCHEMA in told.stderr
