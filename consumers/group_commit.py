"""One writer per database: what waits is written in one transaction, so that a burst costs one commit."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

Result = TypeVar("Result")
Write = Callable[[Connection], Any]
_Job = tuple[Write, "Future[Any]"]
BATCH_MAX = 500


class GroupCommit:
    """Runs writes in the order they were given, many to a transaction; a result is given once it is committed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="group-commit", daemon=True)
        self._thread.start()

    def submit(self, write: Callable[[Connection], Result]) -> "Future[Result]":
        """Give a write to the writer; the future holds its result, or what it raised, after the commit."""
        future: Future[Result] = Future()
        self._jobs.put((write, future))
        return future

    async def write(self, write: Callable[[Connection], Result]) -> Result:
        """Give a write to the writer and wait until it is committed."""
        return await asyncio.wrap_future(self.submit(write))

    def close(self) -> None:
        """Finish what was given, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            batch = [self._jobs.get()]
            while len(batch) < BATCH_MAX and not self._jobs.empty():
                batch.append(self._jobs.get())
            jobs = [job for job in batch if job is not None]
            going = len(jobs) == len(batch)
            self._commit([job for job in jobs if job[1].set_running_or_notify_cancel()])

    def _commit(self, jobs: list[_Job]) -> None:
        if not jobs:
            return
        try:
            with self._engine.begin() as connection:
                results = [write(connection) for write, _ in jobs]
        except (SQLAlchemyError, ValueError, LookupError) as why:
            self._commit_apart(jobs, why)
            return
        for (_, future), result in zip(jobs, results, strict=True):
            future.set_result(result)

    def _commit_apart(self, jobs: list[_Job], why: Exception) -> None:
        """Write one by one after a failure, so that it stays with the write that caused it."""
        if len(jobs) == 1:
            jobs[0][1].set_exception(why)
            return
        for job in jobs:
            self._commit([job])
