"""A PostgreSQL server comes up wherever the project was installed."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bench.postgres import PACKAGE, postgres


def test_a_server_comes_up_from_an_environment_that_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find_spec(PACKAGE)
    assert found is not None
    assert found.origin is not None
    package, alone = Path(found.origin).parent, tmp_path / "alone"
    alone.mkdir(mode=0o700)
    for part in (package, package.with_name(f"{PACKAGE}.libs")):
        shutil.copytree(part, alone / part.name, symlinks=True)
    monkeypatch.syspath_prepend(str(alone))
    with postgres() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            assert str(connection.execute(text("select version()")).scalar()).startswith("PostgreSQL")
        engine.dispose()
