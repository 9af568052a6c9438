"""What the alerts' database says was delivered, read with the columns that the alerts process promises to keep."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from sqlalchemy import create_engine, inspect, make_url, text

from operations.verify.alerts import Delivered

# Of an erased person's alerts only the ids are kept; whether each was delivered no longer matters. A notice of an
# erasure (version 0) is no alert that the match topic calls for.
_DELIVERED: Final = text(
    "SELECT DISTINCT alert.webhook_id, alert.match, alert.version FROM alert"
    " LEFT JOIN delivery ON delivery.sequence = alert.sequence"
    " WHERE alert.version > 0 AND (delivery.state = 'delivered' OR alert.match = '')"
)


class AlertsDatabase:
    """The alerts' own database, only read."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def delivered(self) -> Iterator[Delivered]:
        """Give every alert that was delivered."""
        with self._engine.connect() as connection:
            for row in connection.execute(_DELIVERED):
                yield Delivered(*row)

    def has_begun(self) -> bool:
        """Say whether an alerts process has made its tables here."""
        file = make_url(str(self._engine.url)).database if self._engine.dialect.name == "sqlite" else None
        # SQLite would make an empty file of the name.
        return (file is None or Path(file).exists()) and inspect(self._engine).has_table("delivery")
