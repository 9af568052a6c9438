"""The way out for what failed: tried again until it works, with growing pauses, and told to the operators meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from aiokafka.errors import KafkaError
from redis.exceptions import RedisError

from streams.tally import Tally

PAUSE_SECONDS_FIRST: Final = 0.05
PAUSE_SECONDS_MAX: Final = 2.0
FAILED: Final = (RedisError, KafkaError, OSError)
Answer = TypeVar("Answer")


class Patience:
    """Repeats calls to Redis and Kafka for ever; any other exception passes through."""

    def __init__(self, tally: Tally, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._tally = tally
        self.pause = sleep

    async def until_done(self, what: str, call: Callable[[], Awaitable[Answer]]) -> tuple[Answer, bool]:
        """Make a call until it answers; also says whether it failed before."""
        seconds = PAUSE_SECONDS_FIRST
        failed = False
        while True:
            try:
                answer = await call()
            except FAILED as why:
                failed = True
                self._tally.trouble(what, f"{type(why).__name__}: {why}")
                await self.pause(seconds)
                seconds = min(2 * seconds, PAUSE_SECONDS_MAX)
            else:
                if failed:
                    self._tally.over(what)
                return answer, failed
