"""How a stack is come by, what each role is told of it, and what is fetched for it."""

import json
import os
import sys
from pathlib import Path

import pytest

from operations.local.child import start_child
from operations.local.choosing import start_stack
from operations.local.environment import ROLES, environment
from operations.local.errors import StackError
from operations.local.given import given_record, is_given
from operations.local.jars import HASHES, read_hashes, wrong_jars
from operations.local.records import Record, new_keys
from operations.local.waiting import wait_until
from schemas.topics import AGENCIES
from tests.conftest import AnyStack

GIVEN = {"SAPHAN_KAFKA_BOOTSTRAP": "kafka.example:9093", "SAPHAN_REDIS_URL": "redis://u:p@view.example:6380/0"}
SECRETS = ("pseudonym", "platform", "operators_private", "webhook_private", "detail_token")


def test_addresses_in_the_environment_win_and_half_of_them_is_refused() -> None:
    assert is_given(GIVEN)
    assert not is_given({})
    with pytest.raises(StackError, match="SAPHAN_REDIS_URL is not"):
        is_given({"SAPHAN_KAFKA_BOOTSTRAP": "kafka.example:9093"})


def test_one_given_user_serves_every_role_and_given_users_serve_their_own() -> None:
    one = given_record(GIVEN | {"SAPHAN_KAFKA_USERNAME": "all", "SAPHAN_KAFKA_PASSWORD": "p"}, None, 6)
    users = json.dumps({name: f"of {name}" for name in one.users})
    redis_users = json.dumps({name: f"of-{name}" for name in one.redis_users})
    each = given_record(GIVEN | {"SAPHAN_KAFKA_USERS": users, "SAPHAN_REDIS_USERS": redis_users}, None, 6)

    shared, own = (environment(Somewhere(record), "worker") for record in (one, each))

    assert (shared["SAPHAN_KAFKA_USERNAME"], shared["SAPHAN_REDIS_URL"]) == ("all", GIVEN["SAPHAN_REDIS_URL"])
    assert (own["SAPHAN_KAFKA_USERNAME"], own["SAPHAN_KAFKA_PASSWORD"]) == ("worker", "of worker")
    assert own["SAPHAN_REDIS_URL"] == "redis://worker:of-worker@view.example:6380/0"


def test_every_role_can_be_told_what_it_needs_and_a_program_reaches_nothing_but_the_gateway() -> None:
    record = given_record(GIVEN, None, 6)
    told = {role: environment(Somewhere(record), role) for role in ROLES}

    assert told.keys() == set(ROLES)
    assert told["program"].keys() == {"SAPHAN_STATE_DIR", "SAPHAN_GATEWAY_URL"}
    assert "SAPHAN_ARRIVALS_DATABASE_URL" in told["dsd-relay"]


def test_a_given_stack_is_provisioned_and_left_running(stack: AnyStack, tmp_path: Path) -> None:
    admin = environment(stack, "admin")

    with start_stack(tmp_path / "state", admin) as given:
        assert "environment" in given.how
        assert given.provisioned is not None
        assert list(given.provisioned.changed) == []

    assert environment(stack, "admin") == admin
    assert stack.kafka.settings("admin").bootstrap == given.record.kafka.bootstrap


def test_a_given_stack_that_refuses_is_told_in_one_line(stack: AnyStack, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="refused to be provisioned"):
        start_stack(tmp_path / "state", environment(stack, "worker"))


def test_a_role_is_told_no_secret_that_is_not_its_own(stack: AnyStack) -> None:
    keys = stack.record.keys.model_dump()
    holders = {
        secret: {role for role in ROLES if keys[secret] in environment(stack, role).values()} for secret in SECRETS
    }

    edges = {*AGENCIES, "relay", "dsd-relay", "simulate", "gateway"}
    assert holders == {
        "pseudonym": edges | {"steward"},
        "platform": {"keys"},
        "operators_private": {"operator"},
        "webhook_private": {"consumer"},
        "detail_token": {"relay", "web"},
    }


def test_a_worker_is_told_one_user_on_each_side_and_no_others(stack: AnyStack) -> None:
    told = "\n".join(environment(stack, "worker").values())
    others = [word for user, word in stack.record.users.items() if user != "worker"]

    assert stack.record.users["worker"] in told
    assert not any(word in told for word in others)


def test_keys_are_drawn_anew_each_time() -> None:
    one, two = new_keys().model_dump(), new_keys().model_dump()

    assert all(one[name] != two[name] for name in one)


def test_a_jar_that_differs_is_missing_or_is_not_expected_is_named(tmp_path: Path) -> None:
    (tmp_path / "jars").mkdir()
    for name in ("whole.jar", "cut.jar", "stranger.jar"):
        (tmp_path / "jars" / name).write_bytes(b"" if name == "cut.jar" else b"abc")
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    spoilt = wrong_jars([tmp_path], {"whole.jar": abc, "cut.jar": abc, "missing.jar": abc})

    assert spoilt == ["cut.jar", "missing.jar", "stranger.jar"]


def test_the_reviewed_jars_are_those_of_the_broker() -> None:
    names = read_hashes(HASHES.read_text(encoding="ascii"))

    assert {"kafka_2.13-4.4.0.jar", "kafka-clients-4.4.0.jar", "log4j-slf4j-impl-2.25.5.jar"} <= names.keys()


def test_without_a_network_one_line_says_what_to_do(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "https_proxy": nowhere, "http_proxy": nowhere}
    log = tmp_path / "up.log"
    command = [sys.executable, "-m", "operations.command_line", "local", "up", "--state", str(tmp_path / "state")]

    child = start_child("up", command, log, environ)

    assert wait_until(lambda: child.exit_code() is not None, 60.0)
    assert child.exit_code() == 1
    assert (
        log.read_text(encoding="utf-8")
        .splitlines()[-1]
        .endswith("check the network, or name a running one in SAPHAN_KAFKA_BOOTSTRAP and SAPHAN_REDIS_URL.")
    )


class Somewhere:
    """A stack's record in a folder, as far as `environment` asks."""

    def __init__(self, record: Record) -> None:
        self.state = Path("/state")
        self.record = record
