"""What /healthz answers: 200 when every promise is kept right now, else 503 with each reason."""

from dataclasses import asdict
from typing import Any, Final

from operations.status.summary import Summary

WELL: Final = 200
UNWELL: Final = 503


def answer(summary: Summary) -> tuple[int, dict[str, Any]]:
    """Give status and body; the body names no person and no secret."""
    reasons = [asdict(reason) for reason in summary.reasons]
    return (UNWELL if reasons else WELL), {"well": not reasons, "state": summary.state.value, "reasons": reasons}
