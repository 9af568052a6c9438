"""What tests of agencies' databases share: an empty outbox on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from schemas.database import open_database
from schemas.outbox import METADATA


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    else:
        engine = open_database(request.getfixturevalue("postgresql_url"))
        METADATA.drop_all(engine)
    METADATA.create_all(engine)
    yield engine
    engine.dispose()
