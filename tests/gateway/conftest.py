"""A gateway at hand, and a client of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.gateway.at_hand import AtHand


@pytest.fixture
def hand(tmp_path: Path) -> AtHand:
    return AtHand(tmp_path)


@pytest.fixture
def client(hand: AtHand) -> Iterator[TestClient]:
    with TestClient(hand.app()) as client:
        yield client
