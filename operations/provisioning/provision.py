"""Brings Kafka and Redis to what the tables say; run twice, the second run changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final

from operations.provisioning import broker
from operations.provisioning.plan import plan, told, told_extra
from operations.provisioning.probe import admin_client
from operations.web.clock import now_ms
from schemas.agreement import Agreement
from schemas.broker_access import acls
from schemas.connection import KafkaSettings
from schemas.dates import moment

GROUP: Final = "saphan.provision"


@dataclass(frozen=True)
class Provisioned:
    """What was changed on the broker, what stands there in no row of the table, and what was loaded into Redis."""

    changed: Sequence[str]
    extra: Sequence[str]
    loaded: Sequence[str]


def provision(
    kafka: KafkaSettings,
    redis_url: str,
    partitions: int,
    agreement: Agreement,
    *,
    replicas: int = 1,
    prune: bool = False,
) -> Provisioned:
    """Provision both, with what the agreement allows today.

    KafkaException, RedisError or ProvisioningError when one of them will not have it.
    """
    admin, today = admin_client(kafka), moment(now_ms()).date()
    wanted = plan(broker.read(admin), partitions, acls(agreement, today))
    broker.carry_out(admin, wanted, partitions, replicas, prune=prune)
    return Provisioned(told(wanted), told_extra(wanted), load_functions(redis_url))


def load_functions(redis_url: str) -> list[str]:
    """Have each part that keeps something in Redis load what it needs there; gives the parts' names."""
    loaded = []
    for entry in entry_points(group=GROUP):
        entry.load()(redis_url)
        loaded.append(entry.name)
    return loaded
