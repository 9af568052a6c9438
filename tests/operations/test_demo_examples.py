"""The demonstration runs each agency's example program with a key of its own, and counts what was accepted."""

import json
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from operations.demo.crew import COMMAND, CrewError, ran
from operations.demo.examples import EXAMPLES, accepted, run_all

ACCEPTED = {"outcome": "ACCEPTED", "topic": "t", "partition": 1}


def written(file: Path, *receipts: Mapping[str, object]) -> None:
    file.write_text("".join(json.dumps({"receipt": one}) + "\n" for one in receipts), encoding="utf-8")


class FakeCrew:
    """Runs commands that enter sources, draw keys and write registers; `lost` events of each program are refused."""

    def __init__(self, lost: int = 0) -> None:
        self.ran: list[tuple[tuple[str, ...], str]] = []
        self.keys: dict[str, str] = {}
        self._lost = lost

    def run(self, command: Sequence[str], role: str, more: Mapping[str, str]) -> str:
        self.ran.append((tuple(command[1:]), role))
        if command[0] == COMMAND:
            return f"key of {command[3]}\n" if command[2] == "key" else ""
        agency = command[2].rpartition(".")[2]
        self.keys[agency] = more["SAPHAN_GATEWAY_KEY"]
        events = next(one.events for one in EXAMPLES if one.agency == agency) - self._lost
        refused = {"outcome": "REFUSED", "code": "x"}
        written(Path(more["SAPHAN_REGISTER_FILE"]), refused, *(ACCEPTED | {"offset": at} for at in range(events)))
        return ""


def test_each_program_has_its_own_key_and_reaches_nothing_but_the_gateway(tmp_path: Path) -> None:
    crew = FakeCrew()
    found = dict(run_all(crew.run, tmp_path / "registers"))
    assert found == {one.agency: one.events for one in EXAMPLES}
    assert crew.keys == {one.agency: f"key of {one.agency}-example" for one in EXAMPLES}
    assert {role for command, role in crew.ran if command[0] == "-m"} == {"program"}


def test_ovecs_program_runs_before_those_that_tell_of_its_students() -> None:
    assert next(one.agency for one in EXAMPLES) == "ovec"


def test_each_agencys_program_is_there_to_be_run() -> None:
    for one in EXAMPLES:
        assert find_spec(f"producers.examples.{one.agency}") is not None


def test_a_program_of_which_not_everything_was_accepted_ends_the_demonstration(tmp_path: Path) -> None:
    with pytest.raises(CrewError, match=r"ovec's example program: 1 of its 2 events were accepted"):
        list(run_all(FakeCrew(lost=1).run, tmp_path))


def test_an_event_is_counted_once_however_often_its_row_was_sent(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    written(file, ACCEPTED | {"offset": 1}, {"outcome": "TRY_AGAIN"}, ACCEPTED | {"offset": 1})
    assert accepted(file) == 1


def test_a_program_that_fails_is_told_with_its_last_words() -> None:
    assert ran((sys.executable, "-c", "print('here')"), {}) == "here\n"
    with pytest.raises(CrewError, match="exit code 1: ValueError: no way in"):
        ran((sys.executable, "-c", "raise ValueError('no way in')"), {})
