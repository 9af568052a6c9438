"""Opens what retention erases with, by the steward's settings."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Final

from operations.access import read_settings
from operations.local.waiting import wait_until
from operations.retention.erasing import Means
from operations.retention.reading import ViewPeople
from operations.rulings import RulingLog
from schemas.connection import KafkaSettings, LogSettings
from schemas.key_service import KeyServiceSettings

POLL_SECONDS: Final = 0.1


@contextmanager
def means(told: Mapping[str, str], people: ViewPeople) -> Iterator[Means]:
    """Open the log and the key service as SAPHAN_… variables say; pydantic's ValidationError names what is missing."""
    rulings = RulingLog(read_settings(KafkaSettings, told), read_settings(LogSettings, told).partitions)
    with closing(read_settings(KeyServiceSettings, told).client()) as keys:
        yield Means(
            rulings, keys, people.person, lambda condition, seconds: wait_until(condition, seconds, POLL_SECONDS)
        )
