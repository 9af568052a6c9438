"""What every part of a worker shares: the view, the log, and whom to tell."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from streams.dead_letters import DeadLetters
from streams.log_access import Log
from streams.patience import Patience
from streams.store.protocol import Store
from streams.tally import Tally
from streams.transport.chunk import Place


@dataclass(frozen=True)
class Worker:
    """One worker's surroundings; tokens and the time come from its shell.

    `applied` is told how far a partition is in the view, `changed` that a tag has subjects to be matched.
    """

    group: str
    partitions: int
    store: Store
    log: Log
    dead_letters: DeadLetters
    patience: Patience
    tally: Tally
    new_token: Callable[[], bytes]
    now_ms: Callable[[], int]
    applied: Callable[[Place, int], None]
    changed: Callable[[int], Awaitable[None]]
