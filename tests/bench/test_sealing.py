"""What the sealing bench measures is sealing through the real key service."""

import pytest

from bench import sealing
from bench.sealing import IDENTITY, TARGET_US


def test_a_turn_seals_through_the_key_service_and_tells_what_was_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "EVENTS", 50)
    monkeypatch.setattr(sealing, "TURNS", 1)
    told: list[str] = []
    found = sealing.part(told.append)
    assert found["targets"]["sealing_us"] == found["figures"]["sealing_us"] > 0
    assert found["figures"]["sealing_alone_us"] >= 0
    assert len(told) == 1
    assert TARGET_US == 15


def test_nobody_real_is_sealed() -> None:
    assert IDENTITY["identifier"][1:3] == "99"
