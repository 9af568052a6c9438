"""Beside the pages the ledger's heads are signed for both parties, and a broken ledger is said loudly, not signed."""

import logging
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from operations.audit import heads
from operations.audit.keeping import Keeper, pages
from operations.local.waiting import wait_until
from operations.web.app import build
from schemas import audit
from tests.audit.examples import KEY, NOW_MS, PUBLIC, a_disclosure, a_ledger, address, checked

WAIT_SECONDS = 20.0
ENTRIES = 9


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("SAPHAN_AUDIT_DATABASE_URL", address(tmp_path))
    monkeypatch.setenv("SAPHAN_AUDIT_PUBLIC_KEYS", PUBLIC)
    monkeypatch.setenv("SAPHAN_AUDIT_PRIVATE_KEY", KEY.private_bytes_raw().hex())
    monkeypatch.setenv("SAPHAN_AUDIT_HEADS", str(tmp_path / "heads"))
    return a_ledger(tmp_path, ENTRIES)


def kept(folder: Path) -> dict[str, list[int]]:
    """Give how many entries each party's heads vouch for."""
    return {
        file.stem: [heads.read_line(line).entries for line in file.read_text(encoding="utf-8").splitlines()]
        for file in sorted((folder / "heads").glob("*.jsonl"))
    }


def test_while_the_pages_are_served_heads_are_kept_and_a_last_one_at_the_end(ledger: Engine, tmp_path: Path) -> None:
    with TestClient(build([pages], ["testserver"], lambda: NOW_MS)):
        assert wait_until(lambda: len(kept(tmp_path)) == 2, WAIT_SECONDS)
        with ledger.begin() as connection:
            audit.record(connection, [a_disclosure(100)])
    assert kept(tmp_path) == {"mol": [ENTRIES, ENTRIES + 1], "ovec": [ENTRIES, ENTRIES + 1]}
    lines = tuple((tmp_path / "heads" / "mol.jsonl").read_text(encoding="utf-8").splitlines())
    assert checked(ledger, lines).guarded_through == ENTRIES + 1


def test_over_a_broken_ledger_no_head_is_signed_and_the_log_says_so(
    ledger: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Keeper(ledger, KEY, tmp_path / "heads", lambda: NOW_MS).keep()
    with ledger.begin() as connection:
        connection.execute(text("DELETE FROM ledger_entry WHERE id = 9"))
        connection.execute(
            text("UPDATE ledger_state SET entries = 8, hash = (SELECT hash FROM ledger_entry WHERE id = 8)")
        )
    with caplog.at_level(logging.ERROR, "saphan.audit"), TestClient(build([pages], ["testserver"], lambda: NOW_MS)):
        assert wait_until(lambda: "broken ledger" in caplog.text, WAIT_SECONDS)
    assert kept(tmp_path) == {"mol": [ENTRIES], "ovec": [ENTRIES]}


def test_a_line_that_was_torn_off_harms_no_head_after_it(ledger: Engine, tmp_path: Path) -> None:
    keeper = Keeper(ledger, KEY, tmp_path / "heads", lambda: NOW_MS)
    keeper.keep()
    mine = tmp_path / "heads" / "ovec.jsonl"
    whole = mine.read_bytes()
    mine.write_bytes(whole * 20 + whole[:100])
    with ledger.begin() as connection:
        audit.record(connection, [a_disclosure(100)])
    keeper.keep()
    lines = mine.read_text(encoding="utf-8").splitlines()
    assert (len(lines), heads.read_line(lines[-1]).entries) == (22, ENTRIES + 1)
    newest = heads.newest(mine)
    assert newest is not None
    assert newest.entries == ENTRIES + 1


@pytest.mark.usefixtures("ledger")
def test_without_a_key_or_a_place_for_the_heads_the_pages_are_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_AUDIT_HEADS")
    with pytest.raises(ValueError, match="both parties"):
        build([pages], ["testserver"])
    monkeypatch.setenv("SAPHAN_AUDIT_HEADS", "heads")
    monkeypatch.delenv("SAPHAN_AUDIT_PRIVATE_KEY")
    with pytest.raises(ValidationError, match="audit_private_key"):
        build([pages], ["testserver"])
