"""An edge at SSO on real servers: it asks the gateway, sends what is about students, and learns who enrolled later."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from redis import Redis

from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from producers.files.extract import extract
from producers.files.layout import LAYOUTS, layout
from producers.publisher.publishing import Publisher
from producers.receipts import Accepted
from producers.settings import SimulationSettings
from producers.sources.source import Source
from producers.sources.store import Sources
from producers.wiring import now_ms, publisher
from schemas.identifiers import classify
from schemas.partition import partition
from schemas.person import pseudonym
from schemas.topics import INSURANCE, STUDENT
from schemas.view import subject_key
from tests.producers.rows import G_CODE, OTHER_PIN, PIN, SPELL_ROW, STUDENT_ROW

SAPHAN = str(Path(sys.executable).with_name("saphan"))
WAIT_SECONDS = 60
LAYOUT = "sso-insurance"
CARD = "0000000000"
NEVER_PIN = "3999900012026"  # of somebody who never enrols
STUDYING = {**SPELL_ROW, "spell_no": "SSO-1"}
FOREIGN = {**SPELL_ROW, "spell_no": "SSO-2", "insured_id": CARD, "id_kind": "บัตรประกันสังคม"}
STRANGERS = [{**SPELL_ROW, "spell_no": f"SSO-{number}", "insured_id": OTHER_PIN} for number in (3, 4)]


@dataclass(frozen=True)
class AtSso:
    """A platform, and SSO's machine: which has its own Kafka user, keys and the gateway's address, and no view."""

    stack: Stack
    ovec: Publisher
    told: dict[str, str]
    view: "Redis"
    folder: Path

    def edge(self, *arguments: str, expected: int = 0) -> "subprocess.CompletedProcess[str]":
        """Run `saphan edge …` at SSO."""
        done = subprocess.run(
            [SAPHAN, "edge", *arguments, "--agency", "sso"],
            capture_output=True, text=True, check=False, env=self.told, timeout=120, cwd=self.folder,
        )  # fmt: skip
        assert done.returncode == expected, done.stdout + done.stderr
        return done

    def with_source(self, name: str) -> "AtSso":
        """Give SSO's machine with the key of a source of its own."""
        sources = Sources(environment(self.stack, "gateway")["SAPHAN_SOURCES_DATABASE_URL"], now_ms)
        sources.create(Source(name, "sso", frozenset({INSURANCE}), None, "สปส.", "SSO"))
        key = sources.new_key(name)
        sources.close()
        return replace(self, told={**self.told, "SAPHAN_GATEWAY_KEY": key})

    def status(self) -> Any:
        """Ask the gateway how the source of the key stands."""
        return self._gateway("GET", "/v1/status")

    def found(self, number: str) -> Any:
        """Ask the gateway what became of one record."""
        return self._gateway("POST", "/v1/sso.insurance/found", json={"number": number})["rows"]

    def _gateway(self, method: str, path: str, **asked: Any) -> Any:
        headers = {"authorization": f"Bearer {self.told['SAPHAN_GATEWAY_KEY']}"}
        address = f"{self.told['SAPHAN_GATEWAY_URL']}{path}"
        answer = httpx2.request(method, address, headers=headers, trust_env=False, timeout=20, **asked)
        assert answer.is_success, answer.text
        return answer.json()

    def enrol(self, **changed: str) -> None:
        """Let OVEC's register say that somebody studies, and wait until the view knows."""
        row = {**STUDENT_ROW, **changed}
        assert isinstance(self.ovec.publish(STUDENT, [row])[0], Accepted)
        assert wait_until(lambda: self.held(row["citizen_id"]) > 0, WAIT_SECONDS, 0.1)

    def pseudonym(self, number: str, *, card: bool = False) -> str:
        """Give whom a number is."""
        key = bytes.fromhex(self.told["SAPHAN_PSEUDONYM_KEY"])
        return pseudonym(key, classify(number, "sso_card" if card else "person"))

    def held(self, number: str, *, card: bool = False) -> int:
        """Count what the view holds under a number."""
        one = self.pseudonym(number, card=card)
        return int(self.view.hlen(subject_key(partition(one, self.stack.record.partitions), one)))


@pytest.fixture(scope="module")
def at_sso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtSso]:
    folder, home = tmp_path_factory.mktemp("platform"), tmp_path_factory.mktemp("sso")
    with (
        Stack.start(folder) as stack,
        Supervisor(folder, stack.note) as supervisor,
        pytest.MonkeyPatch.context() as patch,
    ):
        supervisor.start("worker", [SAPHAN, "worker", "run"], environment(stack, "worker"))
        served = environment(stack, "gateway")
        supervisor.start("gateway", [SAPHAN, "gateway", "run"], served)
        sources = Sources(served["SAPHAN_SOURCES_DATABASE_URL"], now_ms)
        sources.create(Source("sso-home", "sso", frozenset({INSURANCE}), None, "สปส.", "SSO"))
        asking = {"SAPHAN_GATEWAY_URL": served["SAPHAN_GATEWAY_URL"], "SAPHAN_GATEWAY_KEY": sources.new_key("sso-home")}
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
        told = plain | environment(stack, "sso") | asking | {"SAPHAN_STATE_DIR": str(home)}
        del told["SAPHAN_REDIS_URL"]
        for name, value in (environment(stack, "simulate") | environment(stack, "ovec")).items():
            patch.setenv(name, value)
        ovec = publisher("ovec", SimulationSettings())
        assert wait_until(lambda: answers(asking), WAIT_SECONDS, 0.2)
        view = Redis.from_url(environment(stack, "steward")["SAPHAN_REDIS_URL"])
        yield AtSso(stack, ovec, told, view, home)
        view.close()


def answers(asking: dict[str, str]) -> bool:
    """Say whether the gateway knows what the view knows."""
    headers = {"authorization": f"Bearer {asking['SAPHAN_GATEWAY_KEY']}"}
    question = {"pseudonyms": [f"{number:04x}" + "0" * 28 for number in range(6)]}
    try:
        told = httpx2.post(f"{asking['SAPHAN_GATEWAY_URL']}/v1/population", json=question, headers=headers)
    except httpx2.HTTPError:
        return False
    return told.is_success and told.json()["answers"] == ["no"] * 6


def write(path: Path, rows: list[dict[str, str]], day: int, *, complete: bool = True) -> Path:
    path.write_bytes(b"".join(extract(layout(LAYOUT), rows, date(2026, 11, day), complete=complete)))
    return path


def test_only_students_leave_the_building_and_who_enrols_later_is_sent_again(at_sso: AtSso, tmp_path: Path) -> None:
    at_sso.enrol()
    # A foreigner: to the college a learner with a G-code, to SSO the holder of a card.
    at_sso.enrol(student_id="66301040002", citizen_id=G_CODE, sso_card_no=CARD)
    card = at_sso.pseudonym(CARD, card=True)
    namer = partition(at_sso.pseudonym(G_CODE), at_sso.stack.record.partitions)
    assert wait_until(lambda: bool(at_sso.view.hexists(f"{{{namer}}}:o", card)), WAIT_SECONDS, 0.1)

    file = write(tmp_path / "spells.txt", [STUDYING, FOREIGN, *STRANGERS], 20)
    sent = at_sso.edge("send", str(file), "--layout", LAYOUT)
    assert sent.stdout.split() == ["ACCEPTED=2", "DROPPED=2"]
    assert wait_until(lambda: at_sso.held(PIN) >= 2 and at_sso.held(CARD, card=True) == 1, WAIT_SECONDS, 0.1)
    assert at_sso.held(OTHER_PIN) == 0
    assert json.loads(at_sso.edge("again", "-o", "json").stdout) == {"again": [], "not_known": 0}

    at_sso.enrol(student_id="66301040003", citizen_id=OTHER_PIN)
    (person,) = json.loads(at_sso.edge("again", "-o", "json").stdout)["again"]
    assert (person["pseudonym"], len(person["records"])) == (at_sso.pseudonym(OTHER_PIN), 2)
    found = at_sso.edge("again", str(file), "--layout", LAYOUT)
    assert found.stdout.split() == ["4", "5"]  # the header is the first line
    assert "2 lines of 2 of the 2 records" in found.stderr
    again = at_sso.edge("again", str(file), "--layout", LAYOUT, "--execute")
    assert again.stdout.split() == ["ACCEPTED=2"]
    assert wait_until(lambda: at_sso.held(OTHER_PIN) >= 3, WAIT_SECONDS, 0.1)
    assert at_sso.edge("again", "-o", "jsonl").stdout == ""
    # The same file again changes nothing.
    assert at_sso.edge("send", str(file), "--layout", LAYOUT).stdout == sent.stdout


def test_the_page_of_the_source_is_told_of_every_row_and_of_what_waits_at_home(at_sso: AtSso, tmp_path: Path) -> None:
    at_sso.enrol()
    page = at_sso.with_source("sso-page")
    told = ("--layout", LAYOUT, "--source", "sso-page")
    rows = [{**STUDYING, "spell_no": f"SSO-5{number}"} for number in range(3)]
    wrong = {**STUDYING, "spell_no": "SSO-58", "insured_id": "1999900010010"}
    stranger = {**STUDYING, "spell_no": "SSO-59", "insured_id": NEVER_PIN}
    file = write(tmp_path / "month.txt", [*rows, wrong, stranger], 18)
    page.edge("send", str(file), *told, expected=3)
    own = page.status()
    assert [own["days"][0][name] for name in ("accepted", "refused", "dropped")] == [3, 1, 1]
    assert [(one["way"], one["rows"], one["unnamed"]) for one in own["told"]] == [("edge", 5, 1)]
    (found,) = page.found("SSO-51")
    assert (found["outcome"], found["line"], found["way"], found["told"]) == ("ACCEPTED", 3, "edge", True)
    # Nothing here knows any more of the other two than how many they were.
    assert (page.found("SSO-58"), page.found("SSO-59")) == ([], [])

    page.edge("send", str(write(tmp_path / "next.txt", rows[:1], 19)), *told, expected=3)
    (waits,) = page.status()["at_home"]
    (held,) = waits["held"]
    assert (held["gone"], held["known"]) == (2, 3)
    decided = page.edge("deletions", "--source", "sso-page", "--confirm", str(held["number"]))
    assert decided.stdout.split() == ["2", "deleted"]
    again = json.loads(page.edge("again", "-o", "json", "--source", "sso-page").stdout)["again"]
    assert page.status()["days"][0]["accepted"] == 6
    assert [one["again"]["people"] for one in page.status()["at_home"]] == ([len(again)] if again else [])


def test_nothing_readable_is_kept_of_who_was_dropped(at_sso: AtSso, tmp_path: Path) -> None:
    file = write(
        tmp_path / "never.txt", [{**SPELL_ROW, "spell_no": "SSO-6", "insured_id": NEVER_PIN}], 22, complete=False
    )
    assert at_sso.edge("send", str(file), "--layout", LAYOUT).stdout.split() == ["DROPPED=1"]
    kept = b"".join(path.read_bytes() for path in at_sso.folder.glob("dropped-*"))
    assert kept
    for one in (NEVER_PIN, OTHER_PIN, PIN, SPELL_ROW["first_name"], "SSO-3", "SSO-6"):
        assert one.encode() not in kept


def test_an_extract_that_holds_a_wage_is_not_taken(at_sso: AtSso, tmp_path: Path) -> None:
    file = write(tmp_path / "wages.txt", [{**STUDYING, "spell_no": "SSO-9"}], 21)
    lines = file.read_bytes().split(b"\r\n")
    width = layout(LAYOUT).length
    lines[1] = lines[1].ljust(width) + b"00000001500000"
    file.write_bytes(b"\r\n".join(lines))
    refused = at_sso.edge("send", str(file), "--layout", LAYOUT, expected=1)
    assert "LAYOUT_LENGTH" in refused.stderr
    form = (LAYOUTS / f"{LAYOUT}.toml").read_text(encoding="utf-8")
    with_wage = tmp_path / "with-wage.toml"
    with_wage.write_text(form.replace('"position"', '"wage"'), encoding="utf-8")
    refused = at_sso.edge("send", str(file), "--layout", str(with_wage), expected=1)
    assert "wage is not in clause 3.2.1(2)" in refused.stderr


def test_a_wrong_key_is_said_and_not_taken_for_silence(at_sso: AtSso, tmp_path: Path) -> None:
    file = write(tmp_path / "more.txt", [{**STRANGERS[0], "spell_no": "SSO-7"}], 22, complete=False)
    wrong = replace(at_sso, told={**at_sso.told, "SAPHAN_GATEWAY_KEY": "sph_nobody"})
    assert "SAPHAN_GATEWAY_KEY" in wrong.edge("send", str(file), "--layout", LAYOUT, expected=1).stderr


def test_a_csv_with_a_wage_is_taken_only_once_the_wage_is_left_out_unread(at_sso: AtSso, tmp_path: Path) -> None:
    at_sso.enrol()
    columns = [name for name in SPELL_ROW if name not in {"revision", "changed_at", "deleted"}]
    row = {**STUDYING, "spell_no": "SSO-10", "ค่าจ้าง": "15000"}
    file = tmp_path / "spells.csv"
    header = [*columns, "ค่าจ้าง"]
    file.write_text(",".join(header) + "\n" + ",".join(row[name] for name in header) + "\n", encoding="utf-8-sig")
    told = ("--data-set", "sso.insurance", "--as-of", "21/11/2569", "--changes")
    refused = at_sso.edge("send", str(file), *told, expected=1)
    assert "UNKNOWN_COLUMNS" in refused.stderr
    assert "15000" not in refused.stderr
    assert at_sso.edge("send", str(file), *told, "--column", "ค่าจ้าง=").stdout.split() == ["ACCEPTED=1"]
    # What was said about the columns once is remembered.
    assert "0 lines of 0 of the 0 records" in at_sso.edge("again", str(file), "--data-set", "sso.insurance").stderr
