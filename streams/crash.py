"""The crash rule: an exception that is no known way out ends the process at once, the only exit that loses nothing."""

import asyncio
import os
import traceback
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from typing import Any, Final

import structlog

EXIT_CODE: Final = 70  # EX_SOFTWARE; whatever runs workers starts them again
OWN: Final = "streams."
logger = structlog.get_logger(__name__)


def die(why: BaseException) -> None:
    """Say where it happened and exit without Faust's own shutdown, which would commit what was not applied."""
    told = str(why) if type(why).__module__.startswith(OWN) else "(another's words may quote data)"
    where = "".join(traceback.format_tb(why.__traceback__))
    logger.critical("worker_ends", error=type(why).__name__, said=told, where=where)
    os._exit(EXIT_CODE)


@contextmanager
def or_die() -> Generator[None, None, None]:
    """Guard a step of an agent, in which Faust would take any exception for done and acknowledge."""
    try:
        yield
    except Exception as why:  # noqa: BLE001 -- the outermost loop
        die(why)


def keep_running(work: Coroutine[Any, Any, None], name: str) -> "asyncio.Task[None]":
    """Run a loop beside the others; the process ends when it fails."""
    task = asyncio.get_running_loop().create_task(work, name=name)
    task.add_done_callback(_ended)
    return task


def _ended(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (why := task.exception()) is not None:
        die(why)
