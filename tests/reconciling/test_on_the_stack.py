"""On a real platform: rows dropped on purpose are named exactly over gateway and file, and once sent all is equal."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from producers.draft import Row
from producers.gateway_client import GatewayClient
from producers.receipts import Accepted, NotVocational, Receipt
from producers.reconciling.held import HeldRecords
from producers.sources.source import Source
from producers.sources.store import Sources
from schemas.database import open_database
from schemas.topics import INSURANCE, STUDENT, VACANCY
from tests.producers.rows import G_CODE, OTHER_PIN, SPELL_ROW, STUDENT_ROW, VACANCY_ROW

pytestmark = [pytest.mark.timeout(240)]
SAPHAN: Final = str(Path(sys.executable).with_name("saphan"))
NOW_MS: Final = 1_795_410_000_000
SECONDS_MAX: Final = 60.0
LOOK_SECONDS: Final = 0.25
SOURCES: Final = (
    Source("doe", "doe", frozenset({VACANCY}), None, "กรมการจัดหางาน", "DOE"),
    Source("ovec", "ovec", frozenset({STUDENT}), None, "สอศ.", "OVEC"),
    Source("sso", "sso", frozenset({INSURANCE}), None, "สปส.", "SSO"),
)


class Platform:
    """Kafka, Valkey, a worker, the gateway and what follows the view."""

    def __init__(self, stack: Stack, supervisor: Supervisor, folder: Path) -> None:
        self.stack, self.folder = stack, folder
        self.url = environment(stack, "gateway")["SAPHAN_GATEWAY_URL"]
        sources = Sources(environment(stack, "gateway")["SAPHAN_SOURCES_DATABASE_URL"], lambda: NOW_MS)
        for source in SOURCES:
            sources.create(source)
        self.keys = {source.name: sources.new_key(source.name) for source in SOURCES}
        for name, role, command in (
            ("worker", "worker", ("worker", "run")),
            ("gateway", "gateway", ("gateway", "run")),
            ("reconcile", "reconcile", ("reconcile", "follow")),
        ):
            supervisor.start(name, [SAPHAN, *command], self._environment(role))
        assert wait_until(self._serves, SECONDS_MAX, LOOK_SECONDS)

    def send(self, source: str, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Send rows over the gateway."""
        with GatewayClient(self.url, self.keys[source]) as client:
            return client.send(topic, rows)

    def saphan(self, source: str, *arguments: str, role: str = "", named: bool = True) -> tuple[int, str]:
        """Run a command as a source does at home: its own key, and the key that names records where it has that."""
        own = {"SAPHAN_GATEWAY_URL": self.url, "SAPHAN_GATEWAY_KEY": self.keys[source]}
        own |= {"SAPHAN_FILES_DIR": str(self.folder / f"files-{source}")}
        if named:
            own["SAPHAN_PSEUDONYM_KEY"] = environment(self.stack, source)["SAPHAN_PSEUDONYM_KEY"]
        given = self._environment(role) if role else {**_inherited(), **own}
        done = subprocess.run(
            [SAPHAN, "reconcile", *arguments], env=given, capture_output=True, text=True, check=False, timeout=100
        )
        return done.returncode, done.stdout + done.stderr

    def _environment(self, role: str) -> Mapping[str, str]:
        return {**_inherited(), **environment(self.stack, role), "SAPHAN_MATCHING": "off"}

    def _serves(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/openapi.json").is_success
        except httpx2.HTTPError:
            return False


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}


@pytest.fixture
def platform(fresh_stack: Callable[..., Stack], tmp_path: Path) -> Iterator[Platform]:
    stack = fresh_stack()
    with Supervisor(stack.state) as supervisor:
        yield Platform(stack, supervisor, tmp_path)


def written(path: Path, rows: Sequence[Row]) -> Path:
    """Write a register's file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return found


def test_dropped_rows_are_named_over_gateway_and_file_and_sent_again_all_is_equal(
    platform: Platform, tmp_path: Path
) -> None:
    vacancies = [{**VACANCY_ROW, "job_id": f"DOE-21-{number:07}"} for number in range(200)]
    dropped = (7, 80, 199)
    register = written(tmp_path / "vacancies.csv", vacancies)
    platform.send("doe", VACANCY, [row for at, row in enumerate(vacancies) if at not in dropped])
    wanted = {vacancies[at]["job_id"] for at in dropped}
    for named in (True, False):
        again = tmp_path / f"again-{named}.csv"
        arguments = ("compare", str(register), "--data-set", "doe.vacancy", "-o", "json", "--again", str(again))
        code, text = platform.saphan("doe", *arguments, named=named)
        assert (code, shown(text)["outcome"]) == (1, "different"), text
        assert {one["own_id"] for one in shown(text)["missing"]} == wanted
        assert {row["job_id"] for row in read(again)} == wanted
        assert not shown(text)["extra"]
    question, answer = tmp_path / "question.json", tmp_path / "answer.json"
    assert platform.saphan("doe", "question", str(register), "--data-set", "doe.vacancy", "--to", str(question))[0] == 0
    told = platform.saphan("doe", "answer", str(question), "--to", str(answer), "--source", "doe", role="operator")
    assert told[0] == 0, told[1]
    code, text = platform.saphan("doe", "read", str(answer), str(register), "--data-set", "doe.vacancy", "-o", "json")
    assert (code, {one["own_id"] for one in shown(text)["missing"]}) == (1, wanted), text
    platform.send("doe", VACANCY, read(tmp_path / "again-True.csv"))
    code, text = platform.saphan("doe", "compare", str(register), "--data-set", "doe.vacancy")
    assert code == 0, text
    assert "equal" in text
    assert "197" not in text
    code, text = platform.saphan("doe", "status", role="operator")
    assert "200 records: equal" in text

    _only_the_population(platform, tmp_path)


def _only_the_population(platform: Platform, tmp_path: Path) -> None:
    platform.send("ovec", STUDENT, [STUDENT_ROW])
    spells = [
        {**SPELL_ROW, "spell_no": "1"},
        {**SPELL_ROW, "spell_no": "2", "insured_id": OTHER_PIN},
        {**SPELL_ROW, "spell_no": "3", "insured_id": G_CODE},
    ]
    receipts: list[Receipt] = []

    def sent() -> bool:
        receipts[:] = platform.send("sso", INSURANCE, spells)
        return [type(one) for one in receipts] == [Accepted, NotVocational, NotVocational]

    assert wait_until(sent, SECONDS_MAX, LOOK_SECONDS), receipts
    register = written(tmp_path / "spells.csv", spells)
    arguments = ("compare", str(register), "--data-set", "sso.insurance", "-o", "json")
    code, text = platform.saphan("sso", *arguments)
    assert (code, shown(text)["count"], shown(text)["left_out"]) == (0, 1, 2), text
    # Who has no key leaves nobody out: what is missing is then asked about, and stays unexplained.
    platform.send("ovec", STUDENT, [{**STUDENT_ROW, "revision": "3", "deleted": "1"}])
    held = HeldRecords(open_database(environment(platform.stack, "reconcile")["SAPHAN_RECONCILING_DATABASE_URL"]))
    assert wait_until(lambda: held.whole(INSURANCE, {}).size == 0, SECONDS_MAX, LOOK_SECONDS)
    code, text = platform.saphan("sso", *arguments)
    assert (code, shown(text)["count"], shown(text)["left_out"]) == (0, 0, 3), text
