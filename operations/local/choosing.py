"""Chooses a stack: addresses given in the environment, Docker Compose when asked for, else this machine."""

from collections.abc import Mapping
from pathlib import Path

from operations.local.compose import ComposeStack
from operations.local.folder import Report, silent
from operations.local.given import GivenStack, is_given
from operations.local.stack import Stack

AnyStack = Stack | GivenStack | ComposeStack


def start_stack(
    state: Path,
    environ: Mapping[str, str],
    *,
    partitions: int = 6,
    docker: bool = False,
    fresh: bool = False,
    web_port: int | None = None,
    tied: bool = True,
    report: Report = silent,
) -> AnyStack:
    """Start or reach a stack, provisioned; its `how` says which. StackError says what is missing and what to do."""
    if is_given(environ):
        return GivenStack.start(state, environ, partitions, report=report, tied=tied)
    if docker:
        return ComposeStack.start(state, partitions, report=report, tied=tied)
    return Stack.start(state, partitions, report=report, fresh=fresh, web_port=web_port, tied=tied)
