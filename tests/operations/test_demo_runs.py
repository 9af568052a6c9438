"""The demonstration itself: to its end with a report, stopped by Ctrl-C, and refused in one line."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import typer

from operations.demo.commands import PORT, PORTS_TRIED, span
from operations.local.folder import running
from operations.local.waiting import wait_until

SAPHAN = str(Path(sys.executable).with_name("saphan"))
SMALL = ("--people", "400", "--vacancies", "60", "--rate", "40")


def left_over(state: Path) -> list[str]:
    """Name the processes that belong to a demonstration in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(state).encode() in told:
            found.append(process.name)
    return found


def start(state: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [SAPHAN, "demo", "--state", str(state), *SMALL, *arguments]
    named = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=named)


@pytest.mark.stack
@pytest.mark.timeout(400)
def test_a_demonstration_loads_lives_compares_reports_and_leaves_nothing(tmp_path: Path) -> None:
    state, file = tmp_path / "state", tmp_path / "demo.json"
    demo = start(state, "--for", "12s", "--report", str(file))
    said, _ = demo.communicate(timeout=380)
    assert demo.returncode == 0, said
    assert re.search(r"desk: http://127\.0\.0\.1:\d+/desk", said)
    told = json.loads(file.read_text())
    assert told["view_equals_log"] is True
    assert told["alerts_equal_matches"] is True
    assert told["problems"] == []
    for name in ("events_accepted", "profiles", "profiles_linked", "matches_opened", "alerts_acknowledged"):
        assert told[name] > 0, name
    assert told["alerts_delivered"] == told["alerts_acknowledged"]
    assert told["event_to_desk_ms"]["p50"] is not None
    assert "4.4.0" in told["kafka"]["version"]
    assert told["ways_in"].keys() == {"ovec.file", "sso.file", "doe.gateway", "dsd.outbox"}
    assert all(told["ways_in"].values())
    assert told["examples"] == {"ovec": 2, "sso": 3, "doe": 3, "dsd": 3}
    assert told["reconciliation"].keys() == {"ovec", "sso", "doe", "dsd"}
    for agency, proof in told["reconciliation"].items():
        assert proof["dropped"] > 0, agency
        assert proof == {"dropped": proof["dropped"], "found": proof["dropped"], "final": "equal"}
    # Rows that went past the gateway stand on their sources' pages, too.
    with closing(sqlite3.connect(state / "arrivals.db")) as arrivals:
        noted = dict(arrivals.execute("SELECT source || '.' || way, sum(rows) FROM row_told GROUP BY source, way"))
    assert noted.keys() == {"ovec-register.file", "sso-register.edge", "dsd-register.outbox"}
    assert all(noted.values())
    assert left_over(state) == []


@pytest.mark.stack
@pytest.mark.timeout(200)
def test_ctrl_c_ends_every_process_of_a_demonstration(tmp_path: Path) -> None:
    state = tmp_path / "state"
    demo = start(state)
    try:
        assert wait_until((state / "logs" / "web.log").exists, 120)
        assert len(left_over(state)) > 3
    finally:
        demo.send_signal(signal.SIGINT)
        said, _ = demo.communicate(timeout=60)
    assert demo.returncode in (0, 130), said
    assert "Stopped" in said or "Ending" in said
    assert "Traceback" not in said
    assert left_over(state) == []
    assert running(state) is None


def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        demo = start(tmp_path / "state", "--port", port)
        said, _ = demo.communicate(timeout=60)
    assert demo.returncode == 2
    assert said.strip().splitlines() == [
        f"Port {port} is taken: name another with --port, or leave it out for a free one."
    ]


def test_a_report_that_could_not_be_written_is_said_before_anything_starts(tmp_path: Path) -> None:
    demo = start(tmp_path / "state", "--report", str(tmp_path / "nowhere" / "demo.json"))
    said, _ = demo.communicate(timeout=60)
    assert demo.returncode == 2
    assert len(said.strip().splitlines()) == 1
    assert not (tmp_path / "state").exists()


def test_the_ports_tried_are_few_and_fixed_so_that_the_address_is_easily_known() -> None:
    assert (PORT, PORTS_TRIED) == (8350, 20)


@pytest.mark.parametrize(("text", "seconds"), [("90", 90.0), ("90s", 90.0), ("2m", 120.0), ("1.5 h", 5400.0)])
def test_a_span_of_time_is_a_number_and_its_unit(text: str, seconds: float) -> None:
    assert span(text) == seconds


@pytest.mark.parametrize("text", ["", "s", "-5s", "5 days", "1e3"])
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        span(text)
