"""What tests of comparisons share."""

from pathlib import Path

import pytest

from tests.reconciling.saphan import Saphan


@pytest.fixture
def saphan(tmp_path: Path) -> Saphan:
    """Give one with nothing in it."""
    return Saphan(tmp_path)
