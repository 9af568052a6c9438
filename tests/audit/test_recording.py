"""The ledger is one chain whoever writes to it, and what could not be committed leaves no trace in it."""

import ast
import hashlib
import inspect
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from operations.audit import reading, verifying
from schemas import audit
from tests.architecture.files import ROOT
from tests.audit.examples import a_disclosure, a_ledger, address, checked

EACH = 400


def test_two_processes_that_write_at_once_make_one_chain(tmp_path: Path) -> None:
    url = address(tmp_path)
    command = [sys.executable, "-m", "tests.audit.writing", url]
    writers = [subprocess.Popen([*command, name, str(EACH)], cwd=ROOT) for name in ("one", "other")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    engine = audit.open_ledger(url)
    report = checked(engine)
    assert (report.well, report.entries) == (True, 2 * EACH)
    with engine.connect() as connection:
        by = list(connection.execute(select(audit.DISCLOSURE.c.by).order_by(audit.DISCLOSURE.c.id)).scalars())
    assert Counter(by) == {"one": EACH, "other": EACH}


def test_an_entrys_canonical_bytes_are_those_that_are_written_down(tmp_path: Path) -> None:
    engine = a_ledger(tmp_path, 2)
    with engine.connect() as connection:
        first, second = connection.execute(select(audit.DISCLOSURE).order_by(audit.DISCLOSURE.c.id))
    page = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    written = next(line for line in page.splitlines() if line.startswith('{"at":') and '"previous"' in line)
    written = written.replace("…64 hex digits…", first.hash)
    assert second.hash == hashlib.sha256(written.encode()).hexdigest()
    assert first.fields == ["college", "field"]


def test_what_is_rolled_back_leaves_the_chain_as_it_was(tmp_path: Path) -> None:
    engine = a_ledger(tmp_path, 5)
    with engine.connect() as connection:
        audit.record(connection, [a_disclosure(9)])
        connection.rollback()
    with engine.begin() as connection:
        audit.record(connection, [])
        audit.record(connection, [a_disclosure(6)])
        audit.record(connection, [a_disclosure(7), a_disclosure(8)])
    report = checked(engine)
    assert (report.well, report.entries) == (True, 8)


def test_a_ledger_that_lost_its_counter_takes_nothing_more(tmp_path: Path) -> None:
    engine = a_ledger(tmp_path, 5)
    with engine.begin() as connection:
        connection.execute(audit.LEDGER.delete())
    with pytest.raises(IntegrityError), engine.begin() as connection:
        audit.record(connection, [a_disclosure(6)])
    assert not checked(engine).well


def test_an_entry_written_past_the_chain_is_found(tmp_path: Path) -> None:
    engine = a_ledger(tmp_path, 5)
    row = {"id": 6, **vars(a_disclosure(6)), "fields": ["college"], "hash": "0" * 64}
    with engine.begin() as connection:
        connection.execute(insert(audit.DISCLOSURE), [row])
    assert not checked(engine).well


def test_a_commit_of_the_ledger_is_on_the_disk_before_it_counts(tmp_path: Path) -> None:
    with audit.open_ledger(address(tmp_path)).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


def test_on_postgresql_too_whoever_records_takes_the_ledger_first() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    taken = audit.LEDGER.update().values(entries=audit.LEDGER.c.entries + 1).returning(audit.LEDGER.c.hash)
    assert "RETURNING ledger_state.hash" in str(taken.compile(dialect=dialect))
    made = [
        str(CreateTable(table, if_not_exists=True).compile(dialect=dialect)) for table in audit.METADATA.sorted_tables
    ]
    assert any("id BIGINT NOT NULL" in text for text in made)


@pytest.mark.parametrize("module", [verifying, reading])
def test_the_check_uses_nothing_of_the_writer(module: object) -> None:
    assert imported(inspect.getsource(module)) & {"schemas.audit", "operations.audit.heads"} == set()  # type: ignore[arg-type]


def test_an_import_of_the_writer_would_be_seen() -> None:
    assert "schemas.audit" in imported("from schemas import audit") & imported("from schemas.audit import LEDGER")


def imported(source: str) -> set[str]:
    """Name the modules that a source imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found
