"""Lists the project's own files, and what no committed file may hold."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = ("schemas", "producers", "streams", "consumers", "operations")
CHECKED: Final = (*FOLDERS, "bench", "tests")

# Put together from halves, so that this file itself passes.
_NOT_COMMITTED: Final = {
    "a path of one machine": re.compile("/" + r"(root|home/\w+|Users/\w+|work)/\w"),
    "a registry's address": re.compile(
        "(pypi" + r"\.org|files\.python" + r"hosted|registry\." + "npmjs|repo1?" + r"\.maven)"
    ),
    "a folder readers don't have": re.compile(r"(?<![\w/.-])(\.\./)?shared" + "/"),
}


def committed() -> list[Path]:
    """List every file that is, or would be, committed; AssertionError outside a clone."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, "the check needs the clone's list of files: run it inside a git clone"
    return [path for name in found.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules() -> list[Path]:
    """List the Python modules of the packages, the bench and the tests."""
    return [path for path in committed() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in CHECKED]


def not_to_be_committed(text: str) -> Iterator[str]:
    """Name what a text holds that no committed file may."""
    for what, pattern in _NOT_COMMITTED.items():
        for found in pattern.finditer(text):
            yield f"{what}: {found[0]}"
