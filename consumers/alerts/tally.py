"""How far the alerts are, counted along the way, since counting a year of rows each second would hold up sending."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

ANSWERS_KNOWN: Final = ("accepted", "duplicate")


@dataclass
class Tally:
    """Distinct ids known; over all endpoints: delivered (2xx), acknowledged (a known answer), waiting, given up.

    `malformed` counts records since the start that no alert could be made of.
    """

    ids: int = 0
    delivered: int = 0
    acknowledged: int = 0
    pending: int = 0
    given_up: int = 0
    malformed: int = 0

    def recorded(self, alerts: int, endpoints: int) -> None:
        """Count alerts that are now known."""
        self.ids += alerts
        self.pending += alerts * endpoints

    def settled(self, delivered: bool, answer: str | None) -> None:
        """Count an alert that needs no more sending to one endpoint."""
        self.pending -= 1
        self.delivered += delivered
        self.given_up += not delivered
        self.acknowledged += delivered and answer in ANSWERS_KNOWN


def write_status(file: Path, tally: Tally) -> None:
    """Replace the status file in one step, so that a reader never sees half of it."""
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.write_text(json.dumps(asdict(tally)) + "\n", encoding="utf-8")
    unfinished.replace(file)
