"""Runs a stack until it is told to end, or leaves it running, and says where it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.local.choosing import start_stack
from operations.local.environment import environment
from operations.local.errors import StackError
from operations.local.folder import Report, running
from operations.local.given import is_given
from operations.local.records import Record
from operations.local.signals import ended_by_signals
from operations.local.stack import Stack
from operations.local.waiting import wait_until

LOOK_SECONDS: Final = 0.5
FOREVER: Final = float("inf")


def run_until_told(
    state: Path, environ: Mapping[str, str], *, partitions: int, docker: bool, fresh: bool, report: Report
) -> None:
    """Start, say where it is, and wait; KeyboardInterrupt when told to end, StackError when a server ends by itself."""
    with (
        ended_by_signals(),
        start_stack(state, environ, partitions=partitions, docker=docker, fresh=fresh, report=report) as stack,
    ):
        tell(stack.record, stack.how, report)
        if not isinstance(stack, Stack):
            wait_until(lambda: False, FOREVER, LOOK_SECONDS)
        report("Ctrl-C ends it.")
        wait_until(lambda: running(stack.state) is None, FOREVER, LOOK_SECONDS)
        raise StackError(f"a server ended by itself: see {stack.state / 'logs'}.")


def run_detached(
    state: Path, environ: Mapping[str, str], *, partitions: int, docker: bool, fresh: bool, report: Report
) -> None:
    """Start and leave it running; a stack that runs already is left as it is."""
    already = running(state)
    if already:
        tell(already, f"running already: {already.kafka.how}", report)
        return
    if docker or is_given(environ):
        stack = start_stack(state, environ, partitions=partitions, docker=docker, report=report, tied=False)
        tell(stack.record, stack.how, report)
        return
    local = Stack.start(state, partitions, report=report, tied=False, fresh=fresh)
    tell(local.record, local.how, report)


def tell(record: Record, how: str, report: Report) -> None:
    """Say where a stack is and how it was come by."""
    report(
        f"Kafka {record.kafka.version} on {record.kafka.bootstrap}, Redis on {record.redis.host}:{record.redis.port}"
    )
    report(f"({how})")


def summary(record: Record) -> dict[str, Any]:
    """Give the record without its secrets."""
    return {
        "kafka": record.kafka.bootstrap,
        "version": record.kafka.version,
        "how": record.kafka.how,
        "redis": f"{record.redis.host}:{record.redis.port}",
        "partitions": record.partitions,
        "processes": ", ".join(f"{one.name} {one.pid}" for one in record.processes),
    }


@dataclass(frozen=True)
class _Elsewhere:
    state: Path
    record: Record


def role_environment(state: Path, record: Record, role: str) -> dict[str, str]:
    """Give a role's settings for a stack that another process runs; KeyError when there is no such role."""
    return environment(_Elsewhere(state.absolute(), record), role)
