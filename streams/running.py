"""Runs one worker in this process, with Faust's own handling of signals."""

import gc
from typing import Final

import faust

from streams.app import worker_app
from streams.settings import WorkerSettings

# Records in flight are many small objects without cycles (a header is a tuple of two): at Python's own threshold of 700
# looking for cycles among them was half of the worker's CPU. A hundred thousand objects are some 10 MB.
GARBAGE_THRESHOLDS: Final = (100_000, 50, 50)


def run_worker() -> None:
    """Run until SIGTERM or SIGINT, then exit with 0; anything else exits with another code."""
    settings = WorkerSettings.read()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    worker = faust.Worker(
        worker_app(settings),
        loglevel=settings.worker_log_level,
        redirect_stdouts=False,
        quiet=True,
    )
    worker.spinner = None  # it writes to whatever stdout is, terminal or not
    worker.execute_from_commandline()
