"""Ten thousand tamperings of a ledger, each found; what was not tampered with passes."""

import random
from collections import Counter
from pathlib import Path

import pytest

from operations.audit.verifying import Kind, verify
from schemas import audit
from tests.audit.examples import NOW_MS, PUBLIC, a_disclosure, a_head, a_ledger, checked, undone
from tests.audit.tampering import TAMPERINGS, cut_off_and_settle, edit_and_chain_again

ENTRIES = 12
TIMES = 10_000


def test_ten_thousand_random_tamperings_are_each_found(tmp_path: Path) -> None:
    engine, chance = a_ledger(tmp_path, ENTRIES), random.Random(20261123)
    with engine.connect() as connection:
        kept = (a_head(connection),)
    missed: Counter[str] = Counter()
    with undone(engine) as connection:
        for number in range(TIMES):
            tamper = TAMPERINGS[number % len(TAMPERINGS)]
            with connection.begin_nested() as point:
                tamper(connection, chance)
                missed[tamper.__name__] += verify(connection, kept, [PUBLIC]).well
                point.rollback()
        assert verify(connection, kept, [PUBLIC]).well
    assert +missed == Counter()


def test_an_untouched_ledger_passes_with_every_head_that_was_kept_of_it(tmp_path: Path) -> None:
    engine = audit.open_ledger(f"sqlite:///{tmp_path / 'audit.db'}")
    kept: list[str] = []
    for number in range(1, 40):
        with engine.begin() as connection:
            audit.record(connection, [a_disclosure(number)] * (number % 4))
        with engine.connect() as connection:
            kept.append(a_head(connection, NOW_MS + number))
    report = checked(engine, tuple(kept))
    assert (report.well, report.entries, report.heads) == (True, 60, 39)
    assert report.guarded_through == report.entries


@pytest.mark.parametrize("tamper", [cut_off_and_settle, edit_and_chain_again])
def test_only_a_head_kept_elsewhere_gives_a_careful_tampering_away(tmp_path: Path, tamper: object) -> None:
    engine = a_ledger(tmp_path, ENTRIES)
    with engine.connect() as connection:
        kept = a_head(connection)
    with undone(engine) as connection:
        assert callable(tamper)
        tamper(connection, random.Random(1))
        assert verify(connection, (), [PUBLIC]).well
        found = verify(connection, (kept,), [PUBLIC])
    assert not found.well
    assert {fault.kind for fault in found.faults} <= {Kind.NOT_AS_SIGNED, Kind.CUT_OFF}
