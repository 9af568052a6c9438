"""The placement officer of the demonstration: notes outcomes on the desk's own pages, at a calm pace."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, NamedTuple, Protocol

import httpx2

CALLS_FIRST: Final = 0.55
PLACED: Final = 0.5
OPEN_CALLS_MAX: Final = 12
REASONS: Final = ("PERSON_DECLINED", "EMPLOYER_DECLINED", "UNREACHABLE", "NOT_SUITABLE")
_MATCH: Final = re.compile(r"/desk/matches/([0-9a-f]{32}\.[0-9a-f]{32})")
_TOKEN: Final = re.compile(r'name="csrf"\s+value="([^"]+)"')
_SECONDS_MAX: Final = 10.0


class Move(NamedTuple):
    """What the officer notes on a match; a refusal has its reason."""

    match: str
    outcome: str
    reason: str | None = None


class Desk(Protocol):
    """The desk as an officer sees it."""

    def matches(self) -> Sequence[str]:
        """Give the matches shown now, newest first."""
        ...

    def note(self, move: Move) -> bool:
        """Note an outcome; False when the desk would not have it (the match ended meanwhile)."""
        ...


def next_move(shown: Sequence[str], called: Sequence[str], draw: Random) -> Move | None:
    """Choose: call someone new, or settle one called before as placed or refused; None when there is nothing to do."""
    fresh = [match for match in shown if match not in called]
    if fresh and len(called) < OPEN_CALLS_MAX and (not called or draw.random() < CALLS_FIRST):
        return Move(draw.choice(fresh), "contacted")
    if not called:
        return None
    match = draw.choice(called)
    if draw.random() < PLACED:
        return Move(match, "placed")
    return Move(match, "refused", draw.choice(REASONS))


@dataclass
class Officer:
    """One officer's day: who was called, and how many of each outcome were noted."""

    desk: Desk
    draw: Random
    called: list[str] = field(default_factory=list)
    noted: dict[str, int] = field(default_factory=dict)

    def act(self) -> Move | None:
        """Make one move, if there is one to make."""
        move = next_move(self.desk.matches(), self.called, self.draw)
        if move is None:
            return None
        taken = self.desk.note(move)
        if move.match in self.called:
            self.called.remove(move.match)
        elif taken:
            self.called.append(move.match)
        if taken:
            self.noted[move.outcome] = self.noted.get(move.outcome, 0) + 1
        return move if taken else None


class DeskPages:
    """The desk over HTTP: the page and the forms that a browser would use."""

    def __init__(self, address: str) -> None:
        self._client = httpx2.Client(base_url=address, timeout=_SECONDS_MAX, headers={"sec-fetch-site": "same-origin"})
        self._token = ""

    def matches(self) -> Sequence[str]:
        page = self._client.get("/desk").raise_for_status().text
        token = _TOKEN.search(page)
        self._token = token[1] if token else ""
        return list(dict.fromkeys(_MATCH.findall(page)))

    def note(self, move: Move) -> bool:
        form = {"outcome": move.outcome, "csrf": self._token} | ({"reason": move.reason} if move.reason else {})
        return self._client.post(f"/desk/matches/{move.match}/outcome", data=form).status_code < 400

    def latency(self, since_ms: int) -> dict[str, Any]:
        """Give how long events took to the desk since a moment, as the desk measured it (ms)."""
        answer = self._client.get("/desk/latency", params={"since_ms": since_ms}).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def close(self) -> None:
        """Leave the desk."""
        self._client.close()
