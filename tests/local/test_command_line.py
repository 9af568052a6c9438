"""The command line is assembled from the folders, and no broken part takes the others with it."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from types import MappingProxyType

import pytest
from typer.testing import CliRunner

from operations.command_line import GROUP, command_of
from operations.local.commands import app as local
from operations.local.environment import environment
from tests.conftest import AnyStack

PACKAGE = Path(__file__).parents[2] / "pyproject.toml"
OPERATIONS = {"local", "provision", "demo", "status", "verify", "topic", "dead-letter", "web"}
PEOPLE_AND_TERMS = {"agreement", "person", "review", "retention", "audit", "keys"}
COMMANDS = OPERATIONS | PEOPLE_AND_TERMS | {"simulate", "outbox", "worker", "alert"}


def run(*arguments: str, told: Mapping[str, str] = MappingProxyType({})) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "operations.command_line", *arguments]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ | dict(told))


def test_every_folder_brings_its_commands_and_all_can_be_loaded() -> None:
    found = run("--help")

    assert found.returncode == 0
    assert {line.split()[0] for line in found.stdout.partition("Commands:")[2].splitlines() if line.strip()} >= COMMANDS
    assert "can't be loaded" not in found.stdout


def test_a_command_that_can_not_be_loaded_says_so_when_called_and_fails() -> None:
    broken = command_of(EntryPoint("broken", "operations.no_such_module:app", GROUP))

    with pytest.raises(SystemExit) as ended:
        broken(args=[], prog_name="saphan broken")

    assert ended.value.code == 1
    assert "ModuleNotFoundError" in (broken.help or "")


def test_one_function_is_a_command_and_a_group_is_a_noun_with_verbs() -> None:
    group = command_of(EntryPoint("local", "operations.local.commands:app", GROUP))
    one = command_of(EntryPoint("provision", "operations.provisioning.commands:provision", GROUP))

    assert {"up", "down", "status"} <= set(group.commands)
    assert one.name == "provision"


def test_an_unknown_command_or_option_is_a_usage_error() -> None:
    assert run("nonsense").returncode == 2
    assert run("local", "up", "--nonsense").returncode == 2


def test_a_missing_setting_is_named_in_one_line_without_a_trace() -> None:
    found = run("provision")

    assert found.returncode == 2
    assert found.stderr.startswith("KafkaSettings: not set or not valid: bootstrap.")
    assert "Traceback" not in found.stderr


def test_the_version_is_told() -> None:
    packaged = tomllib.loads(PACKAGE.read_text(encoding="utf-8"))
    assert run("--version").stdout.strip() == packaged["project"]["version"]


def test_no_stack_in_a_folder_is_a_failure_that_says_how_to_start_one(tmp_path: Path) -> None:
    for arguments in (("status",), ("env", "operator")):
        found = CliRunner().invoke(local, [*arguments, "--state", str(tmp_path)])
        assert found.exit_code == 1
        assert "saphan local up" in found.output


def test_a_role_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    assert CliRunner().invoke(local, ["env", "minister", "--state", str(tmp_path)]).exit_code == 2


def test_topics_are_listed_for_people_and_for_programs(stack: AnyStack) -> None:
    told = environment(stack, "operator")
    table, lines = (run("topic", "list", "-o", kind, told=told) for kind in ("table", "jsonl"))

    assert table.stdout.startswith("ovec.student.v1")
    rows = [json.loads(line) for line in lines.stdout.splitlines()]
    assert {row["name"] for row in rows} >= {"ovec.student.v1", "saphan.dead-letter.ovec.student.v1"}
    assert run("topic", "list", "-o", "xml").returncode == 2
