"""The command `saphan status`."""

import sys
from typing import Annotated

import typer

from operations.access import STATE, StateOption
from operations.status.printing import Output


def status(
    output: Annotated[Output, typer.Option("--output", "-o", help="table, wide, json or jsonl.")] = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Say what is late, stalled, silent or refused, and whose it is; exit 4 while a promise is broken."""
    # Imported here so that the other commands start without them.
    from operations.access import operator_access
    from operations.status import screen
    from operations.status.gathering import Gatherer
    from operations.status.summary import summarise
    from operations.web.clock import now_ms
    from schemas.agreement import AGREEMENTS, MEMORANDUM

    access = operator_access(state)
    agreement = AGREEMENTS[access.agreement or MEMORANDUM.name]
    gatherer = Gatherer(access.kafka, access.redis_url, access.partitions, now_ms, agreement)
    try:
        summary = summarise(gatherer.snapshot())
    finally:
        gatherer.close()
    screen.show(summary, output, sys.stdout)
    raise typer.Exit(4 if summary.reasons else 0)
