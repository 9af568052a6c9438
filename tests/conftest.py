"""What stack tests share.

`stack` is one real Kafka and one real Valkey per test process, started when first asked for and provisioned as in
production (SCRAM users, permissions, topics, functions): in containers when Docker answers, else on this machine.
Its topics keep what earlier tests wrote, so a test draws its own subjects; `redis_admin` and `view_url` start with an
empty view. A test that kills, freezes, empties or needs an empty log asks for `fresh_stack` and starts its own.
`kafka_settings` and `role` tell how a principal reaches the stack. Tests that use any of these are marked `stack`.
With pytest-xdist each process has its own stack, and the tests of one module go to one process (`--dist loadfile`), so
that what a module breaks and mends is started once.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka.admin import AdminClient
from redis import Redis

from bench.postgres import NoPostgresError, postgres
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.provisioning.probe import admin_client
from schemas.connection import KafkaSettings
from tests.containers import ContainerStack, docker_answers

AnyStack = Stack | ContainerStack
FreshStack = Callable[..., Stack]
Role = Callable[[str], dict[str, str]]
STACK_FIXTURES = frozenset({"stack", "fresh_stack"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a stack."""
    for item in items:
        if STACK_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("stack")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnyStack]:
    """One stack for all tests of this process that leave it whole."""
    kind = ContainerStack if docker_answers() else Stack
    with kind.start(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Give the SQLAlchemy address of a PostgreSQL server of this test process; a test empties what it uses."""
    try:
        with postgres() as url:
            yield url
    except NoPostgresError as why:
        pytest.skip(f"no PostgreSQL: {why}")


@pytest.fixture
def fresh_stack(tmp_path: Path) -> Iterator[FreshStack]:
    """Make stacks on this machine for a test to break; they end with the test."""
    with ExitStack() as ends:

        def start(name: str = "stack", **options: Any) -> Stack:
            return ends.enter_context(Stack.start(tmp_path / name, **options))

        yield start


@pytest.fixture
def role(stack: AnyStack) -> Role:
    """Give the SAPHAN_… variables of a role on the shared stack."""
    return lambda name: environment(stack, name)


@pytest.fixture
def kafka_settings(stack: AnyStack) -> Callable[[str], KafkaSettings]:
    """Give a principal's way to the shared stack's broker."""
    return stack.kafka.settings


@pytest.fixture
def kafka_admin(stack: AnyStack) -> AdminClient:
    """Open the broker as its administrator."""
    return admin_client(stack.kafka.settings("admin"))


@pytest.fixture
def redis_admin(stack: AnyStack) -> Iterator[Any]:
    """Open the view as its administrator, emptied (its functions stay)."""
    client: Any = Redis.from_url(stack.valkey.url("admin"))
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def view_url(stack: AnyStack, redis_admin: Any) -> Callable[[str], str]:
    """Give a role's address of the emptied view."""
    assert redis_admin.dbsize() == 0
    return stack.valkey.url
