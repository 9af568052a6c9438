"""The rules of sending again: what an answer means, and how long to wait."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

BACKOFF_SECONDS_MIN: Final = 0.5
BACKOFF_SECONDS_MAX: Final = 30.0
RETRY_AFTER_SECONDS_MAX: Final = 15 * 60.0
GIVE_UP_AFTER_MS: Final = 3 * 24 * 3600 * 1000
# Answers about this one alert's content; any other that is no 2xx would be given to every alert.
_THIS_ALERT: Final = frozenset({400, 406, 409, 411, 413, 415, 422, 431})


class Meaning(StrEnum):
    """What an answer means for the alert and for its endpoint."""

    RECEIVED = "received"
    REFUSED = "refused"
    ENDPOINT_UNWELL = "endpoint_unwell"


@dataclass(frozen=True)
class Answer:
    """An endpoint's answer: status (None when there was none), its business answer, and how long it asks us to wait."""

    status: int | None
    answer: str | None = None
    retry_after_seconds: float | None = None


def meaning(answer: Answer) -> Meaning:
    """Read an answer: 2xx is received, a fault of content is this alert's, all else is the endpoint's state."""
    if answer.status is not None and 200 <= answer.status < 300:
        return Meaning.RECEIVED
    return Meaning.REFUSED if answer.status in _THIS_ALERT else Meaning.ENDPOINT_UNWELL


def backoff_ms(attempt: int, chance: float) -> int:
    """Wait twice as long after each attempt (from 1), by chance (0 to 1) half of it to all of it, 30 s at most.

    Thirty seconds, so that a backlog starts to drain soon after the endpoint is back.
    """
    whole = min(BACKOFF_SECONDS_MAX, BACKOFF_SECONDS_MIN * 2.0 ** min(attempt - 1, 16))
    return int(1000 * whole * (0.5 + chance / 2))


def wait_ms(attempt: int, chance: float, answer: Answer) -> int:
    """Wait as backoff says, or as long as the endpoint asked if that is longer, a quarter of an hour at most."""
    asked = min(answer.retry_after_seconds or 0.0, RETRY_AFTER_SECONDS_MAX)
    return max(backoff_ms(attempt, chance), int(asked * 1000))


def retry_after_seconds(header: str | None, now_ms: int) -> float | None:
    """Read a Retry-After header (RFC 9110: seconds, or a date); None when there is none or it is unreadable."""
    if header is None:
        return None
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.fromtimestamp(now_ms / 1000, UTC)).total_seconds())


def hopeless(recorded_at_ms: int, now_ms: int) -> bool:
    """Say whether to give an alert up: it has been refused for three days."""
    return now_ms - recorded_at_ms > GIVE_UP_AFTER_MS
