"""Sources are made, keyed and ended from the command line; a key is shown once and never listed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from producers.source_commands import app
from schemas.topics import STUDENT

MAKE = ["--agency", "ovec", "--data-set", "ovec.student", "--title-th", "วิทยาลัยตัวอย่าง", "--title-en", "A college"]


@pytest.fixture
def run(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"SAPHAN_SOURCES_DATABASE_URL": f"sqlite:///{tmp_path / 'sources.db'}"})


def test_a_college_is_made_gets_a_key_and_loses_it(run: CliRunner) -> None:
    assert run.invoke(app, ["create", "college", *MAKE, "--college", "1321000001"]).exit_code == 0
    key = run.invoke(app, ["key", "college", "--days", "30"]).output.strip()
    assert key.startswith("sph_")
    listed = run.invoke(app, ["list", "--json"]).output
    (told,) = json.loads(listed)
    assert (told["name"], told["data_sets"], told["only"]) == ("college", [STUDENT], "college 1321000001")
    assert key not in listed
    assert "last used never" in run.invoke(app, ["list"]).output
    key_id = told["keys"][0]["id"]
    assert run.invoke(app, ["revoke", "college", key_id]).exit_code == 0
    assert "revoked" in run.invoke(app, ["list"]).output


def test_a_third_key_is_refused_in_one_line(run: CliRunner) -> None:
    run.invoke(app, ["create", "college", *MAKE])
    assert [run.invoke(app, ["key", "college"]).exit_code for _ in range(3)] == [0, 0, 1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "x", *MAKE[:-2], "--title-en", "X", "--college", "1", "--test-centre", "2"],
        ["create", "x", "--agency", "ovec", "--data-set", "ovec.invented", "--title-th", "ก", "--title-en", "X"],
        ["create", "x", "--agency", "doe", *MAKE[2:]],
        ["key", "nobody"],
        ["revoke", "nobody", "0" * 12],
        ["account", "nobody", "registrar", "--password", "ต้นไม้ใหญ่ริมน้ำ"],
    ],
)
def test_what_can_not_be_done_is_told_in_one_line(run: CliRunner, arguments: list[str]) -> None:
    found = run.invoke(app, arguments)
    assert found.exit_code == 1, found.output
    assert len(found.output.strip().splitlines()) == 1


def test_a_name_is_taken_once_and_a_short_password_is_refused(run: CliRunner) -> None:
    assert run.invoke(app, ["create", "college", *MAKE]).exit_code == 0
    assert "already" in run.invoke(app, ["create", "college", *MAKE]).output
    assert "12 to 200" in run.invoke(app, ["account", "college", "registrar", "--password", "short"]).output
    assert run.invoke(app, ["account", "college", "registrar", "--password", "ต้นไม้ใหญ่ริมน้ำ"]).exit_code == 0
