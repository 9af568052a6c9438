"""Asks the broker whether what stands there is what the agreement lets stand."""

from collections.abc import Collection, Mapping
from typing import Any

from confluent_kafka.admin import AdminClient

from operations.agreement.checking import Result
from operations.provisioning.broker import read
from operations.provisioning.plan import plan, told, told_extra
from schemas.broker_access import Acl


def standing(kafka: Mapping[str, Any], partitions: int, allowed: Collection[Acl]) -> Result:
    """Compare the broker with what is to stand; KafkaException or ProvisioningError when that can't be done."""
    found = plan(read(AdminClient(dict(kafka))), partitions, allowed)
    findings = (*told(found), *(f"in no row: {line}" for line in told_extra(found)))
    return Result("live", "Kafka ที่ทำงานอยู่ตรงกับข้อตกลง", "What stands on the broker is what may stand", findings)
