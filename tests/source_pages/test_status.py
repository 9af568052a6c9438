"""`saphan source status`: on the platform from histories, at an agency from the gateway; 4 while a promise breaks."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import typer
from sqlalchemy import insert
from typer.testing import CliRunner

from producers.arrivals.store import Arrivals
from producers.reconciling.tables import METADATA, RECONCILED
from producers.source_pages import numbers
from producers.source_pages.asking_status import NotToldError, remote
from producers.source_pages.commands import status
from producers.sources.source import Source
from producers.sources.store import Sources
from producers.wiring import now_ms
from schemas.database import create_tables, open_database
from schemas.topics import STUDENT
from tests.source_pages.examples import COLLEGE, DAY_MS, NOW_MS, OTHER, a_history, arrival

app = typer.Typer()
app.command()(status)


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Arrivals]:
    addresses = {name: f"sqlite:///{tmp_path / f'{name}.db'}" for name in ("sources", "arrivals", "reconciling")}
    for name, address in addresses.items():
        monkeypatch.setenv(f"SAPHAN_{name.upper()}_DATABASE_URL", address)
    monkeypatch.setenv("SAPHAN_AGREEMENT", "demonstration")
    monkeypatch.delenv("SAPHAN_REDIS_URL", raising=False)
    register = Sources(addresses["sources"], lambda: NOW_MS)
    for name in (COLLEGE, OTHER):
        register.create(Source(name, "ovec", frozenset({STUDENT}), None, "วิทยาลัยตัวอย่าง", "Example College"))
    register.close()
    compared = open_database(addresses["reconciling"])
    create_tables(compared, METADATA)
    told = {"count": 12, "theirs": 13, "missing": 1, "extra": 0, "different": 0, "set_aside": 0}
    with compared.begin() as connection:
        row = {"source": COLLEGE, "topic": STUDENT, "part": "", "at": NOW_MS, "equal": 0, **told}
        connection.execute(insert(RECONCILED).values(row))
    compared.dispose()
    found = Arrivals(addresses["arrivals"])
    yield found
    found.close()


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_it_says_in_thai_what_became_of_everything(platform: Arrivals) -> None:
    a_history(platform)
    found = run(COLLEGE, "--days", "366")
    assert found.exit_code == 0
    for words in (f"{COLLEGE}  วิทยาลัยตัวอย่าง", "รอแก้ 2 ระเบียน", "หลักตรวจสอบไม่ตรง", "สะพานยังไม่มี 1 ระเบียน", "ยังถามไม่ได้"):
        assert words in found.stdout
    assert "2 records to be mended" in run(COLLEGE, "-l", "en").stdout


def test_json_is_one_source_or_all_of_them_and_a_line_each(platform: Arrivals) -> None:
    a_history(platform)
    one = json.loads(run(COLLEGE, "-o", "json").stdout)
    assert (one["source"], one["to_mend"], one["not_visible"]) == (COLLEGE, 2, None)
    assert "lines" not in one
    assert [row["source"] for row in json.loads(run("-o", "json").stdout)] == [OTHER, COLLEGE]
    assert [json.loads(row)["source"] for row in run("-o", "jsonl").stdout.splitlines()] == [OTHER, COLLEGE]


def test_a_source_that_is_late_ends_with_4(platform: Arrivals) -> None:
    platform.note([arrival(1, at_ms=now_ms() - 185 * DAY_MS)])
    assert run(COLLEGE).exit_code == 4
    assert run(OTHER).exit_code == 0


def test_a_source_nobody_knows_is_said_and_a_wrong_option_is_usage(platform: Arrivals) -> None:
    assert platform
    unknown = run("nobody")
    assert (unknown.exit_code, "nobody" in unknown.stderr) == (1, True)
    assert run(COLLEGE, "-o", "xml").exit_code == 2
    assert run(COLLEGE, "-l", "de").exit_code == 2


def answering(code: int, told: object) -> httpx2.Client:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["authorization"] == "Bearer sph_key"
        assert dict(request.url.params) == {"days": "14", "lines": "th"}
        return httpx2.Response(code, json=told)

    return numbers.client("http://gateway.example", httpx2.MockTransport(answer))


def test_at_an_agency_the_gateway_is_asked_with_the_sources_key() -> None:
    told = {"source": COLLEGE, "late": False, "lines": ["หนึ่ง"]}
    assert remote(answering(200, told), "sph_key", 14, "th") == told


@pytest.mark.parametrize(("code", "said"), [(401, "SAPHAN_GATEWAY_KEY"), (403, "SAPHAN_GATEWAY_KEY"), (503, "503")])
def test_a_gateway_that_does_not_tell_says_why(code: int, said: str) -> None:
    with pytest.raises(NotToldError, match=said):
        remote(answering(code, {}), "sph_key", 14, "th")


def test_a_gateway_that_is_away_is_said_without_its_address() -> None:
    def away(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route", request=request)

    with pytest.raises(NotToldError, match="did not answer: ConnectError"):
        remote(numbers.client("http://gateway.example", httpx2.MockTransport(away)), "sph_key", 14, "th")


@pytest.mark.parametrize(
    ("code", "told", "record"),
    [
        (200, {"record": "00000000000000ff", "rows": []}, "00000000000000ff"),
        (200, {"record": "not a record"}, None),
        (200, ["?"], None),
        (503, {"record": "00000000000000ff"}, None),
    ],
)
def test_a_number_is_asked_in_the_body_and_only_a_records_hash_is_believed(
    code: int, told: object, record: str | None
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert (request.url.path, json.loads(request.content)) == (f"/v1/{STUDENT}/found", {"number": "66301040001"})
        assert "66301040001" not in str(request.url)
        return httpx2.Response(code, json=told)

    client = numbers.client("http://gateway.example", httpx2.MockTransport(answer))
    assert numbers.GatewayNumbers(client, "sph_key").record(COLLEGE, STUDENT, "66301040001") == record


def test_without_a_gateway_no_record_is_named() -> None:
    assert numbers.NoNumbers().record(COLLEGE, STUDENT, "1") is None
