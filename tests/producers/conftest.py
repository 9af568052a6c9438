"""What tests of agencies' databases share: one PostgreSQL server per test process, and an outbox on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bench.postgres import NoPostgresError, postgres
from schemas.database import open_database
from schemas.outbox import METADATA


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Give the server's SQLAlchemy address; a test leaves nothing in it that it relies on."""
    try:
        with postgres() as url:
            yield url
    except NoPostgresError as why:
        pytest.skip(f"no PostgreSQL: {why}")


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
