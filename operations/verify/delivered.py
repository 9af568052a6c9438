"""What the alerts' database says was delivered, read with the columns that the alerts process promises to keep."""

from collections.abc import Iterator
from typing import Final, Self

from sqlalchemy import create_engine, text

from operations.verify.alerts import Delivered

_DELIVERED: Final = text(
    "SELECT DISTINCT alert.webhook_id, alert.match, alert.version FROM alert"
    " JOIN delivery ON delivery.sequence = alert.sequence WHERE delivery.state = 'delivered'"
)
_WAITING: Final = text("SELECT COUNT(*) FROM delivery WHERE state = 'waiting'")


class AlertsDatabase:
    """The alerts' own database, only read."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def waiting(self) -> int:
        """Count the deliveries still to be made."""
        with self._engine.connect() as connection:
            return int(connection.scalar(_WAITING) or 0)

    def delivered(self) -> Iterator[Delivered]:
        """Give every alert that was delivered."""
        with self._engine.connect() as connection:
            for row in connection.execute(_DELIVERED):
                yield Delivered(*row)
