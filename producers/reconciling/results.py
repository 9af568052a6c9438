"""What each source's comparisons found last, per data set and part: for its own page and for operators."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.engine import Engine

from producers.reconciling.messages import Result
from producers.reconciling.tables import METADATA, RECONCILED
from schemas.database import create_tables, insert_into

_KEY: Final = ("source", "topic", "part")


class Reconciled(NamedTuple):
    """The last comparison of a part (empty: the whole data set): when (ms since 1970), how many, what was found."""

    source: str
    topic: str
    part: str
    at: int
    equal: bool
    own: int
    theirs: int
    missing: int
    extra: int
    different: int
    set_aside: int


class Results:
    """The table of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_tables(engine, METADATA)

    def note(self, one: Reconciled) -> None:
        """Remember what was found, in the place of what was found before."""
        values = {**one._asdict(), "equal": int(one.equal), "count": one.own}
        del values["own"]
        statement = insert_into(self._engine, RECONCILED).values(**values)
        changed = {name: value for name, value in values.items() if name not in _KEY}
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=list(_KEY), set_=changed))

    def last(self, source: str | None = None) -> list[Reconciled]:
        """List what was found, of one source or of all, newest first."""
        query = select(RECONCILED).order_by(RECONCILED.c.at.desc(), *(RECONCILED.c[name] for name in _KEY))
        if source is not None:
            query = query.where(RECONCILED.c.source == source)
        with self._engine.connect() as connection:
            return [Reconciled(*row)._replace(equal=bool(row.equal)) for row in connection.execute(query)]


def found(
    source: str,
    topic: str,
    part: Mapping[str, str],
    at: int,
    counts: tuple[int, int],
    told: Result | None,
    *,
    equal: bool,
) -> Reconciled:
    """Make a row of what a source told and what Saphan saw; `counts` are the source's and Saphan's."""
    said = told or Result()
    numbers = (said.missing, said.extra, said.different, said.set_aside)
    return Reconciled(source, topic, written(part), at, equal, *counts, *numbers)


def written(part: Mapping[str, str]) -> str:
    """Write a part as it is shown and kept: college=1321000001, month=2026-11."""
    return ", ".join(f"{kind}={value}" for kind, value in sorted(part.items()))[:200]
