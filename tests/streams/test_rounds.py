"""A worker's rounds go on while its tags come and go."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from streams.rounds import Rounds
from streams.transport.chunk import Place


@dataclass
class _Lane:
    positions: dict[str, int] = field(default_factory=dict)
    token: bytes = b"t"


@dataclass
class _Owning:
    lanes: dict[int, _Lane]


class _AtTheEnd:
    def lag(self, positions: Mapping[Place, int]) -> dict[Place, int]:
        return dict.fromkeys(positions, 0)


@dataclass
class _Losing:
    """Loses a tag while another is repaired, as a rebalance does."""

    owning: _Owning
    loses: int
    repaired: int = 0

    async def until_done(self, _: str, __: Callable[[], Awaitable[None]]) -> None:
        self.repaired += 1
        self.owning.lanes.pop(self.loses, None)


@dataclass
class _Worker:
    patience: _Losing


def _rounds(owning: _Owning, patience: _Losing) -> Rounds:
    some: Any = None
    worker = cast("Any", _Worker(patience))
    return Rounds("w", 0, worker, cast("Any", owning), some, cast("Any", _AtTheEnd), lambda: 0.0, 60.0)


async def test_a_tag_lost_while_another_is_repaired_is_left_to_its_new_owner() -> None:
    owning = _Owning({0: _Lane(), 1: _Lane(), 2: _Lane()})
    patience = _Losing(owning, loses=1)
    await _rounds(owning, patience).repair_once()
    assert patience.repaired == 2


async def test_every_tag_owned_all_along_is_repaired() -> None:
    owning = _Owning({0: _Lane(), 1: _Lane()})
    patience = _Losing(owning, loses=9)
    await _rounds(owning, patience).repair_once()
    assert patience.repaired == 2
