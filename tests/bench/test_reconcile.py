"""What the bench of comparisons measures is a comparison over HTTP that names exactly what differs."""

import random

import pytest

from bench import reconcile
from bench.figures import ASKED
from producers.reconciling.comparing import Comparison, Differences


def test_a_small_comparison_is_measured_and_told_by_the_name_that_was_asked_for() -> None:
    told: list[str] = []
    found = reconcile.part(told.append, records=3_000, turns=1)
    assert set(found["targets"]) == set(ASKED["reconcile"])
    assert 0 < found["figures"]["seconds"] < 60
    assert 0 < found["figures"]["bytes"] < 1_000_000
    assert found["figures"]["exchanges"] <= 6
    assert told


def test_a_wrong_answer_is_no_measurement() -> None:
    held = reconcile._invented(100)
    own = reconcile._differing(held, random.Random(1))
    assert len(own.keys() ^ held.keys()) + sum(own[name] != held[name] for name in own.keys() & held.keys()) == 10
    empty = Comparison(Differences(), {}, 0, 0, 1)
    with pytest.raises(RuntimeError):
        reconcile._must_be(empty, own, held)
