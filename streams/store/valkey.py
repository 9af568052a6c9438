"""The view on a real Redis or Valkey: each call is one function of functions.lua."""

from collections.abc import Awaitable, Sequence
from typing import Any, Final, Self, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from schemas import view
from streams.store import wire
from streams.store.command import apply_command
from streams.store.protocol import (
    Applied,
    Batch,
    Burial,
    Cleaning,
    FencedError,
    Gap,
    Kind,
    Move,
    Proposal,
    Repair,
    Settlement,
    Taken,
)

ANSWER_SECONDS_MAX: Final = 10.0
CONNECT_SECONDS_MAX: Final = 5.0


class ValkeyStore:
    """The view; connections are made when needed, and a call that fails is the caller's to repeat."""

    def __init__(self, client: "Redis") -> None:
        self._client: Any = client

    @classmethod
    def at(cls, url: str) -> Self:
        """Make a store for an address (redis://user:password@host:port/0); nothing is connected yet."""
        client = Redis.from_url(
            url,
            socket_timeout=ANSWER_SECONDS_MAX,
            socket_connect_timeout=CONNECT_SECONDS_MAX,
            retry=Retry(NoBackoff(), 0),  # those who call repeat until it works, and report it meanwhile
        )
        return cls(client)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def claim(self, tag: int, group: str, token: bytes, floor: int) -> dict[str, int]:
        flat = await self._call("claim", tag, group, token, floor)
        return {topic.decode(): int(offset) for topic, offset in wire.pairs(flat)}

    async def apply(self, tag: int, group: str, token: bytes, batch: Batch) -> Applied | Gap:
        reply = _own(tag, await self._send(apply_command(tag, group, token, batch)))
        return Gap(reply[1]) if reply[0] == b"GAP" else Applied(*reply[1:])

    async def gap_healed(self, tag: int, group: str, token: bytes) -> int:
        return cast("int", await self._call("gap_healed", tag, group, token))

    async def take(self, tag: int, group: str, token: bytes, kind: Kind, limit: int) -> list[Taken]:
        return [wire.taken(one) for one in await self._call("take", tag, group, token, kind, limit)]

    async def index(
        self,
        tag: int,
        group: str,
        token: bytes,
        person: str,
        leave: Sequence[str],
        enter: Sequence[tuple[str, float]],
        projection: bytes = b"",
    ) -> None:
        await self._call("index", tag, group, token, *wire.moved(Move(person, leave, enter, projection)))

    async def clean(
        self,
        tag: int,
        group: str,
        token: bytes,
        kind: Kind,
        subject: str,
        revision: int,
        projection: bytes,
        due_ms: int | None,
        numbers: Sequence[str] = (),
    ) -> bool:
        cleaned = wire.cleaned(kind, Cleaning(subject, revision, projection, due_ms, numbers))
        return bool(await self._call("clean", tag, group, token, *cleaned))

    async def propose(
        self,
        tag: int,
        vacancy: str,
        person: str,
        revision: int,
        vacancy_version: int,
        score: float | None,
        detail: bytes,
    ) -> bool:
        proposed = wire.proposed(Proposal(vacancy, person, revision, vacancy_version, score, detail))
        return bool(await self._call("propose", tag, *proposed))

    async def nudge(self, tag: int, person: str) -> None:
        await self._call("nudge", tag, person)

    async def candidates(self, tag: int, limit: int, suffixes: Sequence[str]) -> list[tuple[str, bytes]]:
        flat = await self._call("candidates", tag, limit, *suffixes)
        return [(person.decode(), projection) for person, projection in wire.pairs(flat)]

    async def settle(
        self, tag: int, group: str, token: bytes, vacancy: str, person: str, version: int, detail: bytes
    ) -> bool:
        return bool(await self._call("settle", tag, group, token, vacancy, person, version, detail))

    async def index_many(self, tag: int, group: str, token: bytes, moves: Sequence[Move]) -> None:
        await self._many("index", tag, [(group, token, *wire.moved(one)) for one in moves])

    async def clean_many(
        self, tag: int, group: str, token: bytes, kind: Kind, cleanings: Sequence[Cleaning]
    ) -> list[bool]:
        calls = [(group, token, *wire.cleaned(kind, one)) for one in cleanings]
        return [bool(one) for one in await self._many("clean", tag, calls)]

    async def propose_many(self, tag: int, proposals: Sequence[Proposal]) -> int:
        return sum(await self._many("propose", tag, [wire.proposed(one) for one in proposals]))

    async def settle_many(
        self, tag: int, group: str, token: bytes, settlements: Sequence[Settlement], *, wake: bool
    ) -> int:
        return sum(await self._many("settle", tag, [(group, token, *one, int(wake)) for one in settlements]))

    async def candidates_many(
        self, tag: int, limit: int, lookups: Sequence[Sequence[str]]
    ) -> list[list[tuple[str, bytes]]]:
        answers = await self._many("candidates", tag, [(limit, *suffixes) for suffixes in lookups])
        return [[(person.decode(), projection) for person, projection in wire.pairs(flat)] for flat in answers]

    async def sought(self, tag: int, group: str, token: bytes, partition: int, offset: int) -> None:
        await self._call("sought", tag, group, token, partition, offset)

    async def watermarks(self, tag: int) -> dict[str, int]:
        flat = await self._call("watermarks", tag)
        return {name.decode(): int(value) for name, value in wire.pairs(flat)}

    async def repairs(self, tag: int, group: str, token: bytes, limit: int) -> list[Repair]:
        flat = await self._call("repairs", tag, group, token, limit)
        return [Repair(*wire.record(member), entry) for member, entry in wire.pairs(flat)]

    async def repaired(self, tag: int, group: str, token: bytes, repair: Repair) -> bool:
        return bool(await self._call("repaired", tag, group, token, repair.topic, repair.key, repair.entry))

    async def tick(self, tag: int, group: str, token: bytes, now_ms: int) -> int:
        return cast("int", await self._call("tick", tag, group, token, now_ms))

    async def quarantine(self, tag: int, group: str, token: bytes, subject: str, field: bytes, version: int) -> bool:
        return bool(await self._call("quarantine", tag, group, token, subject, field, version))

    async def erase(
        self, tag: int, group: str, token: bytes, subject: str, moment_ms: int, data_set: str = "", *, told: bool
    ) -> int:
        said = "1" if told else ""
        return cast("int", await self._call("erase", tag, group, token, subject, moment_ms, data_set, said))

    async def burials(self, tag: int, group: str, token: bytes, limit: int) -> list[Burial]:
        flat = await self._call("burials", tag, group, token, limit)
        return [Burial(*wire.record(member), int(moment)) for member, moment in wire.pairs(flat)]

    async def population(self, tag: int, topic: str, subjects: Sequence[str]) -> tuple[int, list[bool]]:
        watermark, *known = await self._call("population", tag, topic, *subjects)
        return watermark, [bool(one) for one in known]

    async def named(self, tag: int, subjects: Sequence[str]) -> list[bool]:
        return [bool(one) for one in await self._call("named", tag, *subjects)]

    async def profile(self, tag: int, subject: str) -> dict[bytes, bytes]:
        return dict(wire.pairs(await self._call("profile", tag, subject)))

    async def report(self, worker: str, content: str, seconds: int) -> None:
        await self._client.fcall("report", 1, view.worker_key(worker), content, seconds)

    async def _call(self, name: str, tag: int, *arguments: bytes | str | float) -> Any:
        answer: Awaitable[Any] = self._client.fcall(name, 1, view.watermark_key(tag), *arguments)
        return _own(tag, await answer)

    async def _many(self, name: str, tag: int, calls: Sequence[Sequence[bytes | str | float]]) -> list[Any]:
        """Call one function several times in one step; one that is refused refuses all."""
        if not calls:
            return []
        flat = [argument for call in calls for argument in (len(call), *call)]
        return [_own(tag, reply) for reply in await self._call("many", tag, name, *flat)]

    async def _send(self, packed: bytes) -> Any:
        """Send a command's own bytes, which redis-py's clients can't, on one of their connections."""
        pool = self._client.connection_pool
        connection = await pool.get_connection()
        try:
            await connection.send_packed_command([packed], check_health=False)
            return await connection.read_response()
        except BaseException:
            # An answer still on its way must not be taken for that of the next call.
            await connection.disconnect(nowait=True)
            raise
        finally:
            await pool.release(connection)


def _own(tag: int, reply: Any) -> Any:
    if reply == [b"FENCED"]:
        raise FencedError(f"tag {tag} is not ours")
    return reply
