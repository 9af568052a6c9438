"""A database is opened by several at once, as processes of one agency do."""

import threading
from pathlib import Path

from sqlalchemy import text

from schemas.database import open_database

DATABASES = 60
OPENERS = 4


def test_a_new_database_is_opened_by_several_at_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def use(url: str, together: threading.Barrier) -> None:
        engine = open_database(url)
        together.wait()
        try:
            with engine.begin() as connection:
                connection.execute(text("create table if not exists opened (at integer)"))
        except Exception as why:  # noqa: BLE001  (whatever it is, it is told below)
            failures.append(why)
        engine.dispose()

    for number in range(DATABASES):
        together = threading.Barrier(OPENERS)
        url = f"sqlite:///{tmp_path / f'{number}.db'}"
        openers = [threading.Thread(target=use, args=(url, together)) for _ in range(OPENERS)]
        for one in openers:
            one.start()
        for one in openers:
            one.join()
    assert not failures
    journal = open_database(f"sqlite:///{tmp_path / '0.db'}")
    with journal.connect() as connection:
        assert connection.execute(text("pragma journal_mode")).scalar() == "wal"
    journal.dispose()
