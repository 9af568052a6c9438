"""Where and of what the figures are: the machine, the commit, the versions."""

import os
import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psutil  # type: ignore[import-untyped]

OURS: Final = ("faust-streaming", "aiokafka", "confluent-kafka", "fastavro", "redis", "hiredis")
GIB: Final = 1024**3


def machine() -> dict[str, Any]:
    """Say what it ran on."""
    return {
        "processor": _processor(),
        "cores": len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / GIB, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def commit(root: Path) -> str:
    """Name the commit that was measured, and say when files were changed since."""
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    if head is None:
        return "not in a repository"
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/results.json")
    return f"{head} with changes" if changed else head


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def versions(names: Iterable[str] = OURS) -> dict[str, str]:
    """Give the versions of packages in this environment."""
    return {name: version(name) for name in names}


def versions_of(python: Path, names: Iterable[str]) -> dict[str, str]:
    """Give the versions of packages in another environment."""
    asked = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"
    names = tuple(names)
    done = subprocess.run([python, "-c", asked, *names], capture_output=True, text=True, check=True)
    return dict(zip(names, done.stdout.split(), strict=True))
