"""Whatever is shown or sent of a record went through the agreement: who reads records asks it, or says why not."""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from schemas import agreement
from tests.architecture.files import ROOT, modules

OUTWARD: Final = ("consumers", "operations")
# What hands out records as they are: the fold, the codec, the view's entries.
READERS: Final = ("schemas.profile", "schemas.codec", "schemas.codec.decode")
AGREEMENT: Final = "schemas.agreement"
# Read records and show nothing of them; who does show asks the agreement.
NOT_SHOWN: Final[Mapping[str, str]] = {
    "consumers/alerts/alert.py": "takes ids, status and version of a match, and no field about its person",
    "operations/demo/counting.py": "counts decisions by kind",
    "operations/people/erasing.py": "finds what is to be erased",
    "operations/people/holding.py": "folds for `explaining` and `exporting`, which project",
    "operations/review/claims.py": "takes hashes and codes for comparing, nothing that can be read",
    "operations/review/deciding.py": "asks who is joined with whom",
    "operations/review/reading.py": "folds for `scanning` and `showing`, which project",
    "operations/verify/alerts.py": "compares which alerts there should be",
    "operations/verify/folding.py": "compares digests of view and log",
}


def imported(source: str) -> Iterator[str]:
    """Name every module a source imports whole, and what it takes from the others."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def reads(source: str) -> bool:
    """Say whether a module reads records."""
    return any(name in READERS or name.startswith("schemas.profile.") for name in imported(source))


def asks(source: str) -> bool:
    """Say whether a module asks the agreement."""
    return any(f"{name}.".startswith(f"{AGREEMENT}.") for name in imported(source))


def reaches_past(source: str) -> list[str]:
    """Name what a module takes from inside the agreement instead of from its front, where projections are made."""
    front = {f"{AGREEMENT}.{name}" for name in agreement.__all__}
    return [name for name in imported(source) if name.startswith(f"{AGREEMENT}.") and name not in front]


def sources(*folders: str) -> dict[str, str]:
    """Read the modules of some folders."""
    found = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in modules()}
    return {name: source for name, source in found.items() if name.startswith(tuple(f"{one}/" for one in folders))}


def unasked(found: Mapping[str, str]) -> list[str]:
    """Name the modules that read records and do not ask the agreement."""
    return [name for name, source in found.items() if reads(source) and not asks(source)]


def test_who_reads_records_asks_the_agreement_or_shows_nothing_of_them() -> None:
    assert [name for name in unasked(sources(*OUTWARD)) if name not in NOT_SHOWN] == []


def test_every_exception_still_is_one() -> None:
    assert set(NOT_SHOWN) <= set(unasked(sources(*OUTWARD)))


def test_nobody_outside_makes_a_projection_or_a_row() -> None:
    found = sources("producers", "streams", "consumers", "operations")
    assert {name: past for name, source in found.items() if (past := reaches_past(source))} == {}


def test_applying_moves_bytes_and_does_not_ask_the_agreement() -> None:
    applying = {name: source for name, source in sources("streams").items() if "/matching/" not in name}
    assert [name for name, source in applying.items() if asks(source)] == ["streams/settings.py"]


@pytest.mark.parametrize(
    ("source", "read", "asked"),
    [
        ("from schemas.profile import fold", True, False),
        ("from schemas import codec, topics", True, False),
        ("from schemas.codec import decode\nfrom schemas.agreement import permitted", True, True),
        ("from schemas.codec import GateError", False, False),
        ("from schemas.topics import STUDENT", False, False),
    ],
)
def test_a_module_that_reads_without_asking_is_found(source: str, read: bool, asked: bool) -> None:
    assert (reads(source), asks(source)) == (read, asked)


def test_a_module_that_reaches_past_the_front_is_found() -> None:
    assert reaches_past("from schemas.agreement.projection import Giving") != []
    assert reaches_past("from schemas.agreement import Giving") == []
