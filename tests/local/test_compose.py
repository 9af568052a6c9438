"""Docker Compose holds what the local stack and the tables hold: users, settings, and what each role is told."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.local.compose import FILE, composed_record, environment_file
from operations.local.environment import environment
from operations.local.jars import VERSION
from operations.local.kafka_settings import FIXED
from operations.local.records import Record
from operations.local.valkey import SETTINGS
from operations.provisioning.redis_users import RULES
from schemas.broker_access import PRINCIPALS

FOLDER = Path(__file__).parents[2] / "operations" / "local" / "compose_files"
USERS = {*PRINCIPALS, "admin"}
ROLES = {
    "provision": "admin",
    "worker": "worker",
    "alert": "consumer",
    "relay": "relay",
    "gateway": "gateway",
    "reconcile": "reconcile",
    "web": "web",
    "keys": "keys",
}
# Where the servers are and what the containers alone need; everything else must be told to both or to neither.
OWN_TO_CONTAINERS = {"SAPHAN_WEB_HOST", "SAPHAN_WEB_ALLOWED_HOSTS", "SAPHAN_KEYS_HOST", "SAPHAN_GATEWAY_HOST"}


class Somewhere:
    """A stack's record in a folder, as far as `environment` asks."""

    def __init__(self, record: Record) -> None:
        self.state = Path("/state")
        self.record = record


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """Read docker-compose.yml."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def record() -> Record:
    """Draw a record for containers."""
    return composed_record(None, 6)


def told_otherwise(services: dict[str, Any], record: Record) -> dict[str, set[str]]:
    """Name, for each service, the settings that its role is told here and not there, or the other way round."""
    found = {}
    for name, role in ROLES.items():
        there = set(services[name]["environment"]) - OWN_TO_CONTAINERS
        if difference := there ^ set(environment(Somewhere(record), role)):
            found[name] = difference
    return found


def test_each_service_is_told_what_its_role_is_told_on_one_machine(compose: dict[str, Any], record: Record) -> None:
    assert told_otherwise(compose["services"], record) == {}


def test_a_setting_that_a_service_lacks_is_found(compose: dict[str, Any], record: Record) -> None:
    services = compose["services"] | {"worker": {"environment": {"SAPHAN_REDIS_URL": "x"}}}

    assert "SAPHAN_KAFKA_USERNAME" in told_otherwise(services, record)["worker"]


def test_each_service_logs_in_as_its_roles_own_users(compose: dict[str, Any], record: Record) -> None:
    for name, role in ((name, role) for name, role in ROLES.items() if role != "keys"):
        there, here = compose["services"][name]["environment"], environment(Somewhere(record), role)
        assert there["SAPHAN_KAFKA_USERNAME"] == here["SAPHAN_KAFKA_USERNAME"]
        assert re.findall(r"//(\w+):", there["SAPHAN_REDIS_URL"]) == re.findall(r"//(\w+):", here["SAPHAN_REDIS_URL"])


def test_every_variable_that_is_asked_for_is_written(record: Record) -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", FILE.read_text(encoding="utf-8")))
    written = set(re.findall(r"^(\w+)=", environment_file(record, Path("/state")), re.MULTILINE))

    assert asked <= written
    assert {f"KAFKA_PASSWORD_{user.upper()}" for user in USERS} <= asked
    assert {f"REDIS_PASSWORD_{user.upper()}" for user in RULES} <= written


def test_the_broker_is_prepared_with_every_user_of_the_table() -> None:
    script = (FOLDER / "start-kafka.sh").read_text(encoding="utf-8")
    users = re.search(r"for user in ([\w ]+);", script)

    assert users is not None
    assert set(users[1].split()) == USERS


def test_the_brokers_settings_are_those_of_the_local_one_but_for_its_listeners() -> None:
    lines = (FOLDER / "server.properties").read_text(encoding="utf-8").splitlines()
    there = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    assert {name: there.get(name) for name in FIXED if "protocol.map" not in name} == {
        name: value for name, value in FIXED.items() if "protocol.map" not in name
    }
    assert there["allow.everyone.if.no.acl.found"] == "false"


def test_the_view_keeps_its_data_as_the_local_one_does(compose: dict[str, Any]) -> None:
    command = compose["services"]["valkey"]["command"]
    there = {name.removeprefix("--"): value for name, value in zip(command[1::2], command[2::2], strict=True)}
    durable = ("appendonly", "appendfsync", "hash-max-listpack-value", "maxmemory-policy", "aof-load-truncated")

    assert {name: there[name] for name in durable} == {name: SETTINGS[name] for name in durable}
    assert "aclfile" in there


def test_the_versions_are_those_that_were_measured_and_none_is_the_latest(compose: dict[str, Any]) -> None:
    images = [service["image"] for service in compose["services"].values() if "image" in service]

    assert f"apache/kafka:{VERSION}" in images
    assert not any(image.endswith(":latest") or ":" not in image for image in images)


def test_only_this_machine_reaches_the_containers(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert all("healthcheck" in compose["services"][name] for name in ("kafka", "valkey", "keys", "web"))
