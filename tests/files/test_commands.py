"""The commands `saphan file …` say what they do, and how it ended by their exit codes."""

import csv
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from operations.command_line import app
from producers.files.sending import BATCH
from producers.files.wiring import key_in, state_in
from schemas.topics import STUDENT
from tests.architecture.files import ROOT
from tests.files.making import AS_OF, csv_bytes, headed, row, written, xlsx_bytes

GOOD = [row(student_id="1"), row(student_id="2")]
BAD = [*GOOD, row(student_id="3", citizen_id="1.99E+12"), row(student_id="4", status="ลาพัก")]
TITLES = [["ข้อมูลทั้งหมด"], [AS_OF]]
RECEIPT = {"outcome": "ACCEPTED", "topic": STUDENT, "partition": 0, "offset": 7}


class Gateway(BaseHTTPRequestHandler):
    """Accepts every row, and remembers it; apart from these, what it is told of rows that never reached it."""

    rows: list[dict[str, str]]
    told: list[dict[str, Any]]
    on_request: Callable[[], None] = staticmethod(lambda: None)

    def do_POST(self) -> None:
        size, body = self.headers.get("content-length"), b""
        if size is None:
            while (length := int(self.rfile.readline(), 16)) > 0:
                body += self.rfile.read(length)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(size))
        found = [json.loads(line) for line in body.splitlines()]
        if self.path.endswith("/outcomes"):
            self.told.extend(found)
        else:
            self.rows.extend(found)
            self.on_request()
        answer = b"".join(json.dumps({"row": at, **RECEIPT}).encode() + b"\n" for at, _ in enumerate(found, 1))
        self.send_response(200 if self.headers["authorization"] == "Bearer right" else 401)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Gateway]]:
    """Serve a gateway that accepts everything, named by the environment."""
    kind = type("Own", (Gateway,), {"rows": [], "told": []})
    served = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    monkeypatch.setenv("SAPHAN_GATEWAY_URL", f"http://127.0.0.1:{served.server_port}")
    monkeypatch.setenv("SAPHAN_GATEWAY_KEY", "right")
    monkeypatch.setenv("SAPHAN_FILES_DIR", str(tmp_path / "state"))
    yield kind
    served.shutdown()
    thread.join()
    served.server_close()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["file", *map(str, arguments)])


def test_a_file_is_sent_over_the_gateway_and_its_answers_lie_beside_it(tmp_path: Path, gateway: type[Gateway]) -> None:
    path = written(tmp_path, csv_bytes([*TITLES, *headed(STUDENT, GOOD)], "cp874"), "students.csv")
    found = run("send", path, "--data-set", "ovec.student")
    assert (found.exit_code, found.output.splitlines()[0]) == (0, "ACCEPTED=2")
    assert [one["student_id"] for one in gateway.rows] == ["1", "2"]
    assert f"{STUDENT}/0/7" in (tmp_path / "students.feedback.csv").read_text(encoding="cp874")


def test_lines_that_are_refused_make_the_command_end_with_3(tmp_path: Path, gateway: type[Gateway]) -> None:
    path = written(tmp_path, xlsx_bytes([*TITLES, *headed(STUDENT, BAD)]), "students.xlsx")
    found = run("send", path, "--data-set", STUDENT, "--source", "college-1")
    assert found.exit_code == 3
    assert "1 × NUMBER_SHORTENED citizen_id" in found.output
    assert len(gateway.rows) == 3
    # Of the line that never left, the gateway is told for the source's page: why, and nothing of what it says.
    (told,) = [one for telling in gateway.told for one in telling.get("rows", ())]
    assert told == {"line": 6, "outcome": "REFUSED", "code": "NUMBER_SHORTENED", "field": "citizen_id"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--data-set", "ovec.nothing"], 2, "no data set"),
        (["--data-set", STUDENT, "--as-of", "yesterday"], 2, "is no day"),
        (["--data-set", STUDENT, "--column", "เกรด=grade"], 2, "no column grade"),
        (["--data-set", STUDENT], 1, "AS_OF_MISSING"),
        (["--data-set", STUDENT, "--as-of", "20/11/2569"], 1, "COVERAGE_MISSING"),
        (["--data-set", STUDENT, "--as-of", "20/11/2669", "--complete"], 1, "AS_OF_IN_FUTURE"),
    ],
)
def test_what_is_not_said_or_said_wrongly_is_told(
    tmp_path: Path, gateway: type[Gateway], arguments: list[str], code: int, said: str
) -> None:
    path = written(tmp_path, csv_bytes(headed(STUDENT, GOOD)), "students.csv")
    found = run("send", path, *arguments)
    assert found.exit_code == code
    assert said in found.output
    assert gateway.rows == []


def test_a_wrong_key_is_told(tmp_path: Path, gateway: type[Gateway], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPHAN_GATEWAY_KEY", "wrong")
    path = written(tmp_path, csv_bytes([*TITLES, *headed(STUDENT, GOOD)]), "students.csv")
    found = run("send", path, "--data-set", STUDENT)
    assert found.exit_code == 1
    assert "the gateway refuses" in found.output
    assert gateway.rows


def test_headings_named_once_are_remembered(tmp_path: Path, gateway: type[Gateway]) -> None:
    table = [*TITLES, *headed(STUDENT, [{**row(student_id="1"), "เกรดเฉลี่ย": "3"}])]
    path = written(tmp_path, csv_bytes(table), "students.csv")
    assert "UNKNOWN_COLUMNS" in run("send", path, "--data-set", STUDENT).output
    assert run("send", path, "--data-set", STUDENT, "--column", "เกรดเฉลี่ย=").exit_code == 0
    assert run("send", path, "--data-set", STUDENT).exit_code == 0
    assert len(gateway.rows) == 1


def test_a_check_sends_nothing_and_names_each_problem_with_an_example(tmp_path: Path) -> None:
    path = written(tmp_path, csv_bytes(headed(STUDENT, BAD)), "students.csv")
    found = run("check", path, "--data-set", "ovec.student")
    assert found.exit_code == 3
    assert "4\tcitizen_id\tNUMBER_SHORTENED" in found.output
    assert "5\tstatus\tUNKNOWN_CODE" in found.output
    assert "csv UTF-8" in found.output
    assert run("check", written(tmp_path, csv_bytes(headed(STUDENT, GOOD))), "--data-set", STUDENT).exit_code == 0
    assert run("check", written(tmp_path, b"\0\0"), "--data-set", STUDENT).exit_code == 1


def test_deletions_wait_are_shown_and_are_confirmed(tmp_path: Path, gateway: type[Gateway]) -> None:
    def send(numbers: range, day: int) -> Result:
        table = headed(STUDENT, [row(student_id=str(number)) for number in numbers])
        path = written(tmp_path, csv_bytes(table), "students.csv")
        return run("send", path, "--data-set", STUDENT, "--as-of", f"{day}/11/2569", "--complete")

    assert send(range(10), 10).exit_code == 0
    held = send(range(2), 11)
    assert (held.exit_code, "8 of 10" in held.output) == (3, True)
    (waiting,) = run("deletions", "ovec").output.splitlines()
    number = waiting.split("\t")[0]
    assert run("deletions", "ovec", "--confirm", number).output.startswith("8 deleted")
    assert [one["deleted"] for one in gateway.rows[-8:]] == ["1"] * 8
    assert run("deletions", "ovec", "--confirm", number).exit_code == 2


def test_a_watched_folder_is_emptied_once(tmp_path: Path, gateway: type[Gateway]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    written(folder, csv_bytes(headed(STUDENT, GOOD), "cp874"), "ovec.student_25691120_complete.csv")
    found = run("watch", folder, "--agency", "ovec", "--once")
    assert found.exit_code == 0
    assert [one.name for one in (folder / "sent").iterdir()] == ["ovec.student_25691120_complete.csv"]
    assert len(gateway.rows) == 2


def test_one_process_at_a_time_sends_from_a_folder(tmp_path: Path, gateway: type[Gateway]) -> None:
    path = written(tmp_path, csv_bytes([*TITLES, *headed(STUDENT, GOOD)]), "students.csv")
    with state_in(tmp_path / "state"):
        assert "another process" in run("send", path, "--data-set", STUDENT).output
    assert gateway.rows == []


def test_a_process_killed_half_way_goes_on_without_a_gap_or_a_double(tmp_path: Path, gateway: type[Gateway]) -> None:
    rows = [row(student_id=f"66{number:09}") for number in range(3 * BATCH)]
    path = written(tmp_path, csv_bytes([*TITLES, *headed(STUDENT, rows)], "cp874"), "students.csv")
    command = [sys.executable, "-m", "operations.command_line", "file", "send", str(path), "--data-set", STUDENT]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # The second batch arrives, and its sender never hears the answer.
    gateway.on_request = staticmethod(lambda: process.kill() if len(gateway.rows) > BATCH else None)
    assert process.wait(60) == -signal.SIGKILL
    gateway.on_request = staticmethod(lambda: None)
    found = run("send", path, "--data-set", STUDENT)
    assert found.output.splitlines()[0] == f"ACCEPTED={3 * BATCH}"
    # What was sent twice was sent as the same version: the gateway gives it the receipt it got.
    assert len({json.dumps(one, sort_keys=True) for one in gateway.rows}) == 3 * BATCH
    assert {one["student_id"] for one in gateway.rows} == {one["student_id"] for one in rows}
    with (tmp_path / "students.feedback.csv").open(encoding="cp874", newline="") as file:
        answered = list(csv.reader(file))[3:]
    assert [cells[-4] for cells in answered] == [str(line) for line in range(4, 3 * BATCH + 4)]


def test_the_folders_key_is_its_owners_alone_and_stays(tmp_path: Path) -> None:
    first = key_in(tmp_path)
    assert len(first) == 64
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert key_in(tmp_path) == first
