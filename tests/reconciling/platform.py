"""A real platform for comparisons: Kafka, Valkey, a worker, the gateway, what follows the view, and the steward."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import httpx2

from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from operations.people.erasing import Erased, Reason
from operations.people.opening import stewardship
from producers.draft import Row
from producers.gateway_client import GatewayClient
from producers.receipts import Receipt, TryAgain
from producers.sources.source import Source
from producers.sources.store import Sources
from schemas.topics import INSURANCE, STUDENT, VACANCY

SAPHAN: Final = str(Path(sys.executable).with_name("saphan"))
NOW_MS: Final = 1_795_410_000_000
SECONDS_MAX: Final = 60.0
LOOK_SECONDS: Final = 0.25
SOURCES: Final = (
    Source("doe", "doe", frozenset({VACANCY}), None, "กรมการจัดหางาน", "DOE"),
    Source("ovec", "ovec", frozenset({STUDENT}), None, "สอศ.", "OVEC"),
    Source("sso", "sso", frozenset({INSURANCE}), None, "สปส.", "SSO"),
)


class Platform:
    """Kafka, Valkey, a worker, the gateway and what follows the view."""

    def __init__(self, stack: Stack, supervisor: Supervisor, folder: Path) -> None:
        self.stack, self.folder = stack, folder
        self.url = environment(stack, "gateway")["SAPHAN_GATEWAY_URL"]
        sources = Sources(environment(stack, "gateway")["SAPHAN_SOURCES_DATABASE_URL"], lambda: NOW_MS)
        for source in SOURCES:
            sources.create(source)
        self.keys = {source.name: sources.new_key(source.name) for source in SOURCES}
        for name, role, command in (
            ("worker", "worker", ("worker", "run")),
            ("gateway", "gateway", ("gateway", "run")),
            ("reconcile", "reconcile", ("reconcile", "follow")),
        ):
            supervisor.start(name, [SAPHAN, *command], self._environment(role))
        assert wait_until(self._serves, SECONDS_MAX, LOOK_SECONDS)

    def send(self, source: str, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Send rows over the gateway."""
        with GatewayClient(self.url, self.keys[source]) as client:
            return client.send(topic, rows)

    def taken(self, source: str, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Send rows until the view knows enough to take or refuse each."""
        receipts: list[Receipt] = []

        def settled() -> bool:
            receipts[:] = self.send(source, topic, rows)
            return not any(isinstance(one, TryAgain) for one in receipts)

        assert wait_until(settled, SECONDS_MAX, LOOK_SECONDS), receipts
        return receipts

    def erase(self, number: str) -> Erased:
        """Erase the person a number names, as the steward does."""
        with stewardship(environment(self.stack, "steward")) as steward:
            return steward.erase(steward.pseudonym(number), Reason.PERSON_ASKED, SECONDS_MAX)

    def saphan(self, source: str, *arguments: str, role: str = "", named: bool = True) -> tuple[int, str]:
        """Run a command as a source does at home: its own key, and the key that names records where it has that."""
        own = {"SAPHAN_GATEWAY_URL": self.url, "SAPHAN_GATEWAY_KEY": self.keys[source]}
        own |= {"SAPHAN_FILES_DIR": str(self.folder / f"files-{source}")}
        if named:
            own["SAPHAN_PSEUDONYM_KEY"] = environment(self.stack, source)["SAPHAN_PSEUDONYM_KEY"]
        given = self._environment(role) if role else {**_inherited(), **own}
        done = subprocess.run(
            [SAPHAN, "reconcile", *arguments], env=given, capture_output=True, text=True, check=False, timeout=100
        )
        return done.returncode, done.stdout + done.stderr

    def _environment(self, role: str) -> Mapping[str, str]:
        return {**_inherited(), **environment(self.stack, role), "SAPHAN_MATCHING": "off"}

    def _serves(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/openapi.json").is_success
        except httpx2.HTTPError:
            return False


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
