"""Follows vacancies and matches of the whole log: the board learns the ones, the view's decisions the others."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from schemas import codec, topics
from schemas.partition import split_key
from streams.matching.board import Board
from streams.matching.reading import Read, Reader
from streams.matching.shared import Shared
from streams.store.protocol import FencedError, Settlement
from streams.transport.chunk import Place

FOLLOWED: Final = (topics.VACANCY, topics.MATCH)
WAIT_SECONDS: Final = 0.25


class Following:
    """Reads both topics from their beginning and on; matches are read again whenever a tag becomes ours.

    What the log says of a match stands, whoever wrote it: an owner that died between publishing and settling, or one
    that did not know yet that it was replaced.
    """

    def __init__(self, shared: Shared, board: Board, reader: Reader, wake: Callable[[], None]) -> None:
        self.rewinds_asked = 0
        self.rewinds_done = 0
        self.started = False
        self.positions: Mapping[Place, int] = {}
        self._shared = shared
        self._board = board
        self._reader = reader
        self._wake = wake

    def read_matches_again(self) -> int:
        """Ask that the match topic be read from its beginning; gives the number of this request."""
        self.rewinds_asked += 1
        return self.rewinds_asked

    async def run(self) -> None:
        """Follow for ever."""
        await self.start()
        while True:
            await self.step(WAIT_SECONDS)

    async def start(self) -> None:
        """Begin at the beginning of both topics."""
        await self._shared.ask("follow", partial(self._reader.start, FOLLOWED))
        self.started = True

    async def step(self, wait_seconds: float) -> bool:
        """Rewind if asked, read what comes next, and take it in; says whether anything came."""
        asked = self.rewinds_asked
        if asked != self.rewinds_done:
            await self._shared.ask("follow", partial(self._reader.rewind, topics.MATCH))
        reads = await self._shared.ask("follow", partial(self._reader.read, wait_seconds))
        matches = []
        for read in reads:
            if read.place.topic == topics.VACANCY:
                self._board.learn(read)
            else:
                matches.append(read)
        await self._settle(matches)
        if reads or asked != self.rewinds_done or not self.positions:
            # Only now, when all of it was taken in: a tag may become ready by it.
            self.positions = await self._shared.ask("positions", self._reader.positions)
            self._wake()
        self.rewinds_done = asked
        return bool(reads)

    async def _settle(self, matches: list[Read]) -> None:
        shared = self._shared
        by_tag: dict[int, list[Settlement]] = {}
        for read in matches:
            settlement = settlement_of(read)
            if settlement is not None:
                by_tag.setdefault(shared.tag_of(settlement.vacancy), []).append(settlement)
        for tag, settlements in by_tag.items():
            token = shared.assigned.get(tag)
            if token is None:
                continue
            settle = partial(shared.store.settle_many, tag, shared.group, token, settlements, wake=True)
            try:
                await shared.ask("settle", settle)
            except FencedError:
                continue  # its next owner reads the topic again itself


def settlement_of(read: Read) -> Settlement | None:
    """Take from a record of the match topic what the view holds of it; None when it can't be read."""
    if read.key is None or read.value is None:
        return None
    try:
        person, _ = split_key(read.key)
        meta, data = codec.decode(topics.MATCH, read.value)
    except ValueError:
        return None
    if data is None:
        return None
    held = b"" if meta.version % 2 else read.value
    return Settlement(data["vacancy"], person, meta.version, held)
