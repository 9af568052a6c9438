"""The ledger's commands: a check anyone who keeps heads can run, a head to keep, and a breach's clock."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from operations.audit import heads
from operations.audit.breach import Stage, clock, look
from operations.audit.commands import app
from operations.audit.keeping import Keeper
from operations.audit.verifying import Kind
from operations.audit.wording import _FAULTS, _STAGES, clock_lines
from schemas import audit
from schemas.dates import BANGKOK, moment
from tests.audit.examples import KEY, NOW_MS, PUBLIC, a_disclosure, a_ledger, address

ENTRIES = 12
KNOWN = datetime(2026, 11, 23, 9, tzinfo=BANGKOK)


@pytest.fixture
def ledger(tmp_path: Path) -> Engine:
    return a_ledger(tmp_path, ENTRIES)


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    """Give the settings of a process that reads and signs."""
    return {
        "SAPHAN_AUDIT_DATABASE_URL": address(tmp_path),
        "SAPHAN_AUDIT_PUBLIC_KEYS": PUBLIC,
        "SAPHAN_AUDIT_PRIVATE_KEY": KEY.private_bytes_raw().hex(),
        "SAPHAN_AUDIT_HEADS": str(tmp_path / "heads"),
    }


def run(told: Mapping[str, str], *arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments), env=dict(told))


def change(ledger: Engine, statement: str) -> None:
    with ledger.begin() as connection:
        connection.execute(text(statement))


def test_a_party_that_keeps_a_head_finds_that_the_end_was_cut_off(
    ledger: Engine, told: dict[str, str], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.jsonl"
    assert run(told, "head", "--out", str(mine)).exit_code == 0
    # A party has the database's address, its own heads and the platform's public key, and no setting of the platform.
    asked = ("verify", "--database", address(tmp_path), "--heads", str(mine), "--key", PUBLIC, "-o", "json")
    well = run({}, *asked)
    assert well.exit_code == 0
    assert json.loads(well.stdout) == {
        "well": True, "entries": ENTRIES, "heads": 1, "guarded_through": ENTRIES, "faults_count": 0, "faults": []
    }  # fmt: skip
    change(ledger, "DELETE FROM ledger_entry WHERE id = 12")
    change(ledger, "UPDATE ledger_state SET entries = 11, hash = (SELECT hash FROM ledger_entry WHERE id = 11)")
    broken = run({}, *asked)
    assert broken.exit_code == 1
    assert [(one["code"], one["entry"]) for one in json.loads(broken.stdout)["faults"]] == [("CUT_OFF", ENTRIES)]
    assert "ถูกตัด" in run({}, *asked[:-2]).stdout


@pytest.mark.usefixtures("ledger")
def test_a_head_that_nobody_we_know_signed_vouches_for_nothing(told: dict[str, str]) -> None:
    line = json.loads(run(told, "head").stdout)
    forgeries: list[object] = [line | {"entries": 3}, line | {"key": "00" * 32}, line | {"at": line["at"] + 1}]
    for forged in [*forgeries, {"entries": 1}, []]:
        file = Path(told["SAPHAN_AUDIT_HEADS"]) / "ovec.jsonl"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(forged) + "\n", encoding="utf-8")
        found = run(told, "verify", "-o", "json")
        assert (found.exit_code, json.loads(found.stdout)["faults"][0]["code"]) == (1, "BAD_HEAD")


def test_after_the_signing_key_was_changed_older_heads_still_vouch(ledger: Engine, tmp_path: Path) -> None:
    newer = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
    mine = tmp_path / "mine.jsonl"
    with ledger.connect() as connection:
        for key in (KEY, newer):
            heads.keep(heads.sign(connection, key, NOW_MS, heads.newest(mine)), mine)
    known = newer.public_key().public_bytes_raw().hex()
    asked = ("verify", "--database", address(tmp_path), "--heads", str(mine), "--key", known, "-o", "json")
    assert json.loads(run({}, *asked).stdout)["faults_count"] == 1
    both = json.loads(run({}, *asked, "--key", PUBLIC).stdout)
    assert (both["well"], both["heads"]) == (True, 2)


def test_no_head_is_signed_over_a_ledger_that_left_what_was_signed(
    ledger: Engine, told: dict[str, str], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.jsonl"
    assert run(told, "head", "--out", str(mine)).exit_code == 0
    change(ledger, "UPDATE ledger_entry SET hash = 'other' WHERE id = 12")
    refused = run(told, "head", "--out", str(mine))
    assert refused.exit_code == 1
    assert "saphan audit verify" in refused.output
    assert len(mine.read_text(encoding="utf-8").splitlines()) == 1


def test_each_party_is_given_a_head_only_when_there_is_something_new(ledger: Engine, tmp_path: Path) -> None:
    keeper = Keeper(ledger, KEY, tmp_path / "heads", lambda: NOW_MS)
    for _ in range(3):
        keeper.keep()
    with ledger.begin() as connection:
        audit.record(connection, [a_disclosure(77)])
    keeper.keep()
    kept = {file.stem: file.read_text(encoding="utf-8").splitlines() for file in (tmp_path / "heads").iterdir()}
    assert set(kept) == {"ovec", "mol"}
    assert [heads.read_line(line).entries for line in kept["mol"]] == [ENTRIES, ENTRIES + 1]
    change(ledger, "DELETE FROM ledger_entry WHERE id = 13")
    with pytest.raises(heads.LedgerBrokenError):
        keeper.keep()


@pytest.mark.parametrize("made", ["nothing", "another database"])
def test_where_there_is_no_ledger_there_is_nothing_that_could_pass(tmp_path: Path, made: str) -> None:
    if made != "nothing":
        a_ledger(tmp_path, 0)
        change(audit.open_ledger(address(tmp_path)), "DROP TABLE ledger_entry")
    found = run({}, "verify", "--database", address(tmp_path), "--heads", str(tmp_path), "--key", PUBLIC)
    assert found.exit_code == 1
    assert "no " in found.output


@pytest.mark.usefixtures("ledger")
def test_the_breach_command_shows_the_clock_and_whom_what_was_told_to(told: dict[str, str]) -> None:
    since = moment(NOW_MS).strftime("%Y-%m-%dT%H:%M")
    asked = ("breach", "--since", since, "--until", "2026-12-31", "--known-at", "2024-01-01T00:00:00")
    seen = json.loads(run(told, *asked, "-o", "json").stdout)
    assert (seen["notify_by"], seen["stage"]) == ("2024-01-04T00:00:00+07:00", "TOO_LATE")
    assert (seen["people_count"], seen["told"][0]["receiver"], seen["told"][0]["disclosures"]) == (
        ENTRIES,
        "doe",
        ENTRIES,
    )
    assert "แจ้ง สคส." in run(told, *asked).stdout


def test_only_what_was_told_while_a_breach_lasted_is_counted(ledger: Engine) -> None:
    with ledger.begin() as connection:
        audit.record(
            connection, [a_disclosure(3, at=NOW_MS + 4, receiver="ovec", fields=("level",)), a_disclosure(900)]
        )
    with ledger.connect() as connection:
        seen = look(connection, moment(NOW_MS + 2), moment(NOW_MS + 4))
    counted = [(one.what.receiver, one.disclosures, one.people) for one in seen.told]
    assert counted == [("doe", 3, 3), ("ovec", 1, 1)]
    assert seen.people == tuple(f"{number:032x}" for number in (2, 3, 4))


@pytest.mark.parametrize(
    ("hours", "stage", "left"),
    [(0, Stage.IN_TIME, 72), (72, Stage.IN_TIME, 0), (72.1, Stage.LATE, 287.9), (361, Stage.TOO_LATE, -1)],
)
def test_the_clock_counts_from_when_the_breach_became_known(hours: float, stage: Stage, left: float) -> None:
    at = clock(KNOWN, KNOWN + timedelta(hours=hours))
    assert at.stage is stage
    assert at.left / timedelta(hours=1) == pytest.approx(left)
    assert at.notify_by == datetime(2026, 11, 26, 9, tzinfo=BANGKOK)
    assert any("26 พ.ย. 2569" in line for line in clock_lines(at))


def test_every_fault_and_every_stage_has_its_sentence() -> None:
    assert set(_FAULTS) == set(Kind)
    assert set(_STAGES) == set(Stage)
