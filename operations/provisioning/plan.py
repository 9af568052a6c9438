"""What provisioning would change: the table of topics, and the permissions of a day, against what the broker has."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from schemas.broker_access import PRINCIPALS, Acl
from schemas.topics import every_topic, topic_config


class ProvisioningError(ValueError):
    """What stands on the broker contradicts the table in a way no change can mend; the message says what to do."""


@dataclass(frozen=True)
class Present:
    """What the broker has: partitions and settings per topic, and its permissions."""

    partitions: Mapping[str, int]
    settings: Mapping[str, Mapping[str, str]]
    acls: frozenset[Acl]


@dataclass(frozen=True)
class Plan:
    """What is to be created and altered; `extra` permissions are in no row of the table and taken away when asked."""

    create: tuple[str, ...]
    alter: Mapping[str, Mapping[str, str]]
    allow: tuple[Acl, ...]
    extra: tuple[Acl, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether everything stands as the table says."""
        return not (self.create or self.alter or self.allow)


def plan(present: Present, partitions: int, allowed: Collection[Acl]) -> Plan:
    """Compare what is to be with the broker; ProvisioningError when a log has another number of partitions."""
    topics, wanted = every_topic(), frozenset(allowed)
    for name in topics:
        found = present.partitions.get(name, partitions)
        if found != partitions:
            raise ProvisioningError(
                f"{name} has {found} partitions, not {partitions}: the number is fixed for the life of a log. "
                f"Set SAPHAN_PARTITIONS={found}, or start a new log."
            )
    return Plan(
        create=tuple(name for name in topics if name not in present.partitions),
        alter=_differences(present.settings, topics),
        allow=_sorted(wanted - present.acls),
        extra=_sorted(acl for acl in present.acls - wanted if acl.principal in PRINCIPALS),
    )


def _differences(settings: Mapping[str, Mapping[str, str]], topics: Iterable[str]) -> dict[str, dict[str, str]]:
    found = {}
    for name in topics:
        if name not in settings:
            continue
        other = {key: value for key, value in topic_config(name).items() if settings[name].get(key) != value}
        if other:
            found[name] = other
    return found


def _sorted(found: Iterable[Acl]) -> tuple[Acl, ...]:
    return tuple(sorted(found, key=lambda acl: (acl.principal, acl.resource_type, acl.name, acl.operation)))


def told(plan: Plan) -> list[str]:
    """Say each change in one line."""
    return [
        *(f"create topic {name}" for name in plan.create),
        *(
            f"set {key}={value} on {name}"
            for name, settings in sorted(plan.alter.items())
            for key, value in sorted(settings.items())
        ),
        *(f"allow {_spoken(acl)}" for acl in plan.allow),
    ]


def told_extra(plan: Plan) -> list[str]:
    """Say each permission that is in no row of the table."""
    return [_spoken(acl) for acl in plan.extra]


def _spoken(acl: Acl) -> str:
    name = f"{acl.name}*" if acl.pattern == "PREFIXED" else acl.name
    return f"{acl.principal} {acl.operation} {acl.resource_type} {name}"
