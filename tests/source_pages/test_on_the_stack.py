"""The whole of it on a real platform: a row is accepted, waits with a reason, is visible; each is told on the page."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.waiting import wait_until
from operations.web.app import build
from operations.web.clock import now_ms
from producers.signing_in.pages import pages as sign_in_pages
from producers.source_pages.asking_status import told
from producers.source_pages.mounting import pages
from producers.sources.source import Source
from producers.sources.store import Sources
from schemas.database import create_tables, open_database
from schemas.outbox import METADATA, OUTBOX, ROW
from schemas.topics import VACANCY
from tests.conftest import FreshStack
from tests.producers.rows import VACANCY_ROW
from tests.streams.processes import WorkerProcess

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
SAPHAN = [sys.executable, "-m", "operations.command_line"]
COMMAND = [*SAPHAN, "gateway", "run"]
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
PASSWORD = "a long enough password"
SECONDS_MAX = 60


@pytest.fixture
def stack(fresh_stack: FreshStack) -> Stack:
    return fresh_stack()


@pytest.fixture
def gateway(stack: Stack, tmp_path: Path) -> Iterator[str]:
    """Serve the gateway, and give its address."""
    settings = environment(stack, "gateway")
    address = settings["SAPHAN_GATEWAY_URL"]
    with (tmp_path / "gateway.log").open("wb") as log:
        process = subprocess.Popen(COMMAND, env=os.environ | settings, stdout=log, stderr=log)
        try:
            assert wait_until(lambda: _lives(address), SECONDS_MAX), (tmp_path / "gateway.log").read_text()
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _lives(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/healthz", trust_env=False, timeout=2).is_success
    except httpx2.HTTPError:
        return False


def a_source(stack: Stack) -> str:
    """Name DOE as a source, with somebody who signs in for it, and give its key."""
    sources = Sources(environment(stack, "web")["SAPHAN_SOURCES_DATABASE_URL"], now_ms)
    sources.create(Source("doe", "doe", frozenset({VACANCY}), None, "กรมการจัดหางาน", "DOE"))
    sources.new_account("officer", PASSWORD, "doe")
    key = sources.new_key("doe")
    sources.close()
    return key


def posted(client: TestClient, path: str, **form: str) -> str:
    """Post a form of the page it stands on."""
    found = TOKEN.search(client.get("/sign-in" if path == "/sign-in" else "/source").text)
    assert found is not None
    answer = client.post(path, data={"csrf": found[1], **form})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_row_is_told_as_accepted_then_as_waiting_then_as_visible(
    stack: Stack, gateway: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = a_source(stack)
    rows = [{**VACANCY_ROW, "job_id": f"OWN-{number}"} for number in range(3)]
    rows[2]["position"] = ""
    headers = {"authorization": f"Bearer {key}"}
    sent = httpx2.post(f"{gateway}/v1/doe.vacancy/records", json=rows, headers=headers, trust_env=False, timeout=60)
    assert (sent.json()["accepted"], sent.json()["refused"]) == (2, 1), sent.text

    for name, value in environment(stack, "web").items():
        monkeypatch.setenv(name, value)
    with TestClient(build([sign_in_pages, pages], ["testserver"])) as client:
        posted(client, "/sign-in", user="officer", password=PASSWORD, next="/source")
        assert "<b>2</b> แถว · รับไว้แล้ว" in client.get("/source").text
        assert "รับไว้แล้ว ยังไม่แสดง" in posted(client, "/source/find", topic=VACANCY, number="OWN-1")
        assert "ไม่ได้กรอกช่อง" in posted(client, "/source/find", topic=VACANCY, number="OWN-2")
        with WorkerProcess(stack, tmp_path / "worker.log"):
            assert wait_until(lambda: "<b>2</b> แถว" not in client.get("/source").text, SECONDS_MAX)
            page = client.get("/source").text
        assert "มี 1 ระเบียนที่ยังไม่รับ รอให้แก้" in page
        assert "นำเข้าแล้ว" in posted(client, "/source/find", topic=VACANCY, number="OWN-1")

    monkeypatch.delenv("SAPHAN_ARRIVALS_DATABASE_URL")
    monkeypatch.setenv("SAPHAN_GATEWAY_KEY", key)
    (found,) = told(None, 14, "th")
    assert (found["source"], found["to_mend"], found["not_visible"]) == ("doe", 1, 0)


COLUMNS = [name for name in VACANCY_ROW if name not in {"revision", "changed_at", "deleted"}]


def send_a_file(stack: Stack, at_doe: dict[str, str], folder: Path) -> None:
    """Send two vacancies and a wrong one as `saphan file send` does on the platform, which notes them itself."""
    rows = [{**VACANCY_ROW, "job_id": f"FILE-{number}"} for number in range(2)] + [{**VACANCY_ROW, "position": ""}]
    lines = [",".join(COLUMNS), *(",".join(f'"{row[name]}"' for name in COLUMNS) for row in rows)]
    (folder / "vacancies.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    arrivals = {"SAPHAN_ARRIVALS_DATABASE_URL": environment(stack, "web")["SAPHAN_ARRIVALS_DATABASE_URL"]}
    sent = run(
        at_doe | arrivals | {"SAPHAN_FILES_DIR": str(folder / "files")},
        *("file", "send", str(folder / "vacancies.csv"), "--data-set", "doe.vacancy", "--source", "doe"),
        *("--as-of", "20/11/2569", "--changes"),
    )
    assert sent.returncode == 3, sent.stdout + sent.stderr
    assert sent.stdout.split()[:2] == ["ACCEPTED=2", "REFUSED=1"], sent.stdout


def relay_a_row(at_doe: dict[str, str], folder: Path, gateway: str, key: str) -> None:
    """Relay one vacancy from the agency's own database, and let the relay tell the gateway by its key."""
    database = f"sqlite:///{folder / 'own.db'}"
    outbox = open_database(database)
    create_tables(outbox, METADATA)
    waits = {"topic": VACANCY, "record_id": "OUTBOX-1", "person_kind": ROW, "person": "", "version": 1}
    payload = {name: VACANCY_ROW[name] for name in COLUMNS}
    moments = {"occurred_at": now_ms(), "created_at": now_ms()}
    with outbox.begin() as connection:
        connection.execute(OUTBOX.insert().values(**waits, operation="UPSERT", payload=payload, **moments))
    told_by_key = {"SAPHAN_GATEWAY_URL": gateway, "SAPHAN_GATEWAY_KEY": key}
    with (folder / "relay.log").open("wb") as log:
        command = [*SAPHAN, "outbox", "relay", "--database", database, "--agency", "doe"]
        relay = subprocess.Popen(command, env=at_doe | told_by_key, stdout=log, stderr=log)
        try:
            assert wait_until(lambda: len(status(gateway, key)["told"]) == 2, SECONDS_MAX), status(gateway, key)
        finally:
            relay.terminate()
            relay.wait(30)


def test_rows_of_a_file_and_of_an_outbox_that_went_past_the_gateway_stand_on_the_same_page(
    stack: Stack, gateway: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = a_source(stack)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
    at_doe = plain | environment(stack, "doe") | {"SAPHAN_STATE_DIR": str(tmp_path / "doe")}
    (tmp_path / "doe").mkdir()
    send_a_file(stack, at_doe, tmp_path)
    relay_a_row(at_doe, tmp_path, gateway, key)
    counted = {one["way"]: one["rows"] for one in status(gateway, key)["told"]}
    assert counted == {"file": 3, "outbox": 1}

    for name, value in environment(stack, "web").items():
        monkeypatch.setenv(name, value)
    with TestClient(build([sign_in_pages, pages], ["testserver"])) as client:
        posted(client, "/sign-in", user="officer", password=PASSWORD, next="/source")
        page = client.get("/source").text
        assert "ที่ระบบของท่านเอง" in page
        assert "มี 1 ระเบียนที่ยังไม่รับ รอให้แก้" in page
        assert "ไฟล์ · ตามที่ท่านแจ้ง" in posted(client, "/source/find", topic=VACANCY, number="FILE-1")
        assert "เอาต์บ็อกซ์ · id 1" in posted(client, "/source/find", topic=VACANCY, number="OUTBOX-1")


def run(told: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run `saphan …` with an environment of its own."""
    return subprocess.run([*SAPHAN, *arguments], env=told, capture_output=True, text=True, check=False, timeout=120)


def status(gateway: str, key: str) -> Any:
    """Ask the gateway how the source of a key stands."""
    headers = {"authorization": f"Bearer {key}"}
    return httpx2.get(f"{gateway}/v1/status", headers=headers, trust_env=False, timeout=20).json()
