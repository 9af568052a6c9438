"""Reads how a source's last comparisons ended, from the table that reconciling writes."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, select
from sqlalchemy.engine import Engine

from producers.reconciling.tables import RECONCILED
from producers.source_pages.facts import Reconciled


class Comparisons:
    """The newest comparison of each data set and part."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last(self, source: str) -> list[Reconciled]:
        """Give the newest comparison of each data set and part, the newest first."""
        query = select(RECONCILED).where(RECONCILED.c.source == source).order_by(RECONCILED.c.at.desc())
        with self._engine.connect() as connection:
            return [_compared(row) for row in connection.execute(query).mappings()]


def _compared(row: RowMapping) -> Reconciled:
    counted = (row["count"], row["missing"], row["extra"], row["different"])
    return Reconciled(row["topic"], row["part"], row["at"], bool(row["equal"]), *counted)


class NoComparisons:
    """Where nothing is said about comparisons."""

    def last(self, _source: str) -> Sequence[Reconciled]:
        """Give none."""
        return ()
