"""Reads what a broker has and carries a plan out on it, waiting until it is in force."""

import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)

from operations.provisioning.plan import Plan, Present, ProvisioningError
from schemas.broker_access import Acl
from schemas.topics import every_topic, topic_config

SECONDS_MAX: Final = 30.0
PAUSE_SECONDS: Final = 0.05
_RESOURCES: Final = {
    "TOPIC": ResourceType.TOPIC,
    "GROUP": ResourceType.GROUP,
    "CLUSTER": ResourceType.BROKER,
    "TRANSACTIONAL_ID": ResourceType.TRANSACTIONAL_ID,
}
# The client's types don't know that a filter may leave names open.
_ANY: Final[Any] = None
_EVERYTHING: Final = AclBindingFilter(
    ResourceType.ANY, _ANY, ResourcePatternType.ANY, _ANY, _ANY, AclOperation.ANY, AclPermissionType.ALLOW
)
_RESOURCE_NAMES: Final = {kind: name for name, kind in _RESOURCES.items()}


def read(admin: AdminClient) -> Present:
    """Read the topics of the table with their settings, and all permissions."""
    partitions = {name: len(topic.partitions) for name, topic in admin.list_topics(timeout=SECONDS_MAX).topics.items()}
    known = [name for name in every_topic() if name in partitions]
    return Present(partitions, _settings(admin, known), frozenset(_acls(admin)))


def carry_out(admin: AdminClient, plan: Plan, partitions: int, replicas: int, *, prune: bool = False) -> None:
    """Create, alter, allow, and wait until the broker acts on it; KafkaException when it refuses."""
    if plan.create:
        new = [NewTopic(name, partitions, replicas, config=topic_config(name)) for name in plan.create]
        _done(admin.create_topics(new, operation_timeout=SECONDS_MAX))
    if plan.alter:
        _done(admin.incremental_alter_configs([_altered(*row) for row in plan.alter.items()]))
    if plan.allow:
        _done(admin.create_acls([_binding(acl) for acl in plan.allow]))
    if prune and plan.extra:
        _done(admin.delete_acls([_filter(acl) for acl in plan.extra]))
    _wait_until_in_force(admin, plan, prune=prune)


def _wait_until_in_force(admin: AdminClient, plan: Plan, *, prune: bool) -> None:
    """Ask the broker's own authoriser, which answers from what it decides by, until it knows every permission."""
    deadline = time.monotonic() + SECONDS_MAX
    wanted, unwanted = set(plan.allow), set(plan.extra) if prune else set()
    while True:
        known, topics = set(_acls(admin)), admin.list_topics(timeout=SECONDS_MAX).topics
        led = all(
            name in topics and all(part.leader >= 0 for part in topics[name].partitions.values())
            for name in plan.create
        )
        if led and wanted <= known and not unwanted & known:
            return
        if time.monotonic() > deadline:
            raise ProvisioningError("the broker did not take the changes into force in time: run provisioning again.")
        time.sleep(PAUSE_SECONDS)


def _settings(admin: AdminClient, topics: Iterable[str]) -> dict[str, dict[str, str]]:
    resources = [ConfigResource(ConfigResource.Type.TOPIC, name) for name in topics]
    found = admin.describe_configs(resources) if resources else {}
    return {
        resource.name: {entry.name: str(entry.value) for entry in future.result(SECONDS_MAX).values()}
        for resource, future in found.items()
    }


def _acls(admin: AdminClient) -> Iterable[Acl]:
    for found in admin.describe_acls(_EVERYTHING).result(SECONDS_MAX):
        yield Acl(
            str(found.principal).removeprefix("User:"),
            found.operation.name,
            _RESOURCE_NAMES.get(found.restype, found.restype.name),
            found.name,
            found.resource_pattern_type.name,
        )


def _binding(acl: Acl) -> AclBinding:
    return AclBinding(*_parts(acl))


def _filter(acl: Acl) -> AclBindingFilter:
    return AclBindingFilter(*_parts(acl))


def _parts(acl: Acl) -> tuple[Any, ...]:
    return (
        _RESOURCES[acl.resource_type],
        acl.name,
        ResourcePatternType[acl.pattern],
        f"User:{acl.principal}",
        "*",
        AclOperation[acl.operation],
        AclPermissionType.ALLOW,
    )


def _altered(topic: str, settings: Mapping[str, str]) -> ConfigResource:
    entries = [
        ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET) for name, value in settings.items()
    ]
    return ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=entries)


def _done(futures: Mapping[Any, Any]) -> None:
    """Wait for each part; what another provisioning did meanwhile is done."""
    for future in futures.values():
        try:
            future.result(SECONDS_MAX)
        except KafkaException as error:
            if error.args[0].name() != "TOPIC_ALREADY_EXISTS":
                raise
