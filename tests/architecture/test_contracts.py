"""The import contracts hold, and each of them fails where it must."""

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.architecture.files import FOLDERS, ROOT

CONTRACTS = ROOT / ".importlinter"
EFFECTS = "importlinter:contract:effects"
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a folder's packages by its own contracts."""
    command = [sys.executable, "-c", LINT, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def example(folder: Path, modules: dict[str, str], ledger: str = "") -> subprocess.CompletedProcess[str]:
    """Check some modules by the project's contracts, with a ledger of their own."""
    for name in FOLDERS:
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()
    for name, source in modules.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(source, encoding="utf-8")
    contracts = ConfigParser()
    contracts.read(CONTRACTS, encoding="utf-8")
    contracts[EFFECTS]["ignore_imports"] = ledger
    with (folder / ".importlinter").open("w", encoding="utf-8") as file:
        contracts.write(file)
    return lint(folder)


def test_the_project_keeps_its_contracts() -> None:
    found = lint(ROOT)

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        ({"producers/a.py": "import streams.b", "streams/b.py": ""}, "producers is not allowed to import streams"),
        ({"schemas/a.py": "import operations.b", "operations/b.py": ""}, "schemas is not allowed to import operations"),
        ({"streams/a.py": "import streams.b", "streams/b.py": "import streams.a"}, "in circles with another BROKEN"),
        ({"streams/folding.py": "import time"}, "streams.folding -> time"),
        ({"consumers/rules/open.py": "from redis import Redis"}, "consumers.rules.open -> redis"),
    ],
)
def test_what_breaks_a_contract_is_found(tmp_path: Path, modules: dict[str, str], told: str) -> None:
    found = example(tmp_path, modules)

    assert found.returncode == 1
    assert told in found.stdout


def test_an_effect_in_the_ledger_is_permitted(tmp_path: Path) -> None:
    found = example(tmp_path, {"streams/clock.py": "import time"}, ledger="streams.clock -> time")

    assert found.returncode == 0, found.stdout


def test_a_line_of_the_ledger_that_is_no_longer_true_fails(tmp_path: Path) -> None:
    found = example(tmp_path, {"streams/clock.py": ""}, ledger="streams.clock -> time")

    assert found.returncode == 1
    assert "streams.clock -> time" in found.stdout


def unexplained(contracts: str) -> list[str]:
    """List the ledger's entries that stand under no reason."""
    found, reason_for = [], None
    for line in contracts.partition("ignore_imports =")[2].splitlines():
        entry = line.strip()
        if entry.startswith("#"):
            reason_for = ""
        elif "->" in entry:
            module = entry.partition(" ->")[0]
            if reason_for not in {"", module}:
                found.append(entry)
            reason_for = module
    return found


def test_every_entry_of_the_ledger_stands_under_its_reason() -> None:
    assert unexplained(CONTRACTS.read_text(encoding="utf-8")) == []


def test_an_entry_without_a_reason_is_found() -> None:
    ledger = "ignore_imports =\n    # waits\n    a -> time\n    a -> asyncio\n    b -> os\n"

    assert unexplained(ledger) == ["b -> os"]
