"""A history of rows on each kind of database."""

from collections.abc import Iterator

import pytest

from bench.postgres import NoPostgresError, postgres
from producers.arrivals import standing, store, told
from producers.arrivals.store import Arrivals
from schemas.database import open_database


@pytest.fixture(scope="session")
def history_postgresql_url() -> Iterator[str]:
    """Give the address of a PostgreSQL server of this test process."""
    try:
        with postgres() as url:
            yield url
    except NoPostgresError as why:
        pytest.skip(f"no PostgreSQL: {why}")


@pytest.fixture(params=["sqlite", "postgresql"])
def arrivals(request: pytest.FixtureRequest) -> Iterator[Arrivals]:
    """Give an empty history."""
    url = "sqlite://"
    if request.param == "postgresql":
        url = request.getfixturevalue("history_postgresql_url")
        engine = open_database(url)
        for metadata in (standing.METADATA, store.METADATA, told.METADATA):
            metadata.drop_all(engine)
        engine.dispose()
    found = Arrivals(url)
    yield found
    found.close()
