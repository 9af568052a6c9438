"""Child processes: known by pid and start time, tied to their parent, kept running, ended in order."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from operations.local.child import Child, end_recorded, start_child
from operations.local.identity import Recorded, record, runs, signal_process
from operations.local.supervisor import BACKOFF_SECONDS_MAX, Supervisor, backoff_seconds
from operations.local.waiting import wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]
SECONDS_MAX = 20.0


def sleeper(tmp_path: Path, *, tied: bool = True) -> Child:
    return start_child("sleeper", SLEEPER, tmp_path / "sleeper.log", tied=tied)


def test_a_process_is_known_as_itself_while_it_runs_and_not_after(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    known = child.recorded

    assert known is not None
    assert runs(known)
    child.kill()
    assert not runs(known)


def test_another_process_under_a_recorded_number_is_left_alone(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    stranger = Recorded(pid=child.pid, started="another boot:1", name="worker")

    assert not signal_process(stranger, signal.SIGKILL)
    assert end_recorded([stranger]) == []
    assert child.exit_code() is None
    child.kill()


def test_a_gone_process_can_not_be_recorded(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    child.kill()

    with pytest.raises(ProcessLookupError):
        record(child.pid, "gone")


def test_a_recorded_process_is_ended_by_force_when_it_will_not_listen(tmp_path: Path) -> None:
    log = tmp_path / "deaf.log"
    child = start_child("deaf", DEAF, log)
    assert wait_until(lambda: "deaf" in log.read_text(encoding="utf-8"), SECONDS_MAX)
    assert child.recorded is not None

    assert end_recorded([child.recorded], seconds_max=0.1) == [child.recorded]

    assert child.exit_code() == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only this kernel ends a child with its parent")
def test_a_child_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    source = (
        "import sys, time; from pathlib import Path; from operations.local.child import start_child;"
        f"child = start_child('x', {SLEEPER!r}, Path({str(tmp_path / 'x.log')!r}));"
        "print(child.recorded.model_dump_json(), flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = Recorded.model_validate_json(parent.stdout.readline())
    assert runs(child)

    parent.kill()
    parent.wait()

    assert wait_until(lambda: not runs(child), SECONDS_MAX)


def test_a_failed_process_is_started_again_and_its_output_kept(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("worker", [sys.executable, "-c", "print('here', flush=True); raise SystemExit(70)"])

        assert wait_until(lambda: supervisor.restarts("worker") >= 2, SECONDS_MAX)

        assert set(supervisor.exits("worker")) == {70}
        assert supervisor.log("worker").read_text(encoding="utf-8").count("here") >= 2


def test_a_killed_process_comes_back_under_another_pid_and_is_written_down(tmp_path: Path) -> None:
    noted: list[list[int]] = []
    with Supervisor(tmp_path, lambda found: noted.append([one.pid for one in found])) as supervisor:
        first = supervisor.start("worker", SLEEPER)
        supervisor.signal("worker", signal.SIGKILL)

        assert wait_until(lambda: supervisor.restarts("worker") == 1 and supervisor.alive("worker"), SECONDS_MAX)

        second = supervisor.pid("worker")
        assert second != first
        assert noted == [[first], [second]]


def test_a_process_that_has_finished_is_left_finished(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("simulate", [sys.executable, "-c", "pass"])
        supervisor.start("worker", [sys.executable, "-c", "raise SystemExit(1)"])

        assert wait_until(lambda: supervisor.restarts("worker") >= 1, SECONDS_MAX)

        assert supervisor.restarts("simulate") == 0
        assert not supervisor.alive("simulate")


def test_all_processes_are_ended_when_the_supervisor_is(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    pids = [supervisor.start(name, SLEEPER) for name in ("one", "two")]

    ended = supervisor.stop_all()

    assert ended == {"two": -signal.SIGTERM, "one": -signal.SIGTERM}
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids if sys.platform == "linux")


def test_a_name_that_runs_is_not_started_twice(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("worker", SLEEPER)

        with pytest.raises(ValueError, match="worker runs already"):
            supervisor.start("worker", SLEEPER)


def test_the_wait_doubles_with_each_failure_up_to_a_limit() -> None:
    waits = [backoff_seconds(failures) for failures in range(1, 9)]

    assert waits[:4] == [0.2, 0.4, 0.8, 1.6]
    assert waits[-1] == BACKOFF_SECONDS_MAX


def test_a_process_is_given_its_own_settings_only(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        environment = {"PATH": os.environ["PATH"], "SAPHAN_KAFKA_USERNAME": "doe"}
        command = [
            sys.executable,
            "-c",
            "import os; print(sorted(n for n in os.environ if n.startswith('SAPHAN')), flush=True)",
        ]
        supervisor.start("relay", command, environment)

        assert wait_until(lambda: not supervisor.alive("relay"), SECONDS_MAX)

        assert supervisor.log("relay").read_text(encoding="utf-8") == "['SAPHAN_KAFKA_USERNAME']\n"
