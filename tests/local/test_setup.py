"""Setting up: a missing thing is one line that says what to do, and what is set up is left alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = "requirements/setup.sh"
OLD = 'case "$*" in *version_info*) exit 1 ;; -V) echo Python 3.9.2 ;; esac'
BARE = 'case "$*" in *ensurepip*) exit 1 ;; -V) echo Python 3.11.2 ;; esac'


def pretend_python(folder: Path, behaviour: str) -> str:
    """Make a command that answers as some Python would."""
    path = folder / "python-pretended"
    path.write_text(f"#!/bin/sh\n{behaviour}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def set_up(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", SCRIPT, str(folder), "run"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (OLD, "Python 3.11 or newer is needed, and here are only older ones (Python 3.9.2"),
        (BARE, "lacks the venv module: install it (Debian, Ubuntu: apt install python3-venv"),
        ("exit 127", "Python 3.11 or newer is needed and none was found: install one"),
    ],
)
def test_a_python_that_will_not_do_is_told_in_one_line(tmp_path: Path, behaviour: str, told: str) -> None:
    found = set_up(tmp_path / "venv", PYTHON=pretend_python(tmp_path, behaviour))

    assert found.returncode == 1
    assert found.stderr.startswith("setup: ")
    assert told in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_without_a_network_one_line_says_so_and_nothing_counts_as_set_up(tmp_path: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}

    found = set_up(tmp_path / "venv", PYTHON=sys.executable, **nowhere)

    assert found.returncode == 1
    assert "the package registry could not be reached: check the network" in found.stderr.splitlines()[-1]
    assert list((tmp_path / "venv").glob("*.stamp")) == []


def test_what_is_set_up_is_left_alone_until_the_pins_change(tmp_path: Path) -> None:
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    names = ("requirements/run.txt", "requirements/run.in", "requirements/hook.py", "pyproject.toml")
    inputs = [ROOT / name for name in names]
    together = b"".join(path.read_bytes() for path in inputs)
    stamp = subprocess.run(["cksum"], input=together, capture_output=True, check=True).stdout
    none_found = pretend_python(tmp_path, "exit 127")

    (folder / "run.stamp").write_bytes(stamp)
    assert set_up(folder, PYTHON=none_found).returncode == 0
    (folder / "run.stamp").write_bytes(b"of older pins")
    assert set_up(folder, PYTHON=none_found).returncode == 1


def test_the_pins_of_development_hold_those_of_running_and_every_one_has_a_hash() -> None:
    running, development = (pins(name) for name in ("run", "dev"))

    assert running.items() <= development.items()
    assert unhashed((ROOT / "requirements/dev.txt").read_text(encoding="utf-8")) == []
    assert unhashed("a==1 \\\n    --hash=sha256:0\nb==2\n") == ["b==2"]


def test_what_the_platform_asks_for_is_pinned() -> None:
    lines = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    asked = {re.split(r"[\[<>=; ]", line)[0] for line in lines if line and not line.startswith("#")}

    assert asked <= pins("run").keys()
    assert "faust-streaming" in asked


def pins(name: str) -> dict[str, str]:
    """Read the versions of a file of pins."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.rstrip(" \\") for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
    return dict(line.split("==", 1) for line in lines)


def unhashed(text: str) -> list[str]:
    """List the pins that no hash follows."""
    lines = text.splitlines()
    return [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if "==" in line and not line.startswith((" ", "#")) and "--hash=" not in following
    ]
