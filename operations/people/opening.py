"""Opens what a steward's commands about people work with, by the settings of the role."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from operations.access import read_settings
from operations.local.waiting import wait_until
from operations.people.reading import RedisView, Sources
from operations.people.settings import PeopleSettings
from operations.people.stewardship import Stewardship
from operations.rulings import RulingLog
from operations.web.clock import now_ms
from schemas.agreement import AgreementSettings
from schemas.connection import KafkaSettings, LogSettings, RedisSettings
from schemas.key_service import KeyServiceSettings

POLL_SECONDS = 0.1


@contextmanager
def stewardship(told: Mapping[str, str]) -> Iterator[Stewardship]:
    """Open the view, the ledger, the steward's table, the log and the key service; pydantic's ValidationError."""
    settings, partitions = read_settings(PeopleSettings, told), read_settings(LogSettings, told).partitions
    view = RedisView(read_settings(RedisSettings, told).redis_url.get_secret_value(), partitions)
    keys = read_settings(KeyServiceSettings, told).client()
    sources = Sources(view.entries, settings.audit_database_url, settings.review_database_url)
    with closing(view), closing(keys), closing(sources):
        yield Stewardship(
            sources,
            RulingLog(read_settings(KafkaSettings, told), partitions),
            read_settings(AgreementSettings, told).chosen(),
            keys,
            settings.pseudonym_bytes(),
            now_ms,
            lambda condition, seconds: wait_until(condition, seconds, POLL_SECONDS),
        )
