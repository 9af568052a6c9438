"""Runs the parts asked for, prints their figures and keeps them, in the README too: `python -m bench [--only …]`."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from bench import agreement, apply, audit, desk, figures, machine, place, readme, reconcile, sealing, table, ways_in
from bench.desk import DemonstrationFailedError
from bench.measuring import StoppedError
from operations.local.errors import StackError

ROOT: Final = Path(__file__).parent.parent
README: Final = ROOT / "README.md"
RESULTS: Final = Path(__file__).with_name("results.json")
Tell = Callable[[str], None]
Part = Callable[[Path, Tell, argparse.Namespace], dict[str, Any]]


def main() -> int:
    """Run, print, keep; exit 1 with one line when what is needed can't be had."""
    asked = _arguments()
    console, progress = Console(), Console(stderr=True)
    measured: dict[str, Any] = {"machine": machine.machine(), "commit": machine.commit(ROOT), "date": _now()}
    measured |= {"versions": machine.versions(), "targets": {}, "ran": {}}
    try:
        with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
            for name in asked.only:
                found = PARTS[name](Path(folder) / name, lambda text: progress.print(text, style="dim"), asked)
                measured |= {name: found["figures"], "versions": measured["versions"] | found["versions"]}
                measured["targets"][name] = found["targets"]
                measured["ran"][name] = {"commit": measured["commit"], "date": _now(), **found["ran"]}
    except (StackError, FileNotFoundError, StoppedError, DemonstrationFailedError) as why:
        progress.print(f"bench: {why}", style="red")
        return 1
    results = figures.merged(_earlier(), measured, asked.only)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if results.keys() >= set(figures.PARTS):
        README.write_text(readme.written(README.read_text(encoding="utf-8"), results), encoding="utf-8")
    table.show(console, results)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", type=_parts, default=figures.PARTS, help="parts to run, by name: apply,desk")
    parser.add_argument("--events", type=int, default=apply.EVENTS, help="events each contender applies")
    parser.add_argument("--turns", type=int, default=apply.TURNS, help="turns of each contender, and runs of the desk")
    return parser.parse_args()


def _parts(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip()) or figures.PARTS
    if unknown := set(names) - set(figures.PARTS):
        raise argparse.ArgumentTypeError(
            f"no such part: {_listed(sorted(unknown))}; there are: {_listed(figures.PARTS)}"
        )
    return names


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _apply(folder: Path, tell: Tell, asked: argparse.Namespace) -> dict[str, Any]:
    if not apply.QUIX_PYTHON.exists():
        raise FileNotFoundError("Quix Streams is not installed in .venv-bench: run `make bench`, which does it")
    with place.local(folder, tell) as where:
        found = apply.part(where, folder / "logs", tell, count=asked.events, turns=asked.turns)
    return {
        "figures": found,
        "targets": figures.apply_targets(found),
        "versions": where.versions | machine.versions_of(apply.QUIX_PYTHON, ("quixstreams",)),
        "ran": {"events": asked.events, "turns": asked.turns},
    }


def _desk(folder: Path, tell: Tell, asked: argparse.Namespace) -> dict[str, Any]:
    found = desk.part(folder, tell, turns=asked.turns)
    return {
        "figures": found,
        "targets": figures.desk_targets(found["runs"]),
        "versions": {},
        "ran": {"turns": asked.turns},
    }


def _way_in(part: Callable[[Path, Tell], dict[str, Any]]) -> Part:
    """Fit a part that runs a stack of its own in the folder."""
    return lambda folder, tell, _asked: part(folder, tell) | {"versions": {}}


def _by_itself(part: Callable[[Tell], dict[str, Any]]) -> Part:
    """Fit a part that needs no platform."""
    return lambda _folder, tell, _asked: part(tell) | {"versions": {}}


PARTS: Final[Mapping[str, Part]] = {
    "apply": _apply,
    "desk": _desk,
    "agreement": _by_itself(agreement.part),
    "sealing": _by_itself(sealing.part),
    "audit": _by_itself(audit.part),
    "gateway": _way_in(ways_in.gateway_part),
    "file": _way_in(ways_in.file_part),
    "outbox": _way_in(ways_in.outbox_part),
    "reconcile": _by_itself(reconcile.part),
}


def _earlier() -> dict[str, Any]:
    if not RESULTS.exists():
        return {}
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


if __name__ == "__main__":
    sys.exit(main())
