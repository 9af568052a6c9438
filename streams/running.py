"""Runs one worker in this process, with Faust's own handling of signals."""

import faust

from streams.app import worker_app
from streams.settings import WorkerSettings


def run_worker() -> None:
    """Run until SIGTERM or SIGINT, then exit with 0; anything else exits with another code."""
    settings = WorkerSettings.read()
    faust.Worker(
        worker_app(settings),
        loglevel=settings.worker_log_level,
        redirect_stdouts=False,
        quiet=True,
    ).execute_from_commandline()
