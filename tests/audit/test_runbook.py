"""What the breach runbook tells people to run can be run."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from operations.audit.commands import app as audit
from operations.people.commands import app as person
from tests.architecture.files import ROOT
from tests.audit.examples import NOW_MS, a_ledger

PAGE = (ROOT / "docs" / "breach.md").read_text(encoding="utf-8")
QUERIES = [query.strip() for block in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL) for query in block.split(";")]
COMMANDS = {"audit": audit, "person": person}


@pytest.mark.parametrize("query", [query for query in QUERIES if query])
def test_each_query_answers_on_a_ledger(tmp_path: Path, query: str) -> None:
    asked = {"since": NOW_MS, "until": NOW_MS + 100, "person": f"{4:032x}"}
    wanted = {name: value for name, value in asked.items() if f":{name}" in query}
    with a_ledger(tmp_path, 12).connect() as connection:
        assert connection.execute(text(query), wanted).all()


def test_there_are_queries_and_each_command_it_names_is_one() -> None:
    named = set(re.findall(r"saphan (audit|person) ([a-z-]+)", PAGE))
    assert {("audit", "breach"), ("audit", "head"), ("audit", "verify"), ("person", "explain")} <= named
    for group, verb in named:
        known = {
            one.name or (one.callback.__name__ if one.callback else "") for one in COMMANDS[group].registered_commands
        }
        assert verb.replace("-", "_") in known
    assert len([query for query in QUERIES if query]) == 3
